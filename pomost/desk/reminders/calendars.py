"""The calendar of a city as an iCalendar file (RFC 5545): what comes, on its days.

Only dates that are known to the day are in it, as events of whole days: "due in 2029" is no event on any day, and a
bar across the whole year would hide the days. The dashboard and the weekly mail tell these dates as they are known.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from pomost.desk.dashboard.rows import about_in_words, form_of
from pomost.places.models import Municipality
from pomost.register.matters.matter import COMING, Matter, Scope
from pomost.register.matters.naming import Name, names_of
from pomost.register.matters.together import matters_of
from pomost.website.calendar_files import CalendarEvent, calendar_file


def calendar_of(city: Municipality, user: Any, on: date) -> bytes:
    """Return the calendar of `city` as `user` may read it on the day `on`, in the active language; two queries."""
    found = matters_of(Scope(frozenset({city.pk}), on), COMING)
    matters = [matter for kept in found.values() for matter in kept.matters if matter.when and matter.when.day]
    names = names_of((matter.kind, matter.key) for matter in matters)
    title = _("%(city)s: cooperation abroad") % {"city": city.title}
    return calendar_file(title, _events(matters, names, user, on))


def _events(matters: Iterable[Matter], names: Any, user: Any, on: date) -> Iterable[CalendarEvent]:
    for matter in matters:
        name = names.get((matter.kind, matter.key))
        if name is not None and matter.when is not None:
            yield _event(matter, name, user, on)


def _event(matter: Matter, name: Name, user: Any, on: date) -> CalendarEvent:
    first = matter.when.first_day if matter.when else on
    about = about_in_words(matter, name)
    address = form_of(matter, name, user)
    return CalendarEvent(
        key=_key(matter, name),
        summary=f"{name.text}: {about}" if about else name.text,
        first=first,
        last=matter.until.last_day if matter.until and matter.until.day else first,
        stamp=datetime.combine(on, time.min, UTC),
        category=str(matter.sort.label),
        url=f"{settings.WAGTAILADMIN_BASE_URL}{address}" if address else "",
    )


def _key(matter: Matter, name: Name) -> str:
    """The same for the same matter, whatever language or day it is asked for in."""
    thing = name.public_id.hex if name.public_id else f"{matter.kind._meta.model_name}-{matter.key}"
    return "-".join(part for part in (matter.sort.value, thing, matter.code) if part)
