"""Finding a town by the start of its name: the register's own towns first, then the world's."""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from pomost.languages.folding import fold
from pomost.places.gazetteer import Town, gazetteer
from pomost.places.models import Municipality
from pomost.places.projection import Point, distance_km

KNOWN_LIMIT = 10
OTHERS_LIMIT = 15
NEARBY_KM = 20.0  # two towns of one name so close to each other are probably one
REGION_KM = 60.0  # how far the town may be that tells namesakes apart


@dataclass(frozen=True)
class Candidate:
    """A town of the gazetteer as it is offered: `near` names a larger town where namesakes need telling apart."""

    town: Town
    near: str = ""

    @property
    def alias(self) -> str:
        """The name by which the town was found, where that is not its main name."""
        return self.town.matched if self.town.matched != self.town.name else ""


@dataclass(frozen=True)
class Found:
    """Towns of the register, and towns of the gazetteer that the register has not got."""

    known: list[Municipality]
    others: list[Candidate]

    def __bool__(self) -> bool:
        return bool(self.known or self.others)


def find_towns(text: str) -> Found:
    """Return the towns of which a name starts with `text`, the likeliest first; costs two queries."""
    hits = gazetteer().search(text, limit=OTHERS_LIMIT)
    known = list(Municipality.objects.matching(text)[:KNOWN_LIMIT])
    held = _held(hits)
    # The gazetteer knows towns of the register by names that the register has not got: Monachium for München.
    return Found(known + [town for town in held.values() if town not in known], _candidates(hits, held))


def found_as(town: Town, text: str) -> str:
    """Return the name of `town` by which `text` finds it, its main name where it does not."""
    hits = gazetteer().search(text, limit=OTHERS_LIMIT)
    return next((hit.matched for hit in hits if hit.geonames_id == town.geonames_id), town.name)


def look_alikes(name: str, country: str, place: Point, *, except_geonames_id: int | None = None) -> Found:
    """Return the towns that `name` may mean as well: of the same folded name within 20 km of `place`.

    A town of the register whose place is not known counts where it lies in the same `country`. Costs two queries.
    """
    wanted = fold(name)

    def is_near(town: Any) -> bool:
        if town.latitude is None or town.longitude is None:
            return bool(town.country == country)
        return distance_km(place, Point(town.latitude, town.longitude)) <= NEARBY_KM

    known = [
        town
        for town in Municipality.objects.matching(name)
        if wanted in {fold(spelling) for spelling in (town.name, *town.names.values())} and is_near(town)
    ]
    others = [
        town for town in gazetteer().find(name, country) if is_near(town) and town.geonames_id != except_geonames_id
    ]
    return Found(known, _candidates(others, _held(others)))


def _held(towns: list[Town]) -> dict[int | None, Municipality]:
    """Those of `towns` that the register has got, by GeoNames id; costs one query."""
    ids = [town.geonames_id for town in towns]
    return {town.geonames_id: town for town in Municipality.objects.filter(geonames_id__in=ids)} if ids else {}


def _candidates(towns: list[Town], held: Container[int | None]) -> list[Candidate]:
    offered = [town for town in towns if town.geonames_id not in held]
    namesakes = Counter((town.name, town.country) for town in offered)
    return [Candidate(town, _region(town) if namesakes[town.name, town.country] > 1 else "") for town in offered]


def _region(town: Town) -> str:
    """The largest town around `town`, by which people know its region."""
    around = [near for near, _km in gazetteer().near(town.latitude, town.longitude, limit=200, within_km=REGION_KM)]
    largest = max(around, key=lambda near: near.population, default=town)
    return largest.name if largest.population > town.population else ""
