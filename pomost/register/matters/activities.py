"""Activities that are planned."""

from collections.abc import Iterator

from django.db.models import Q

from pomost.register.choices import ActivityStatus
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import (
    MONTHS_AHEAD,
    Matter,
    More,
    Part,
    Rows,
    Scope,
    Sort,
    first_of,
    number_beside,
    stored,
)
from pomost.register.models import Activity
from pomost.register.rules.due_dates import months_later


def _wanted(scope: Scope) -> list[Wanted]:
    # As text a year and a month sort before their days, so they count from their first day.
    horizon = months_later(scope.on, MONTHS_AHEAD).isoformat()
    planned = Activity.objects.filter(scope.kept(), ~Q(start=""), status=ActivityStatus.PLANNED, start__lte=horizon)
    rows = planned.coming(scope.on).order_by("start", "pk")
    return first_of(rows, scope, {"key": "pk", "start": "start", "end": "end"})


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter | More]:
    found, counted = rows
    for row in found:
        yield Matter(Sort.ACTIVITIES, Activity, row["key"], stored(row["start"]), until=stored(row["end"]))
    yield More(Sort.ACTIVITIES, number_beside(found, counted))


ACTIVITIES = Part((Sort.ACTIVITIES,), _wanted, _found)
