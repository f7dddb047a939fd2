"""A large register of invented records, for benchmarks and for tests that need many. The same seed makes the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import override

from pomost.languages.folding import fold
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.choices import ActivityKind, ActivityStatus, ActKind, PartnershipKind, PeopleGroup
from pomost.register.models import Act, Activity, Area, Attendance, Partnership

# Every invented town bears this after its name, in the language in which it is shown.
MARKS = {"pl": "przykład", "en": "example", "de": "Beispiel", "nl": "voorbeeld", "fr": "exemple"}
SOURCE = Translated(
    {
        "pl": "Dane zmyślone, do prób z dużą liczbą wpisów",
        "en": "Invented, for trials with many records",
        "de": "Erfunden, für Versuche mit vielen Einträgen",
        "nl": "Verzonnen, voor proeven met veel vermeldingen",
        "fr": "Inventé, pour des essais avec beaucoup de fiches",
    }
)
# Middles of countries, and how far from there towns are strewn, in degrees.
COUNTRIES = {
    "AT": (47.6, 14.1, 1.0), "BE": (50.6, 4.7, 0.6), "CZ": (49.8, 15.5, 1.0), "DE": (51.1, 10.4, 2.0),
    "DK": (56.0, 9.3, 0.7), "ES": (40.2, -3.6, 2.5), "FI": (62.8, 26.2, 2.5), "FR": (46.6, 2.5, 2.5),
    "HU": (47.1, 19.4, 0.8), "IT": (43.0, 12.2, 1.5), "LT": (55.3, 23.9, 0.8), "NL": (52.2, 5.6, 0.6),
    "PT": (39.6, -8.0, 0.8), "RO": (45.9, 24.9, 1.5), "SE": (60.2, 15.2, 2.5), "SK": (48.7, 19.5, 0.6),
    "UA": (49.0, 31.4, 2.5),
}  # fmt: skip
STARTS = (
    "Al", "Bar", "Cor", "Dal", "El", "Fen", "Gor", "Hal", "Is", "Jar", "Kel", "Lin", "Mor", "Nar", "Ol", "Per",
    "Quin", "Ros", "Sil", "Tor", "Ul", "Ver", "Wal", "Zel",
)  # fmt: skip
MIDDLES = (
    "a", "ba", "da", "de", "di", "fo", "ga", "go", "la", "le", "li", "ma", "mo", "na", "ni", "o", "ra", "ro",
    "sa", "si", "ta", "ve", "vo", "za",
)  # fmt: skip
ENDS = (
    "berg", "burg", "dal", "dorf", "feld", "ford", "grad", "haven", "heim", "holm", "ia", "ice", "kirk", "lund",
    "mont", "na", "nov", "pol", "sund", "ton", "ul", "vik", "ville", "wald",
)  # fmt: skip
# How a partnership's legal life may go, and how many years lie between two of its acts at most.
LIVES = (
    (ActKind.AGREEMENT,),
    (ActKind.LETTER_OF_INTENT, ActKind.COUNCIL_RESOLUTION, ActKind.AGREEMENT),
    (ActKind.COUNCIL_RESOLUTION, ActKind.AGREEMENT, ActKind.RENEWAL),
    (ActKind.FIRST_CONTACT, ActKind.LETTER_OF_INTENT),
    (ActKind.AGREEMENT, ActKind.SUSPENSION),
    (ActKind.COUNCIL_RESOLUTION, ActKind.AGREEMENT, ActKind.NOTICE),
    (ActKind.AGREEMENT, ActKind.RENEWAL, ActKind.TERMINATION),
    (ActKind.FIRST_CONTACT,),
)
FEWEST_YEARS, MOST_YEARS = 1, 40
PUBLISHED = 0.95  # of the records; the others are drafts
BATCH = 2000


@dataclass(frozen=True)
class Load:
    """How much is made: partnerships (each with a town of its own), activities, and rows of numbers of people."""

    partnerships: int
    activities: int
    people: int


@transaction.atomic
def load_synthetic(load: Load, *, keeper: Municipality, seed: int, until: date) -> None:
    """Fill the register of `keeper` with invented records whose dates lie in the 40 years before `until` or near it.

    Everything is marked as an example. One transaction: a crash leaves nothing half done. What a record's own saving
    would add is added here; versions and Wagtail's index of references are not: a record gets its first version when
    somebody saves it. Raises ValueError where invented towns are there already, or where `load` asks for activities
    without partnerships or for people without activities.
    """
    if (load.activities and not load.partnerships) or (load.people and not load.activities):
        raise ValueError("activities need partnerships, and people need activities")
    if Municipality.objects.filter(slug__endswith=f"-{slugify(fold(MARKS['pl']))}").exists():
        raise ValueError("invented towns are here already; use a home or a database without them")
    _Maker(keeper, Random(seed), until).make(load)  # noqa: S311 - nothing secret hangs on it


class _Maker:
    """Makes the rows, table by table; what the next table needs of the one before is kept as keys."""

    def __init__(self, keeper: Municipality, random: Random, until: date) -> None:
        self.keeper, self.random, self.until = keeper, random, until
        self.moment = datetime(until.year, until.month, until.day, 12, tzinfo=UTC)
        self.kinds: dict[ActivityKind, dict[str, str]] = {kind: {} for kind in ActivityKind}
        for code, _name in settings.LANGUAGES:
            with override(code):
                for kind in ActivityKind:
                    self.kinds[kind][code] = str(kind.label)

    def make(self, load: Load) -> None:
        """Fill the tables."""
        self.towns = _created(Municipality, (self._town(n) for n in range(load.partnerships)))
        self.partnerships = _created(Partnership, (self._partnership(town) for town in self.towns))
        _create(Act, (act for partnership in self.partnerships for act in self._acts(partnership)))
        self.activities = [
            (activity.pk, self.random.randrange(load.partnerships))
            for activity in _created(Activity, (self._activity(n) for n in range(load.activities)))
        ]
        through = Activity.partnerships.through
        links = (through(activity_id=key, partnership=self.partnerships[n]) for key, n in self.activities)
        _create(through, links)
        areas = list(Area.objects.values_list("pk", flat=True))
        if areas:
            in_area = Activity.areas.through
            chosen = (in_area(activity_id=key, area_id=self.random.choice(areas)) for key, _n in self.activities)
            _create(in_area, chosen)
        _create(Attendance, (self._attendance(n) for n in range(load.people)))

    def _town(self, number: int) -> Municipality:
        country = self.random.choice(list(COUNTRIES))
        latitude, longitude, spread = COUNTRIES[country]
        name = town_name(number)
        town = Municipality(
            name=f"{name} ({MARKS['pl']})",
            names=Translated({code: f"{name} ({mark})" for code, mark in MARKS.items() if code != "pl"}),
            slug=slugify(fold(f"{name} {MARKS['pl']}")),
            country=country,
            latitude=round(latitude + self.random.uniform(-spread, spread), 4),
            longitude=round(longitude + self.random.uniform(-spread, spread), 4),
        )
        town.fold_names()
        return town

    def _partnership(self, town: Municipality) -> Partnership:
        begun = self.until - timedelta(days=round(365.25 * self.random.uniform(FEWEST_YEARS, MOST_YEARS)))
        has_ended = self.random.random() < 0.08
        partnership = Partnership(
            **self._kept(),
            kind=self.random.choices(PartnershipKind.values, weights=(60, 15, 15, 10))[0],
            first=self.keeper,
            second=town,
            slug=town.slug,
            since=self._as_known(begun),
            until=str(self.random.randint(begun.year, self.until.year)) if has_ended else "",
        )
        partnership.put_in_order()
        return partnership

    def _acts(self, partnership: Partnership) -> Iterable[Act]:
        year = int(str(partnership.since)[:4])
        for order, kind in enumerate(self.random.choice(LIVES)):
            last = min(year, self.until.year)
            ends = kind in {ActKind.AGREEMENT, ActKind.RENEWAL} and self.random.random() < 0.2
            yield Act(
                partnership=partnership,
                sort_order=order,
                kind=kind,
                date=self._as_known(date(last, self.random.randint(1, 12), self.random.randint(1, 28))),
                valid_until=str(last + self.random.randint(1, 15)) if ends else "",
                notice_months=self.random.choice((None, 3, 6, 12)),
                source=SOURCE,
                is_example=True,
            )
            year += self.random.randint(1, 10)

    def _activity(self, number: int) -> Activity:
        start = self.until - timedelta(days=round(3650 * self.random.random() ** 2) - 120)
        is_over = start <= self.until
        kind = self.random.choice(list(ActivityKind))
        held = ActivityStatus.CANCELLED if self.random.random() < 0.03 else ActivityStatus.HELD
        known = self._as_known(start)
        lasts = len(known) == len("2026-01-01") and self.random.random() < 0.5
        return Activity(
            **self._kept(),
            kind=kind,
            name=Translated({code: f"{label} {number + 1}" for code, label in self.kinds[kind].items()}),
            slug=f"{slugify(fold(self.kinds[kind]['pl']))}-{number + 1}-{start.year}",
            status=held if is_over else ActivityStatus.PLANNED,
            start=known,
            end=(start + timedelta(days=self.random.randint(1, 6))).isoformat() if lasts else "",
        )

    def _attendance(self, number: int) -> Attendance:
        activity, partnership = self.activities[number % len(self.activities)]
        is_home = self.random.random() < 0.5
        direct = self.random.randint(1, 60)
        return Attendance(
            activity_id=activity,
            sort_order=number // len(self.activities),
            municipality=self.keeper if is_home else self.towns[partnership],
            group=self.random.choice(PeopleGroup.values),
            direct=direct,
            invited=0 if is_home else self.random.randint(0, direct),
        )

    def _kept(self) -> dict[str, Any]:
        """What all records have in common."""
        live = self.random.random() < PUBLISHED
        moment = self.moment if live else None
        return {
            "keeper": self.keeper,
            "public_id": UUID(int=self.random.getrandbits(128), version=4),
            "source": SOURCE,
            "is_example": True,
            "live": live,
            "has_unpublished_changes": not live,
            "first_published_at": moment,
            "last_published_at": moment,
        }

    def _as_known(self, day: date) -> str:
        """`day` to the year, the month or the day."""
        return day.isoformat()[: self.random.choice((4, 7, 10))]


def town_name(number: int) -> str:
    """Return the name of the invented town `number`; no two numbers have the same name."""
    start, rest = divmod(number * 7919 % (len(STARTS) * len(MIDDLES) * len(ENDS)), len(MIDDLES) * len(ENDS))
    middle, end = divmod(rest, len(ENDS))
    round_, _rest = divmod(number, len(STARTS) * len(MIDDLES) * len(ENDS))
    return f"{STARTS[start]}{MIDDLES[middle]}{ENDS[end]}{f' {round_ + 1}' if round_ else ''}"


def _created(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    """Write `rows` in batches and return them with their keys."""
    iterator, written = iter(rows), []
    while batch := list(islice(iterator, BATCH)):
        written += model._default_manager.bulk_create(batch)
    return written


def _create(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Write `rows` in batches and keep none of them."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        model._default_manager.bulk_create(batch)
