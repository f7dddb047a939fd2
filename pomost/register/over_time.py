"""How activities lie over time: year by year, month by month, counted where there are many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Count, Max, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf, Substr

from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted, fetch_columns
from pomost.register.models import Activity, Attendance, Partnership
from pomost.register.models.activity import ActivityQuerySet
from pomost.register.states import HELD, is_example

NAMED_A_YEAR = 3  # a partnership's activities of one year are named one by one up to this number, and counted above it


@dataclass(frozen=True)
class YearTogether:
    """What stands on record of two towns in one year (None: no year is known), and whom that reached.

    All published activities count, people of those held alone. `people` None: nobody counted. `living_is_example`:
    one that was held, so that it counts for the living state, was invented; `people_are_example` likewise.
    """

    year: int | None
    activities: int
    people: int | None = None
    invited: int = 0
    living_is_example: bool = False
    people_are_example: bool = False


def activities_named_of(partnership: Partnership) -> "models.QuerySet[Activity]":
    """The published activities of `partnership` in those years that have few enough to be named one by one."""
    in_years = _activities_in_years(partnership)
    few = in_years.values("year").annotate(number=Count("pk")).filter(number__lte=NAMED_A_YEAR).values("year")
    named: models.QuerySet[Activity] = in_years.filter(year__in=few).select_related("place").order_by("start", "pk")
    return named


def years_asked_of(partnership: Partnership) -> tuple[Wanted, Wanted]:
    """What `years_together` is made of, to be fetched with what else a page shows."""
    activities = _activities_in_years(partnership).values("year")
    held = Case(When(status=ActivityStatus.HELD, is_example=True, then=1), default=0)
    people = (
        Attendance.objects.filter(HELD, activity__partnerships=partnership.pk)
        .annotate(year=Substr("activity__start", 1, 4))
        .values("year")
    )
    return (
        Wanted(activities, {"year": "year", "number": Count("pk"), "examples": Max(held)}),
        Wanted(
            people,
            {
                "year": "year",
                "people": Sum("direct"),
                "invited": Sum("invited"),
                "examples": Max(is_example("activity__")),
            },
        ),
    )


def years_together(counted: list[dict[str, Any]], reached: list[dict[str, Any]]) -> list[YearTogether]:
    """Return the years in which something happened between two towns, the earliest first."""
    people_in = {row["year"]: row for row in reached}
    return [
        YearTogether(
            year=int(row["year"]) if row["year"] else None,
            activities=row["number"],
            people=people_in[row["year"]]["people"] if row["year"] in people_in else None,
            invited=people_in[row["year"]]["invited"] if row["year"] in people_in else 0,
            living_is_example=bool(row["examples"]),
            people_are_example=row["year"] in people_in and bool(people_in[row["year"]]["examples"]),
        )
        for row in sorted(counted, key=lambda row: row["year"] or "9999")
    ]


def _activities_in_years(partnership: Partnership) -> "models.QuerySet[Any]":
    published: models.QuerySet[Any] = Activity.objects.published().order_by()
    in_years = published.annotate(year=Substr("start", 1, 4))
    if partnership.pk is None:  # a draft that was never saved
        return in_years.none()
    return in_years.filter(partnerships=partnership.pk)


@dataclass(frozen=True)
class Spread:
    """In which years activities lie that are over, the latest first, and in which months some have known days."""

    years: list[int]
    months: list[PartialDate]


def spread_of(activities: ActivityQuerySet, on: date) -> Spread:
    """Return how `activities` are spread over time on the day `on`; costs one query."""
    over = activities.exclude(activities.ahead_of(on)).exclude(start="").order_by()
    days = activities.with_known_days().order_by()
    last = Coalesce(NullIf("end", Value("")), "start", output_field=CharField())
    years, stretches = fetch_columns(
        Wanted(over.annotate(year=Substr("start", 1, 4)).values("year"), {"year": "year", "number": Count("pk")}),
        Wanted(
            days.annotate(first=Substr("start", 1, 7), last=Substr(last, 1, 7)).values("first", "last"),
            {"first": "first", "last": "last", "number": Count("pk")},
        ),
    )
    months = {month for row in stretches for month in _months(row["first"], row["last"])}
    return Spread(sorted((int(row["year"]) for row in years), reverse=True), sorted(months))


def _months(first: str, last: str) -> Iterator[PartialDate]:
    start, end = PartialDate.stored(first), PartialDate.stored(last)
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield PartialDate(number // 12, number % 12 + 1)
