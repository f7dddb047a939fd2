"""Activities as the rows of a list and in the cells of a month, seen from the city."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from pomost.conf.kept import Kept
from pomost.places.models import Municipality
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate
from pomost.register.models import Activity, Partnership
from pomost.register.models.activity import ActivityQuerySet
from pomost.register.programme import MOST_NEAREST, Programme, activities_by_key, programme_of, published_of
from pomost.website.links import record_address
from pomost.website.months import month_sheet
from pomost.website.paging import Paging, existing
from pomost.website.periods import period_in_words
from pomost.website.signposts import Signpost

_KEPT = 200  # sheets, of some tens of kilobytes each

_sheets: "Kept[DrawnSheet]" = Kept(_KEPT)

MOST_SHOWN = MOST_NEAREST  # how many coming ones, and how many past ones, a living block may name


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
class DrawnSheet:
    """The sheet of a month as markup, and when the last of the activities on it was published."""

    markup: SafeString
    changed: datetime | None


@dataclass(frozen=True)
class ActivityList:
    """What the section shows at once: one month, or one year and, with the latest one, what comes and has no date.

    Of these a page at a time: `activities` are those that it names.
    """

    title: str  # of the year or month that was asked for; empty where neither was
    years: list[YearLink]
    paging: Paging
    activities: list[Activity]
    groups: list[ActivityGroup]
    sheet: DrawnSheet | None


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
        return f"{self.section_address(period)}{self.query}"

    def section_address(self, period: str) -> str:
        """The address of the section, or of a year or month in it, without what narrows it down to the part."""
        return f"{self.url}{period}{'/' if period else ''}"

    def published(self) -> ActivityQuerySet:
        """The published activities of the part."""
        return published_of(self.signpost.home, self.partnership)

    def programme(self) -> Programme:
        """All that is published of the part today, as keys; costs one query once a stamp."""
        return programme_of(self.signpost.home, self.partnership, timezone.localdate())


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


def activity_list(part: Part, year: int | None, page: int = 1) -> ActivityList | None:
    """Return a page of the activities of `year`, or of the latest year with what comes; None where there are none.

    A city holds thousands of activities in the end: nobody is sent all of them at once. Costs one query, and two more
    once a stamp. Raises Http404 for a page that there is not.
    """
    programme = part.programme()
    latest = programme.years[0] if programme.years else None
    if year is None or year == latest:
        month = _next_month(programme)
        stretches = [
            Stretch("coming", gettext("Coming"), programme.ahead),
            Stretch(str(latest), str(latest), programme.latest),
            Stretch("undated", gettext("Without a date"), programme.undated),
        ]
    elif found := programme.of_year(year):
        month, stretches = None, [Stretch(str(year), str(year), found)]
    else:
        return None
    return _listed(part, programme, stretches, month, page, period=str(year or ""), title=str(year or ""))


def month_list(part: Part, month: PartialDate, page: int = 1) -> ActivityList | None:
    """Return a page of the activities of `month`; None where no day of any lies in it. As activity_list."""
    programme = part.programme()
    if month not in programme.months:
        return None
    title = month.in_words()
    stretches = [Stretch(str(month), title, programme.of_month(month))]
    return _listed(part, programme, stretches, month, page, period=str(month), title=title)


class Stretch(NamedTuple):
    """Activities below a title of their own, as keys."""

    key: str
    title: str
    keys: Sequence[int]


def _listed(
    part: Part,
    programme: Programme,
    stretches: Sequence[Stretch],
    month: PartialDate | None,
    page: int,
    *,
    period: str,
    title: str,
) -> ActivityList:
    """The page of all `stretches` one after the other; the sheet of `month` stands on the first page."""
    total = sum(len(stretch.keys) for stretch in stretches)
    paging = existing(Paging(page, total, part.section_address(period), part.query))
    shown = [stretch._replace(keys=keys) for stretch, keys in _on_page(stretches, paging) if keys]
    found = activities_by_key([key for stretch in shown for key in stretch.keys])
    named = [[found[key] for key in stretch.keys if key in found] for stretch in shown]
    latest = programme.years[0] if programme.years else None
    this_year = "" if len(period) == len("2024-05") else period or str(latest)
    return ActivityList(
        title=title,
        years=[YearLink(y, part.address("" if y == latest else str(y)), str(y) == this_year) for y in programme.years],
        paging=paging,
        activities=[activity for activities in named for activity in activities],
        groups=[
            ActivityGroup(stretch.key, stretch.title, activity_rows(part.signpost, activities))
            for stretch, activities in zip(shown, named, strict=True)
            if activities
        ],
        sheet=_sheet(part, programme, month, is_first_page=not title) if month and page == 1 else None,
    )


def _sheet(part: Part, programme: Programme, month: PartialDate, *, is_first_page: bool) -> DrawnSheet | None:
    """The sheet of `month`, drawn once a stamp; None where no day of any activity lies in it."""
    if not programme.days_of(month):
        return None
    partner = part.partnership.pk if part.partnership else None
    key = (part.signpost.city.pk, part.url, partner, month, get_language(), is_first_page)
    return _sheets.get(key, lambda: _draw_sheet(part, programme, month, is_first_page=is_first_page))


def _draw_sheet(part: Part, programme: Programme, month: PartialDate, *, is_first_page: bool) -> DrawnSheet:
    days = programme.days_of(month)
    found = activities_by_key({key for day in days.values() for key in day.keys})
    sheet = month_sheet(part.address, month, days, found, programme, part.signpost)
    markup = render_to_string("website/components/month.html", {"sheet": sheet, "is_first_page": is_first_page})
    moments = (activity.last_published_at for activity in found.values())
    return DrawnSheet(markup, max((moment for moment in moments if moment), default=None))


def _on_page(stretches: Sequence[Stretch], paging: Paging) -> Iterator[tuple[Stretch, list[int]]]:
    """Each of `stretches` with those of its keys that stand on the page."""
    before = 0
    for stretch in stretches:
        first, last = paging.first_entry - 1 - before, paging.last_entry - before
        yield stretch, list(stretch.keys[max(first, 0) : max(last, 0)])
        before += len(stretch.keys)


def nearest_activities(home: Municipality) -> ActivityQuerySet:
    """The nearest activities of `home` and the last ones held, the latest first: see Programme.nearest."""
    published: ActivityQuerySet = Activity.objects.published().of(home)
    return published.filter(pk__in=programme_of(home, None, timezone.localdate()).nearest)


def _next_month(programme: Programme) -> PartialDate | None:
    """The first month from this one on in which something is on."""
    today = timezone.localdate()
    this = PartialDate(today.year, today.month)
    return next((month for month in programme.months if month >= this), None)


def _state(activity: Activity, *, is_coming: bool) -> str:
    """What has to be said of the state: that a past one was held, and a coming one is planned, is understood."""
    expected = ActivityStatus.PLANNED if is_coming else ActivityStatus.HELD
    return "" if activity.status == expected else str(activity.get_status_display())
