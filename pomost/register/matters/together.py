"""All matters at once: one query for whatever is asked for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pomost.register.dates import PartialDate
from pomost.register.fetching import fetch_columns
from pomost.register.matters.activities import ACTIVITIES
from pomost.register.matters.contacts import CONTACTS
from pomost.register.matters.deadlines import DEADLINES
from pomost.register.matters.matter import Matter, More, Part, Scope, Sort
from pomost.register.matters.partnerships import PARTNERSHIPS
from pomost.register.matters.stories import PHOTOS, STALE_STORIES, STORIES
from pomost.register.rules.jubilees import roundness

PARTS: tuple[Part, ...] = (PARTNERSHIPS, DEADLINES, ACTIVITIES, CONTACTS, PHOTOS, STALE_STORIES, STORIES)
_LONG_AGO, _FAR_AHEAD = PartialDate(1000), PartialDate(2999)


@dataclass
class Found:
    """The matters of a sort in the order in which they are told, and how many there are in all."""

    matters: list[Matter] = field(default_factory=list)
    number: int = 0


def matters_of(
    scope: Scope, sorts: Collection[Sort] = tuple(Sort), *, beside: Sequence[Part] = ()
) -> dict[Sort, Found]:
    """Return the matters of each of `sorts`; costs one query. `beside`: parts that the register itself does not know.

    Where `scope` wants only the first ones, no more of them are returned.
    """
    parts = [part for part in (*PARTS, *beside) if set(part.sorts) & set(sorts)]
    wanted = [part.wanted(scope) for part in parts]
    rows = iter(fetch_columns(*(each for group in wanted for each in group)))
    found = {sort: Found() for sort in sorts}
    for part, group in zip(parts, wanted, strict=True):
        for each in part.found(list(islice(rows, len(group))), scope):
            if each.sort not in found:
                continue
            if isinstance(each, More):
                found[each.sort].number += each.number
            else:
                found[each.sort].matters.append(each)
    for sort, kept in found.items():
        kept.number += len(kept.matters)
        kept.matters = _in_order(sort, kept.matters)[: scope.first]
    return found


def _in_order(sort: Sort, matters: Iterable[Matter]) -> list[Matter]:
    orders: dict[Sort, Any] = {
        Sort.JUBILEES: _roundest_first,
        Sort.QUIET: _lately_first,
        Sort.STORIES: None,  # by kind, as they were found
        Sort.PHOTOS: None,
    }
    order = orders.get(sort, _by_date)
    return sorted(matters, key=order) if order else list(matters)


def _by_date(matter: Matter) -> Any:
    return matter.when or _LONG_AGO, matter.kind._meta.model_name, matter.key


def _roundest_first(matter: Matter) -> Any:
    return roundness(int(matter.code)), matter.when or _FAR_AHEAD, matter.key


def _lately_first(matter: Matter) -> Any:
    when = matter.when or _LONG_AGO
    return -when.year, -when.month, -when.day, matter.key
