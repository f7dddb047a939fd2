"""All activities of a city, or of one of its partnerships, as keys in the orders in which pages show them.

A page names some of them, and says in which years and months there are others. A city's archive grows for ever, so its
dates are read once a stamp, from end to end; a page then costs the same however many activities there are.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from heapq import nlargest, nsmallest
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from pomost.conf.kept import Kept
from pomost.places.models import Municipality
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.models import Activity, Partnership
from pomost.register.models.activity import ActivityQuerySet, last_day

MOST_ON_A_DAY = 3  # that are known of a day; the list below a sheet names all
MOST_NEAREST = 10  # how many coming ones, and how many past ones, are known as the nearest
MOST_SUBSCRIBED = 100  # what a calendar file holds
SUBSCRIBED_FOR = timedelta(days=365)  # what is over stays in subscriptions for a year
_DAY, _MONTH, _YEAR = len("2024-05-09"), len("2024-05"), len("2024")
_NO_HOUR = -1
_NOT_IN_LISTS = ("venue", "outcome", "source", "folded", "place__folded_names")  # long columns, most of which are texts
_KEPT = 64  # of the city and of those partnerships of which somebody reads

_kept: "Kept[Programme]" = Kept(_KEPT)


class OnDay(NamedTuple):
    """What is on on a day, as keys: the first ones by the hour, how many there are, and the first that begins on it."""

    keys: list[int]
    number: int
    beginning: int | None


class OnDays(NamedTuple):
    """An activity of which every day is known: its first and last day as ordinals, and its minute of the day."""

    key: int
    first: int
    last: int
    minute: int


def _keys() -> "array[int]":
    return array("q")


@dataclass
class Programme:
    """Activities on one day, as keys; all requests share it."""

    ahead: "array[int]" = field(default_factory=_keys)  # those that come, the nearest first
    undated: "array[int]" = field(default_factory=_keys)  # the others without a date, the last entered first
    years: list[int] = field(default_factory=list)  # in which some lie that are over, the latest first
    latest: "array[int]" = field(default_factory=_keys)  # those of the first of `years` that do not come
    months: list[PartialDate] = field(default_factory=list)  # in which some have known days, the earliest first
    nearest: list[int] = field(default_factory=list)  # planned ones to come and last ones held, MOST_NEAREST of each
    subscribed: list[int] = field(default_factory=list)  # what a calendar file holds
    # By years and months as text, the earliest first; of days all numbers of OnDays, one after the other.
    _by_year: "dict[str, array[int]]" = field(default_factory=lambda: defaultdict(_keys))
    _by_month: "dict[str, array[int]]" = field(default_factory=lambda: defaultdict(_keys))
    _on_days: "dict[str, array[int]]" = field(default_factory=lambda: defaultdict(_keys))
    _days: dict[PartialDate, dict[date, OnDay]] = field(default_factory=dict)  # of the months that were asked for

    def of_year(self, year: int) -> Sequence[int]:
        """All that begin in `year`, the latest first."""
        return self._by_year.get(str(year), _keys())[::-1]

    def of_month(self, month: PartialDate) -> Sequence[int]:
        """What touches `month`, the earliest first."""
        return self._by_month.get(str(month), _keys())

    def days_of(self, month: PartialDate) -> Mapping[date, OnDay]:
        """What is on on each day of `month` on which something is: of each day MOST_ON_A_DAY."""
        if month not in self._days:
            self._days[month] = self._days_of(month)
        return self._days[month]

    def _days_of(self, month: PartialDate) -> dict[date, OnDay]:
        first, last = month.first_day.toordinal(), month.last_day.toordinal()
        numbers = iter(self._on_days.get(str(month), ()))
        on: dict[int, list[tuple[int, int, OnDays]]] = defaultdict(list)
        for place, four in enumerate(zip(numbers, numbers, numbers, numbers, strict=True)):
            activity = OnDays(*four)
            for day in range(max(activity.first, first), min(activity.last, last) + 1):
                on[day].append((activity.minute, place, activity))
        return {
            date.fromordinal(day): OnDay(
                keys=[activity.key for _minute, _place, activity in nsmallest(MOST_ON_A_DAY, found)],
                number=len(found),
                beginning=next((activity.key for _minute, _place, activity in found if activity.first == day), None),
            )
            for day, found in on.items()
        }


def programme_of(home: Municipality, partnership: Partnership | None, on: date) -> Programme:
    """Return the published activities of `home`, or of its `partnership`, as they lie on the day `on`.

    Costs one query once a stamp.
    """
    key = (home.pk, partnership and partnership.pk, on)
    return _kept.get(key, lambda: _arranged(_read(published_of(home, partnership)), on))


def published_of(home: Municipality, partnership: Partnership | None) -> ActivityQuerySet:
    """The published activities of `home`, or of its `partnership`."""
    found: ActivityQuerySet = Activity.objects.published().of(home)
    return found if partnership is None else found.filter(partnerships=partnership.pk)


def activities_by_key(keys: Collection[int]) -> dict[int, Activity]:
    """Return those of the activities with these keys of a programme that are published, by key. One query.

    With what a list tells of them; the rest is asked for where somebody needs it all the same.
    """
    if not keys:
        return {}
    told = Activity.objects.published().select_related("place").defer(*_NOT_IN_LISTS)
    found: dict[int, Activity] = told.in_bulk(keys)
    return found


class _Dates(NamedTuple):
    """What is read of an activity: its dates as text, `last` being its last day, and the hour at which it begins."""

    start: str
    key: int
    last: str
    status: str
    hour: str | None


def _read(activities: ActivityQuerySet) -> list[_Dates]:
    """The dates of `activities`, which come by their beginnings, the earliest first.

    As text: to make dates of a hundred thousand of them would take longer than all the rest.
    """
    columns: dict[str, Any] = {"first": "start", "last": last_day(), "hour": "start_time"}
    texts = {name: Cast(column, CharField()) for name, column in columns.items()}
    rows = activities.order_by().select_related(None).annotate(**texts)
    return sorted(map(_Dates._make, rows.values_list("first", "pk", "last", "status", "hour")), key=itemgetter(0, 1))


def _arranged(rows: Sequence[_Dates], on: date) -> Programme:
    """The programme of `rows`, which come by their beginnings; one walk, because there may be a hundred thousand."""
    made, day = Programme(), on.isoformat()
    parts = (day[:_MONTH], day[:_YEAR])
    over: dict[str, array[int]] = defaultdict(_keys)
    for start, key, last, status, hour in rows:
        # As ActivityQuerySet.coming.
        is_ahead = status != ActivityStatus.HELD and (last >= day or last in parts)
        if is_ahead:
            made.ahead.append(key)
        if start:
            made._by_year[start[:_YEAR]].append(key)
        if not is_ahead:
            over[start[:_YEAR]].append(key)
        if len(start) >= _MONTH:
            months = _months(start, last)
            for month in months:
                made._by_month[month].append(key)
            if len(start) == _DAY == len(last):
                begins = int(hour[:2]) * 60 + int(hour[3:5]) if hour else _NO_HOUR
                on_days = (key, _ordinal(start), _ordinal(last), begins)
                for month in months:
                    made._on_days[month].extend(on_days)
    made.undated = over.pop("", made.undated)[::-1]
    made.years = sorted(map(int, over), reverse=True)
    made.latest = over[str(made.years[0])][::-1] if over else made.latest
    made.months = [PartialDate.stored(month) for month in sorted(made._on_days)]
    made.nearest = _nearest(rows, set(made.ahead), day)
    made.subscribed = _subscribed(rows, on)
    return made


def _months(start: str, last: str) -> Sequence[str]:
    """The months that an activity touches, as far as they are known."""
    if start[:_MONTH] == last[:_MONTH]:
        return (start[:_MONTH],)
    begin, end = PartialDate.stored(start), PartialDate.stored(last)
    numbers = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


@lru_cache(maxsize=20_000)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _nearest(rows: Sequence[_Dates], ahead: Container[int], day: str) -> list[int]:
    planned = (row.key for row in rows if row.status == ActivityStatus.PLANNED and row.key in ahead)
    held = (row.key for row in reversed(rows) if row.status == ActivityStatus.HELD and row.start <= day)
    return [*islice(planned, MOST_NEAREST), *islice(held, MOST_NEAREST)]


def _subscribed(rows: Sequence[_Dates], on: date) -> list[int]:
    """Of what has known days the nearest ones that last until `on` or come, and then what was over last."""
    day, begin = on.isoformat(), (on - SUBSCRIBED_FOR).isoformat()
    known = [row for row in rows if row.last >= begin and len(row.start) == _DAY == len(row.last)]
    coming = [row.key for row in known if row.last >= day]
    over = nlargest(MOST_SUBSCRIBED, (row for row in known if row.last < day), key=attrgetter("last"))
    return [*coming, *(row.key for row in over)][:MOST_SUBSCRIBED]
