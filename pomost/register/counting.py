"""How much a city does, in figures: counted among what is published, by the database where it can."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import npgettext

from pomost.conf.kept import Kept
from pomost.places.models import Municipality
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted
from pomost.register.models import Activity, Attendance, Award, Membership, Partnership, Project
from pomost.register.rules.duration import years_together
from pomost.register.rules.living_keys import LivingValue

# What is counted, in the order in which a page shows it.
COUNTED = (
    LivingValue.TOWNS,
    LivingValue.COUNTRIES,
    LivingValue.YEARS,
    LivingValue.PEOPLE,
    LivingValue.ACTIVITIES,
    LivingValue.PROJECTS,
    LivingValue.NETWORKS,
    LivingValue.AWARDS,
)
_OF_TOWNS = {LivingValue.TOWNS, LivingValue.COUNTRIES, LivingValue.YEARS}


@dataclass(frozen=True)
class Figure:
    """A count, and when what was counted was last published."""

    value: LivingValue
    number: int
    changed_at: datetime | None = None

    @property
    def noun(self) -> str:
        """What was counted, in the active language and as it follows the figure: "years"."""
        return noun(self.value, self.number)


_kept: "Kept[Figure]" = Kept(256)


class Figures:
    """Some figures of a city on a day. `ask` names what to fetch of those not known yet, `take` gets it.

    To count an archive takes long, and what was counted holds for a stamp.
    """

    def __init__(self, values: Collection[LivingValue], home: Municipality, on: date) -> None:
        self._home, self._on, self._shelf = home, on, _kept.shelf()
        known = {value: self._shelf.get(self._key(value)) for value in values}
        self._found = {value: figure for value, figure in known.items() if figure is not None}
        self._missing = [value for value in dict.fromkeys(values) if known[value] is None]

    def ask(self) -> list[Wanted]:
        """What has to be fetched."""
        return [_wanted_for(value, self._home) for value in self._missing]

    def take(self, fetched: Sequence[list[dict[str, Any]]]) -> None:
        """Remember what `ask` was answered."""
        for value, rows in zip(self._missing, fetched, strict=True):
            self._found[value] = _figure_from(value, rows, self._home, self._on)
            self._shelf.put(self._key(value), self._found[value])

    def get(self, value: LivingValue) -> Figure | None:
        """One of the figures; None for one that was not asked for."""
        return self._found.get(value)

    @property
    def changed(self) -> list[datetime | None]:
        """When what was counted was last published."""
        return [figure.changed_at for figure in self._found.values()]

    def _key(self, value: LivingValue) -> tuple[int, LivingValue, date]:
        return self._home.pk, value, self._on


def _wanted_for(value: LivingValue, home: Municipality) -> Wanted:
    """Return what has to be asked to count `value` for `home`: see `_figure_from`."""
    if value in _OF_TOWNS:
        agreed = Partnership.objects.published().of(home).agreed().select_related(None)
        names = ("first_id", "second_id", "first__country", "second__country", "since", "until")
        return Wanted(agreed, {name.replace("__", "_"): name for name in names} | {"changed": "last_published_at"})
    if value == LivingValue.PEOPLE:
        held = Activity.objects.published().held().of(home).order_by().values("pk")
        people = Attendance.objects.filter(activity__in=held).order_by().values("activity__keeper_id")
        return Wanted(people, {"number": Sum("direct"), "changed": Max("activity__last_published_at")})
    records: QuerySet[Any] = {
        LivingValue.ACTIVITIES: lambda: Activity.objects.published().held().of(home),
        LivingValue.PROJECTS: lambda: Project.objects.published().of(home),
        LivingValue.NETWORKS: lambda: Membership.objects.published().of(home),
        LivingValue.AWARDS: lambda: Award.objects.published().of(home),
    }[value]()
    counted = records.order_by().values("keeper_id")
    return Wanted(counted, {"number": Count("pk"), "changed": Max("last_published_at")})


def _figure_from(value: LivingValue, rows: Sequence[dict[str, Any]], home: Municipality, on: date) -> Figure:
    """Return the figure that `rows`, the answer to `_wanted_for`, give for `home` on the day `on`.

    Of towns, countries and years those partnerships count that have an agreement and have not ended; the years are
    those of the eldest.
    """
    changed = max((moment for row in rows if (moment := moment_of(row["changed"]))), default=None)
    if value not in _OF_TOWNS:
        return Figure(value, sum(row["number"] or 0 for row in rows), changed)
    lasting = [row for row in rows if not (row["until"] and PartialDate.stored(row["until"]).last_day < on)]
    sides = [("second" if row["first_id"] == home.pk else "first", row) for row in lasting]
    if value == LivingValue.YEARS:
        since = [PartialDate.stored(row["since"]) for row in lasting if row["since"]]
        years = [years_together(beginning, None, on=on) or 0 for beginning in since]
        return Figure(value, max(years, default=0), changed)
    column = "country" if value == LivingValue.COUNTRIES else "id"
    return Figure(value, len({row[f"{side}_{column}"] for side, row in sides}), changed)


def moment_of(stored: str | None) -> datetime | None:
    """Return a moment that travelled as JSON; SQLite writes no time zone, and means UTC."""
    if stored is None:
        return None
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def noun(value: LivingValue, number: int) -> str:
    """Return the noun of what is counted as it follows `number`, as a subject or an object has it."""
    nouns = {
        LivingValue.TOWNS: lambda: npgettext("counted", "partner town", "partner towns", number),
        LivingValue.COUNTRIES: lambda: npgettext("counted", "country", "countries", number),
        LivingValue.YEARS: lambda: npgettext("counted", "year", "years", number),
        LivingValue.PEOPLE: lambda: npgettext("counted", "participant", "participants", number),
        LivingValue.ACTIVITIES: lambda: npgettext("counted", "activity", "activities", number),
        LivingValue.PROJECTS: lambda: npgettext("counted", "project", "projects", number),
        LivingValue.NETWORKS: lambda: npgettext("counted", "network of cities", "networks of cities", number),
        LivingValue.AWARDS: lambda: npgettext("counted", "award", "awards", number),
    }
    return nouns[value]()
