"""Activities as a calendar that anybody may subscribe to.

Only what is published and of which every day is known is in it: "May 2027" is no event on any day. A calendar is asked
for again and again by many programs: it holds what comes next and what was last, not an archive.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from pomost.register.choices import ActivityStatus
from pomost.register.models import Activity
from pomost.register.models.activity import ActivityQuerySet
from pomost.website.activities import Part
from pomost.website.calendar_files import CONTENT_TYPE, CalendarEvent, calendar_file
from pomost.website.links import record_address
from pomost.website.reading import may_be_kept
from pomost.website.signposts import Signpost


def calendar_address(page_url: str) -> str:
    """The address of the calendar that belongs to the page at `page_url`."""
    return f"{page_url}calendar.ics"


def subscribed(part: Part) -> ActivityQuerySet:
    """Those activities of `part` that its calendar holds, the earliest first: see Programme.subscribed."""
    found: ActivityQuerySet = part.published().filter(pk__in=part.programme().subscribed)
    return found.order_by("start", "pk")


def calendar_response(
    request: HttpRequest, signpost: Signpost, activities: Iterable[Activity], title: str = ""
) -> HttpResponse:
    """Answer with the calendar of `activities`, all of which have known days; costs one query if it is one."""
    name = title or gettext("%(city)s: cooperation abroad") % {"city": signpost.home.title}
    content = calendar_file(name, [_event(request, signpost, activity) for activity in activities])
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{signpost.home.slug}.ics"'
    response["Cache-Control"] = "public, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return may_be_kept(response)


def _event(request: HttpRequest, signpost: Signpost, activity: Activity) -> CalendarEvent:
    first, last = _times(activity)
    summary = activity.title
    if activity.is_example:
        mark = gettext("example")
        summary = f"{summary} ({mark})"
    places = [str(activity.venue), str(activity.place) if activity.place else ""]
    changed = activity.last_published_at or timezone.now()
    return CalendarEvent(
        key=f"activity-{activity.public_id.hex}",
        summary=summary,
        first=first,
        last=last,
        stamp=changed,
        changed=changed,
        category=str(activity.get_kind_display()),
        url=request.build_absolute_uri(record_address(signpost, activity)),
        location=", ".join(place for place in places if place),
        status="CANCELLED" if activity.status == ActivityStatus.CANCELLED else "CONFIRMED",
    )


def _times(activity: Activity) -> tuple[date, date]:
    """The first and the last day; where it is known when the activity begins, both as moments at its place.

    Where it is not known when one of several days ends, the last day ends at midnight; one day alone only begins.
    """
    if not activity.start:
        raise ValueError("an activity without a date has no days")
    first, last = activity.start.first_day, (activity.end or activity.start).last_day
    if activity.start_time is None:
        return first, last
    zone = ZoneInfo(activity.time_zone)
    begins = datetime.combine(first, activity.start_time, zone)
    if activity.end_time is not None:
        return begins, datetime.combine(last, activity.end_time, zone)
    return begins, datetime.combine(last + timedelta(days=1), time.min, zone) if last > first else begins
