"""One month as a sheet of days: a table of weeks, each day with what is on."""

from calendar import Calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from babel import dates
from django.utils import timezone

from pomost.languages.formats import locale
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.models import Activity
from pomost.register.programme import OnDay, Programme
from pomost.website.links import record_address
from pomost.website.paging import ON_PAGE
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class DayEntry:
    """An activity on a day."""

    activity: Activity
    url: str
    is_cancelled: bool


@dataclass(frozen=True)
class Day:
    """A cell of the sheet; `number` None: the day belongs to another month.

    `more` activities are not named; at `more_url` the list goes on from this day.
    """

    number: int | None
    entries: list[DayEntry] = field(default_factory=list)
    is_today: bool = False
    more: int = 0
    more_url: str = ""


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
    days: Mapping[date, OnDay],
    activities: Mapping[int, Activity],
    programme: Programme,
    signpost: Signpost,
) -> MonthSheet:
    """Return the sheet of `month` with what is on on its `days`, as far as `activities` has it by key.

    The sheet leads to the nearest months of the `programme` in which something is on and to no other, so that nobody
    leafs through empty months. `address` gives the address of a month.
    """
    first_weekday = locale().first_week_day
    drawer = _Drawer(address(str(month)), month, days, activities, programme, signpost, timezone.localdate())
    months = programme.months
    return MonthSheet(
        title=month.in_words(),
        url=address(str(month)),
        weekdays=_weekdays(first_weekday),
        weeks=[
            [drawer.day(day) for day in week]
            for week in Calendar(first_weekday).monthdatescalendar(month.year, month.month)
        ],
        earlier=_link(address, next((other for other in reversed(months) if other < month), None)),
        later=_link(address, next((other for other in months if other > month), None)),
    )


@dataclass(frozen=True)
class _Drawer:
    """Fills the cells of one sheet, which stands at `url`."""

    url: str
    month: PartialDate
    days: Mapping[date, OnDay]
    activities: Mapping[int, Activity]
    programme: Programme
    signpost: Signpost
    today: date

    def day(self, day: date) -> Day:
        """The cell of one day."""
        if day.month != self.month.month:
            return Day(None)
        is_today = day == self.today
        on = self.days.get(day)
        if on is None:
            return Day(day.day, is_today=is_today)
        found = [self.activities[key] for key in on.keys if key in self.activities]
        entries = [DayEntry(a, record_address(self.signpost, a), a.status == ActivityStatus.CANCELLED) for a in found]
        more = on.number - len(on.keys)
        return Day(day.day, entries, is_today, more, self._list_from(on) if more else "")

    def _list_from(self, on: OnDay) -> str:
        """The address of the page of the list on which those begin that begin on the day."""
        keys = self.programme.of_month(self.month)
        page = keys.index(on.beginning) // ON_PAGE + 1 if on.beginning is not None else 1
        way = "&" if "?" in self.url else "?"
        return f"{self.url}{f'{way}page={page}' if page > 1 else ''}#group-{self.month}"


def _weekdays(first: int) -> list[tuple[str, str]]:
    short, whole = (dates.get_day_names(width, "stand-alone", locale()) for width in ("abbreviated", "wide"))
    return [(short[(first + n) % 7], whole[(first + n) % 7]) for n in range(7)]


def _link(address: Callable[[str], str], month: PartialDate | None) -> MonthLink | None:
    return MonthLink(month.in_words(), address(str(month))) if month else None
