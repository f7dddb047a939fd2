"""Deadlines: duties and fees of memberships, reports of projects, and the last days for applying for an award."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from pomost.languages.translated import Translated
from pomost.register.choices import ProjectStatus
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import MONTHS_AHEAD, Matter, Part, Rows, Scope, Sort, a_day
from pomost.register.models import Award, Due, Duty, Membership, Project, Report, Scheme, Step
from pomost.register.rules.due_dates import is_overdue, may_fall_within, next_yearly
from pomost.register.rules.ladders import next_step

_GIVEN_UP = (ProjectStatus.REJECTED, ProjectStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in several languages."""

    name: Translated

    def in_words(self) -> str:
        """The name in the active language."""
        return str(self.name)


@dataclass(frozen=True, slots=True)
class Fee:
    """The membership fee of a year."""

    year: int

    def in_words(self) -> str:
        """That it is not paid."""
        return _("membership fee of %(year)s, not paid") % {"year": self.year}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step of a ladder that can be applied for."""

    name: Translated

    def in_words(self) -> str:
        """That it can be applied for."""
        return _("application for: %(step)s") % {"step": self.name}


def _wanted(scope: Scope) -> list[Wanted]:
    lasts = Q(membership__until="") | Q(membership__until__gte=str(scope.on.year))
    duties = Duty.objects.filter(scope.kept("membership__"), lasts, met="").exclude(due="")
    fees = Due.objects.filter(scope.kept("membership__"), paid="", year__lte=scope.on.year + MONTHS_AHEAD // 12)
    reports = Report.objects.filter(scope.kept("project__"), submitted="").exclude(due="")
    reports = reports.exclude(project__status__in=_GIVEN_UP)
    name = Cast("name", TextField())
    schemes = Scheme.objects.filter(apply_by_month__isnull=False)
    return [
        Wanted(duties, {"id": "pk", "key": "membership_id", "due": "due", "name": name}),
        Wanted(fees, {"id": "pk", "key": "membership_id", "year": "year"}),
        Wanted(reports, {"id": "pk", "key": "project_id", "due": "due", "name": name}),
        Wanted(
            Step.objects.filter(scheme__in=schemes.values("pk")),
            {
                "id": "pk",
                "order": "sort_order",
                "key": "scheme_id",
                "month": "scheme__apply_by_month",
                "day": "scheme__apply_by_day",
                "name": name,
            },
        ),
        Wanted(Award.objects.filter(scope.kept(), step__scheme__in=schemes.values("pk")), _HELD),
    ]


_HELD = {"city": "recipient_id", "keeper": "keeper_id", "step": "step_id"}


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    duties, fees, reports, steps, awards = rows
    for kind, name, part, group in (
        (Membership, "duty", "dues_and_duties", duties),
        (Project, "report", "partners_and_money", reports),
    ):
        for row in group:
            about = Named(Translated(json.loads(row["name"])))
            yield from _due(kind, row, PartialDate.stored(row["due"]), about, part, f"{name}-{row['id']}", scope)
    for row in fees:
        year = PartialDate(row["year"])
        yield from _due(Membership, row, year, Fee(row["year"]), "dues_and_duties", f"fee-{row['id']}", scope)
    yield from _applications(steps, awards, scope)


def _due(
    kind: Any, row: dict[str, Any], due: PartialDate, about: Any, part: str, code: str, scope: Scope
) -> Iterator[Matter]:
    is_late = is_overdue(due, on=scope.on)
    if is_late or may_fall_within(due, on=scope.on, months=MONTHS_AHEAD):
        yield Matter(Sort.DEADLINES, kind, row["key"], due, about, is_late=is_late, part=part, code=code)


def _applications(steps: Rows, awards: Rows, scope: Scope) -> Iterator[Matter]:
    """For each city, the next step of each scheme that has one: the ladder's rule says which."""
    own = {row["city"] for row in awards if row["city"] == row["keeper"]}
    cities = sorted(own if scope.cities is None else scope.cities)
    by_scheme: dict[int, Rows] = {}
    for row in sorted(steps, key=lambda row: (row["order"] or 0, row["id"])):
        by_scheme.setdefault(row["key"], []).append(row)
    for city in cities:
        received = {row["step"] for row in awards if row["city"] == city}
        for scheme, ladder in by_scheme.items():
            following = next_step([row["id"] for row in ladder], received)
            step = next((row for row in ladder if row["id"] == following), None)
            if step is not None:
                day = next_yearly(step["month"], step["day"], on=scope.on)
                about = NextStep(Translated(json.loads(step["name"])))
                code = f"step-{step['id']}-{city}-{day.year}"
                yield Matter(Sort.DEADLINES, Scheme, scheme, a_day(day), about, code=code)


DEADLINES = Part((Sort.DEADLINES,), _wanted, _found)
