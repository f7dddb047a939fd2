"""What changed lately, and by whom: the log of the records of some cities."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

from pomost.register.models import Record
from pomost.register.queries import record_kinds


@dataclass(frozen=True)
class LateChange:
    """What somebody did with a record, as one: entries of one account on one record, one after another.

    `by` is None where the system did it; `label` is the record's name when it was logged.
    """

    kind: type[Record]
    key: int
    label: str
    at: datetime
    by: Any
    actions: list[ModelLogEntry]

    def in_words(self) -> str:
        """What was done, the last first, each once."""
        return " · ".join(dict.fromkeys(str(entry.message) for entry in self.actions))


def changes_of(cities: Collection[int] | None, *, number: int, since: datetime | None = None) -> list[LateChange]:
    """Return the last changes of records of `cities` (None: of all), at most `number`, the latest first.

    `since`: only those after that moment. Costs one query; what was deleted for good is nobody's, so only who asks for
    all cities sees it.
    """
    types = {ContentType.objects.get_for_model(kind).pk: kind for kind in record_kinds()}
    entries = ModelLogEntry.objects.filter(content_type__in=types).select_related("user")
    if cities is not None:
        # The log holds entries of other models too, whose keys need not be numbers.
        number_of = Case(When(content_type__in=types, then=Cast("object_id", models.BigIntegerField())))
        entries = entries.alias(number=number_of).filter(_kept_by(cities, types))
    if since is not None:
        entries = entries.filter(timestamp__gt=since)
    found: list[LateChange] = []
    for entry in entries.order_by("-timestamp", "-pk")[: number * _ENTRIES_A_CHANGE]:
        kind = types[entry.content_type_id or 0]
        last = found[-1] if found else None
        if last and (last.kind, str(last.key), last.by) == (kind, entry.object_id, entry.user):
            last.actions.append(entry)
        elif len(found) < number:
            found.append(LateChange(kind, int(entry.object_id), entry.label, entry.timestamp, entry.user, [entry]))
        else:
            break
    return found


_ENTRIES_A_CHANGE = 4  # creating, editing and publishing at once are three


def _kept_by(cities: Collection[int], types: dict[int, type[Record]]) -> Q:
    """That the record of an entry is kept by one of `cities`; asked entry by entry, the latest first."""
    condition = Q(pk__in=[])
    for key, kind in types.items():
        condition |= Q(content_type=key) & Q(Exists(kind.everything.filter(keeper__in=cities, pk=OuterRef("number"))))
    return condition
