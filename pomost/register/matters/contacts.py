"""Offices and contact persons whom nobody has looked at for a year, or whose day of checking has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from pomost.languages.formats import long_date
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import Matter, Part, Rows, Scope, Sort, a_day, day_of
from pomost.register.models import ContactPerson, Office
from pomost.register.rules.due_dates import is_unchecked


@dataclass(frozen=True, slots=True)
class Check:
    """When somebody looked at it last; None: nobody knows."""

    last: date | None

    def in_words(self) -> str:
        """That day."""
        return _("last checked on %(date)s") % {"date": long_date(self.last)} if self.last else _("no check on record")


@dataclass(frozen=True, slots=True)
class Review:
    """The day on which the office wanted to ask has come."""

    day: date

    def in_words(self) -> str:
        """That day."""
        return _("to be checked since %(date)s") % {"date": long_date(self.day)}


def _wanted(scope: Scope) -> list[Wanted]:
    here = Q(valid_until__isnull=True) | Q(valid_until__gte=scope.on)
    columns = {"key": "pk", "checked": "checked_on", "saved": "latest_revision__created_at"}
    people = ContactPerson.objects.filter(scope.kept(), here)
    return [
        Wanted(Office.objects.filter(scope.kept()), columns),
        Wanted(people, {**columns, "review": "review_on"}),
    ]


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    for kind, group in zip((Office, ContactPerson), rows, strict=True):
        for row in group:
            checked, review = _day(row["checked"]), _day(row.get("review"))
            last = max((day for day in (checked, day_of(row["saved"])) if day), default=None)
            if not is_unchecked(last, review, checked, on=scope.on):
                continue
            if review is not None and not is_unchecked(last, None, checked, on=scope.on):
                yield Matter(Sort.UNCHECKED, kind, row["key"], a_day(review), Review(review))
            else:
                yield Matter(Sort.UNCHECKED, kind, row["key"], a_day(last) if last else None, Check(last))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


CONTACTS = Part((Sort.UNCHECKED,), _wanted, _found)
