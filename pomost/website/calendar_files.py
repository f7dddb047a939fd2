"""Dates as an iCalendar file (RFC 5545), which calendar programs read: the one place that writes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from icalendar import Calendar, Event

REFRESH = timedelta(hours=12)  # how often programs are asked to look again
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class CalendarEvent:
    """One event. `key` is the same for the same event for ever, whatever language or day it is asked for in.

    `first` and `last` are its first and last day, or the moments at which it begins and ends in a time zone of the
    world. `stamp` is when what is told was last true; `changed` when the public last saw a change.
    """

    key: str
    summary: str
    first: date
    last: date
    stamp: datetime
    category: str
    url: str = ""
    location: str = ""
    description: str = ""
    status: str = ""
    changed: datetime | None = None


def calendar_file(title: str, events: Iterable[CalendarEvent]) -> bytes:
    """Return a calendar named `title` that holds `events`, its texts marked with the active language."""
    calendar = Calendar()
    for name, value in (
        ("prodid", "-//Pomost//Calendar//EN"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("name", title),
        ("x-wr-calname", title),
        ("refresh-interval", REFRESH),
    ):
        calendar.add(name, value)
    for event in events:
        calendar.add_component(_written(event))
    calendar.add_missing_timezones()
    ics: bytes = calendar.to_ical()
    return ics


def _written(event: CalendarEvent) -> Event:
    in_language = {"language": get_language() or ""}
    written = Event()
    written.add("uid", f"{event.key}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}")
    written.add("dtstamp", event.stamp)
    written.add("dtstart", event.first)
    if not isinstance(event.last, datetime):
        written.add("dtend", event.last + timedelta(days=1))  # RFC 5545: the day after the last one
    elif event.last != event.first:
        written.add("dtend", event.last)
    written.add("summary", event.summary, parameters=in_language)
    written.add("categories", [event.category])
    written.add("transp", "TRANSPARENT")  # takes nobody's time
    for name, value in (("location", event.location), ("description", event.description)):
        if value:
            written.add(name, value, parameters=in_language)
    if event.status:
        written.add("status", event.status)
    if event.changed:
        written.add("last-modified", event.changed)
    if event.url:
        written.add("url", event.url)
    return written
