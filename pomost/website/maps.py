"""From partnerships to the towns of a map, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pomost.places.models import Municipality
from pomost.register.choices import PartnershipKind
from pomost.register.models import Partnership
from pomost.website.bridges import together
from pomost.website.drawings.town_map import MapTown, TownMap, draw_town_map
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class MapDrawings:
    """The same map for a wide screen and for a phone; the style sheet shows one of them."""

    wide: TownMap
    narrow: TownMap


def map_of(signpost: Signpost, partnerships: Sequence[Partnership]) -> SafeString:
    """Return the map of the city and its partners as markup; nothing where the city's own place is not known."""
    home, today = _town(signpost.home), timezone.localdate()
    if home is None:
        return SafeString()
    partners = []
    for partnership in partnerships:
        url = signpost.section_url("PartnershipsPage", partnership.slug_for(signpost.home))
        known = together(partnership.years(today))
        town = _town(partnership.partner_of(signpost.home), url, partnership.kind, known)
        if town is not None:
            partners.append(town)
    return _drawn(home, tuple(partners), get_language() or "")


@lru_cache(maxsize=256)
def _drawn(home: MapTown, partners: tuple[MapTown, ...], _language: str) -> SafeString:
    """Both drawings of the same towns, which take a tenth of a second and change with the towns and the language."""
    drawings = MapDrawings(
        wide=draw_town_map(home, partners, width=720, height=480),
        narrow=draw_town_map(home, partners, width=340, height=280),
    )
    return render_to_string("website/drawings/map_pair.html", {"map": drawings})


def _town(town: Municipality, url: str = "", kind: str = "", known: str = "") -> MapTown | None:
    if town.latitude is None or town.longitude is None:
        return None
    details = [town.country_name, known]
    return MapTown(
        name=town.title,
        latitude=town.latitude,
        longitude=town.longitude,
        url=url,
        detail=", ".join(detail for detail in details if detail),
        emphasis=kind == PartnershipKind.TWINNING,
    )
