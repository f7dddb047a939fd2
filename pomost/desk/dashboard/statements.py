"""The yearly review of accessibility statements as a matter: when it is due stands in the website."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pomost.places.models import Municipality
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import Matter, Part, Rows, Scope, Sort, a_day
from pomost.website.standing.statement import AccessibilityStatement

CODE = "accessibility-statement"
DAYS_AHEAD = 90  # from New Year on


@dataclass(frozen=True, slots=True)
class Review:
    """That the statement is to be looked through."""

    def in_words(self) -> str:
        """The words."""
        return _("accessibility statement to be looked through")


def _wanted(scope: Scope) -> list[Wanted]:
    statements = AccessibilityStatement.objects.filter(site__citysettings__home__isnull=False)
    if scope.cities is not None:
        statements = statements.filter(site__citysettings__home__in=scope.cities)
    columns = {"city": "site__citysettings__home_id", "prepared": "prepared_on", "reviewed": "reviewed_on"}
    return [Wanted(statements, columns)]


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    for row in rows[0]:
        statement = AccessibilityStatement(prepared_on=_day(row["prepared"]), reviewed_on=_day(row["reviewed"]))
        due = statement.review_due
        if due is not None and (due - scope.on).days <= DAYS_AHEAD:
            is_late = due < scope.on
            yield Matter(Sort.DEADLINES, Municipality, row["city"], a_day(due), Review(), is_late=is_late, code=CODE)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


STATEMENTS = Part((Sort.DEADLINES,), _wanted, _found)
