"""What a matter is, and how each part of the register is asked for its own."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from django.db import models
from django.db.models import Count, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted

MONTHS_AHEAD = 24  # how far the office looks ahead: two councils need more than a year for a renewal
Rows = list[dict[str, Any]]


class Sort(TextChoices):
    """The sorts of matter: first what comes, then what is wrong, the gravest first."""

    JUBILEES = "jubilees", _("Jubilees")
    EXPIRING = "expiring", _("Agreements that expire")
    DEADLINES = "deadlines", _("Duties, reports and applications")
    ACTIVITIES = "activities", _("Planned activities")
    MISSING_ACTS = "missing-acts", _("Missing acts")
    QUIET = "quiet", _("Quiet partnerships")
    UNCHECKED = "unchecked", _("Contacts to be checked")
    PHOTOS = "photos", _("Photos without alternative text")
    LINKS = "links", _("Dead links")
    STORIES = "stories", _("Stories missing or out of date")


COMING = (Sort.JUBILEES, Sort.EXPIRING, Sort.DEADLINES, Sort.ACTIVITIES)
WRONG = tuple(sort for sort in Sort if sort not in COMING)


class Told(Protocol):
    """What can say itself in the active language."""

    def in_words(self) -> str:
        """The words."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to know or to mend.

    `kind` and `key` name the row at whose form it is mended, `part` the tab of that form ("" for the first one).
    `when` is the date as exactly as it is known; where the matter lasts several days, `until` is the last of them.
    `is_late`: the date is over. `code` tells it from others of its sort at the same row, and never changes.
    """

    sort: Sort
    kind: type[models.Model]
    key: int
    when: PartialDate | None
    about: Told | None = None
    is_late: bool = False
    part: str = ""
    code: str = ""
    until: PartialDate | None = None


@dataclass(frozen=True)
class Scope:
    """Whose records are asked for, on which day; `cities` None: everybody's.

    `first`: how many matters of each sort are wanted at least; None: all. A part that can count the others without
    reading them need not find more.
    """

    cities: frozenset[int] | None
    on: date
    first: int | None = None

    def kept(self, link: str = "") -> Q:
        """For a query: that the record (at the end of `link`) is kept by one of the cities and not deleted."""
        condition = Q(**{f"{link}deleted_at__isnull": True})
        return condition if self.cities is None else condition & Q(**{f"{link}keeper__in": self.cities})


@dataclass(frozen=True, slots=True)
class More:
    """How many matters of a sort there are beside those that were found."""

    sort: Sort
    number: int


@dataclass(frozen=True)
class Part:
    """A part of the register: which sorts it knows, what it has to read for them, and how it finds them in the rows."""

    sorts: Collection[Sort]
    wanted: Callable[[Scope], list[Wanted]]
    found: Callable[[list[Rows], Scope], Iterable[Matter | More]]


def first_of(rows: "models.QuerySet[Any]", scope: Scope, columns: dict[str, Any]) -> list[Wanted]:
    """The first of `rows`, as many as `scope` wants, and how many there are; `number_beside` reads the latter."""
    counted = Wanted(rows.order_by().values("keeper_id"), {"number": Count("pk")})
    if scope.first is not None:
        rows = rows.model._default_manager.filter(pk__in=rows.values("pk")[: scope.first])
    return [Wanted(rows, columns), counted]


def number_beside(found: Rows, counted: Rows) -> int:
    """How many rows there are beside those that were `found`."""
    return sum(row["number"] for row in counted) - len(found)


def stored(text: str | None) -> PartialDate | None:
    """Return the partial date of a column."""
    return PartialDate.stored(text) if text else None


def a_day(day: date) -> PartialDate:
    """Return a day as the partial date that is known in full."""
    return PartialDate(day.year, day.month, day.day)


def day_of(moment: str | None) -> date | None:
    """The day of a moment as the database writes it within JSON; SQLite leaves out that it is UTC."""
    if not moment:
        return None
    when = datetime.fromisoformat(moment)
    return timezone.localdate(when if when.tzinfo else timezone.make_aware(when, UTC))
