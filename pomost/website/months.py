"""One month as a sheet of days: a table of weeks, each day with what is on."""

from calendar import Calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel import dates
from django.utils import timezone

from pomost.languages.formats import locale
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.models import Activity
from pomost.website.links import record_address
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class DayEntry:
    """An activity on a day."""

    activity: Activity
    url: str
    is_cancelled: bool


@dataclass(frozen=True)
class Day:
    """A cell of the sheet; `number` None: the day belongs to another month."""

    number: int | None
    entries: list[DayEntry]
    is_today: bool


@dataclass(frozen=True)
class MonthLink:
    """The way to another month in which something is on."""

    title: str
    url: str


@dataclass(frozen=True)
class MonthSheet:
    """A month: its name, the names of the weekdays (short, whole), its weeks, and the nearest other months."""

    title: str
    url: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[Day]]
    earlier: MonthLink | None
    later: MonthLink | None


def month_sheet(
    address: Callable[[str], str],
    month: PartialDate,
    activities: Sequence[Activity],
    months: Sequence[PartialDate],
    signpost: Signpost,
) -> MonthSheet:
    """Return the sheet of `month` with those of `activities` whose days are known.

    `months` are all in which something is on, the earliest first: the sheet leads to its neighbours among them and to
    no other, so that nobody leafs through empty months. `address` gives the address of a month.
    """
    today = timezone.localdate()
    known = [activity for activity in activities if activity.has_known_days]
    first_weekday = locale().first_week_day
    return MonthSheet(
        title=month.in_words(),
        url=address(str(month)),
        weekdays=_weekdays(first_weekday),
        weeks=[
            [_day(day, month, known, today, signpost) for day in week]
            for week in Calendar(first_weekday).monthdatescalendar(month.year, month.month)
        ],
        earlier=_link(address, next((other for other in reversed(months) if other < month), None)),
        later=_link(address, next((other for other in months if other > month), None)),
    )


def _day(day: date, month: PartialDate, activities: Sequence[Activity], today: date, signpost: Signpost) -> Day:
    if day.month != month.month:
        return Day(None, [], False)
    on = [a for a in activities if a.start and a.start.first_day <= day <= (a.end or a.start).last_day]
    entries = [
        DayEntry(a, record_address(signpost, a), a.status == ActivityStatus.CANCELLED)
        for a in sorted(on, key=lambda a: (str(a.start_time or ""), str(a.start), a.pk))
    ]
    return Day(day.day, entries, day == today)


def _weekdays(first: int) -> list[tuple[str, str]]:
    short, whole = (dates.get_day_names(width, "stand-alone", locale()) for width in ("abbreviated", "wide"))
    return [(short[(first + n) % 7], whole[(first + n) % 7]) for n in range(7)]


def _link(address: Callable[[str], str], month: PartialDate | None) -> MonthLink | None:
    return MonthLink(month.in_words(), address(str(month))) if month else None
