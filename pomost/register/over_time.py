"""How the activities of a partnership lie over the years, counted where there are many."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Count, Max, Sum, When
from django.db.models.functions import Substr

from pomost.register.choices import ActivityStatus
from pomost.register.fetching import Wanted
from pomost.register.models import Activity, Attendance, Partnership
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
