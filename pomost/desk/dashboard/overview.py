"""What the dashboard and the weekly mail show: the same rows, asked for in the same few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from pomost.desk.dashboard.links import LINKS
from pomost.desk.dashboard.rows import ChangeRow, Row, change_rows, rows_of
from pomost.desk.dashboard.statements import STATEMENTS
from pomost.desk.permissions import READ, cities_of
from pomost.register.changes import changes_of
from pomost.register.matters.matter import COMING, WRONG, Scope, Sort
from pomost.register.matters.naming import names_of
from pomost.register.matters.together import matters_of

BESIDE = (LINKS, STATEMENTS)  # the desk's own parts, beside those of the register
FIRST = 5  # matters of a sort that are shown at once
CHANGES = 10


@dataclass(frozen=True)
class Group:
    """The matters of one sort: the first of them, how many there are, and where all of them are shown."""

    sort: Sort
    rows: list[Row]
    number: int

    @property
    def url(self) -> str:
        """The page of all matters of this sort."""
        return reverse("desk_matters", args=[self.sort.value])

    @property
    def has_more(self) -> bool:
        """Whether there are more than are shown here."""
        return self.number > len(self.rows)


@dataclass(frozen=True)
class Overview:
    """The three parts. Sorts of which there is nothing are left out."""

    coming: list[Group]
    wrong: list[Group]
    changes: list[ChangeRow]

    def __bool__(self) -> bool:
        return bool(self.coming or self.wrong or self.changes)


def scope_of(user: Any, on: date, first: int | None = None) -> Scope:
    """What `user` may read: the records of the cities for which there is a role; a superuser's are everybody's."""
    everybody = user.is_active and user.is_superuser
    return Scope(None if everybody else frozenset(cities_of(user, READ)), on, first)


def overview_of(user: Any, on: date, *, first: int = FIRST, since: datetime | None = None) -> Overview:
    """Return what `user` is shown on the day `on`; costs three queries: matters, changes, and the names of both.

    `since`: only what changed after that moment.
    """
    scope = scope_of(user, on, first)
    found = matters_of(scope, beside=BESIDE)
    changes = changes_of(scope.cities, number=CHANGES, since=since)
    things = [(matter.kind, matter.key) for kept in found.values() for matter in kept.matters]
    names = names_of([*things, *((change.kind, change.key) for change in changes)], with_stories=True)

    def groups(sorts: Sequence[Sort]) -> list[Group]:
        made = (Group(sort, rows_of(found[sort].matters, names, user), found[sort].number) for sort in sorts)
        return [group for group in made if group.rows]

    return Overview(groups(COMING), groups(WRONG), change_rows(changes, names, user))
