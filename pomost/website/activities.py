"""Activities as the rows of a list and in the cells of a month, seen from the city."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from pomost.places.models import Municipality
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.models import Activity, Partnership
from pomost.register.models.activity import ActivityQuerySet
from pomost.register.over_time import Spread, spread_of
from pomost.website.links import record_address
from pomost.website.months import MonthSheet, month_sheet
from pomost.website.periods import period_in_words
from pomost.website.signposts import Signpost

MOST_SHOWN = 10  # how many coming ones, and how many past ones, a living block may name


@dataclass(frozen=True)
class ActivityRow:
    """One activity in a list; `state` is said only where it is not what the list lets expect."""

    activity: Activity
    url: str
    when: str
    state: str
    is_cancelled: bool


@dataclass(frozen=True)
class ActivityGroup:
    """The coming activities, those of one year or month, or those without a date."""

    key: str
    title: str
    rows: list[ActivityRow]


@dataclass(frozen=True)
class YearLink:
    """The way to the activities of one year."""

    year: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class ActivityList:
    """What the section shows at once: one month, or one year and, with the latest one, what comes and has no date."""

    title: str  # of the year or month that was asked for; empty on the first page
    years: list[YearLink]
    activities: list[Activity]
    groups: list[ActivityGroup]
    sheet: MonthSheet | None

    @property
    def is_first_page(self) -> bool:
        """Whether neither a year nor a month was asked for."""
        return not self.title


@dataclass(frozen=True)
class Part:
    """A part of the section: all of the city's activities, or those of one `partnership`; `url` is the section's."""

    signpost: Signpost
    url: str
    partnership: Partnership | None = None

    @property
    def query(self) -> str:
        """What an address says of the part: "?partnership=suhl", or nothing."""
        if self.partnership is None:
            return ""
        return "?" + urlencode({"partnership": self.partnership.slug_for(self.signpost.home)})

    def address(self, period: str = "") -> str:
        """The address of the part, or of a year or month of it."""
        return f"{self.url}{period}{'/' if period else ''}{self.query}"

    def published(self) -> ActivityQuerySet:
        """The published activities of the part."""
        found: ActivityQuerySet = Activity.objects.published().of(self.signpost.home)
        return found if self.partnership is None else found.filter(partnerships=self.partnership.pk)


def activity_rows(signpost: Signpost, activities: Iterable[Activity]) -> list[ActivityRow]:
    """Return `activities` as rows, in their order."""
    today = timezone.localdate()
    return [
        ActivityRow(
            activity,
            record_address(signpost, activity),
            period_in_words(activity.start, activity.end),
            _state(activity, is_coming=activity.is_coming(today)),
            activity.status == ActivityStatus.CANCELLED,
        )
        for activity in activities
    ]


def activity_list(part: Part, year: int | None) -> ActivityList | None:
    """Return the activities of `year`, or of the latest year with what comes; None where there are none of `year`.

    A city holds thousands of activities in the end: nobody is sent all of them at once. Costs two queries.
    """
    today = timezone.localdate()
    spread = spread_of(part.published(), today)
    latest = spread.years[0] if spread.years else None
    shown = latest if year is None else year
    is_first_page = year is None or year == latest
    month = _next_month(spread) if is_first_page else None
    wanted = Q(start__startswith=f"{shown:04}") if shown else Q(pk__in=[])
    if is_first_page:
        wanted |= Q(start="") | Activity.objects.ahead_of(today)
    if month is not None:
        wanted |= Activity.objects.within(month, month.last_day)
    found = list(part.published().filter(wanted))
    if year is not None and not any(activity.start and activity.start.year == year for activity in found):
        return None
    coming = [activity for activity in found if activity.is_coming(today)] if is_first_page else []
    ahead = {activity.pk for activity in coming}
    of_year = [a for a in found if a.pk not in ahead and a.start and _is_of(a, shown)]
    undated = [activity for activity in found if not activity.start]
    rows_by_key = {
        "coming": (gettext("Coming"), activity_rows(part.signpost, reversed(coming))),
        str(shown): (str(shown), activity_rows(part.signpost, of_year)),
        "undated": (gettext("Without a date"), activity_rows(part.signpost, undated)),
    }
    return ActivityList(
        title=str(year) if year else "",
        years=[YearLink(y, part.address("" if y == latest else str(y)), y == shown) for y in spread.years],
        activities=found,
        groups=[ActivityGroup(key, title, rows) for key, (title, rows) in rows_by_key.items() if rows],
        sheet=month_sheet(part.address, month, found, spread.months, part.signpost) if month else None,
    )


def month_list(part: Part, month: PartialDate) -> ActivityList | None:
    """Return the activities of `month`; None where no day of any lies in it. Costs two queries."""
    today = timezone.localdate()
    spread = spread_of(part.published(), today)
    if month not in spread.months:
        return None
    found = list(part.published().filter(Activity.objects.within(month, month.last_day)).order_by("start", "pk"))
    latest = spread.years[0] if spread.years else None
    return ActivityList(
        title=month.in_words(),
        years=[YearLink(y, part.address("" if y == latest else str(y)), False) for y in spread.years],
        activities=found,
        groups=[ActivityGroup(str(month), month.in_words(), activity_rows(part.signpost, found))],
        sheet=month_sheet(part.address, month, found, spread.months, part.signpost),
    )


def nearest_activities(home: Municipality) -> ActivityQuerySet:
    """The nearest activities of `home` and the last ones held, MOST_SHOWN of each, the latest first."""
    today = timezone.localdate()
    published: ActivityQuerySet = Activity.objects.published().of(home)
    nearest = _keys(published.filter(status=ActivityStatus.PLANNED).coming(today).order_by("start", "pk"))
    last = _keys(published.held().until(today))
    return published.filter(Q(pk__in=nearest) | Q(pk__in=last))


def _next_month(spread: Spread) -> PartialDate | None:
    """The first month from this one on in which something is on."""
    today = timezone.localdate()
    this = PartialDate(today.year, today.month)
    return next((month for month in spread.months if month >= this), None)


def _is_of(activity: Activity, year: int | None) -> bool:
    return activity.start is not None and activity.start.year == year


def _keys(activities: ActivityQuerySet) -> "QuerySet[Activity, int]":
    return activities.values_list("pk", flat=True)[:MOST_SHOWN]


def _state(activity: Activity, *, is_coming: bool) -> str:
    """What has to be said of the state: that a past one was held, and a coming one is planned, is understood."""
    expected = ActivityStatus.PLANNED if is_coming else ActivityStatus.HELD
    return "" if activity.status == expected else str(activity.get_status_display())
