"""The section of activities."""

import re
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pomost.register.dates import PartialDate
from pomost.register.loading import load_activity
from pomost.register.models import Activity, Partnership, Record
from pomost.website.activities import Part, activity_list, month_list
from pomost.website.calendars import calendar_address, calendar_response, subscribed
from pomost.website.links import record_address
from pomost.website.pages.base import SectionPage
from pomost.website.paging import PAGE, page_asked
from pomost.website.periods import hours_in_words, period_in_words, time_zone_in_words
from pomost.website.signposts import Signpost

_YEAR = re.compile(r"[12][0-9]{3}")
_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")


class ActivitiesPage(SectionPage):
    """What the city and its partners do: the coming activities first, then those of one year.

    An activity stands on the site of the town that keeps it, and of every town to one of whose partnerships or
    projects it belongs: see ActivityQuerySet.of.
    """

    list_template: ClassVar[str] = "website/activities.html"
    record_template: ClassVar[str] = "website/activity.html"
    parameters: ClassVar[tuple[str, ...]] = ("partnership", PAGE)

    class Meta:
        verbose_name = _("activities page")

    def serve(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        """As every section's; `2024` or `2024-05` instead of an activity's address shows that year or month.

        `?partnership=suhl` leaves the activities of one partnership.
        """
        is_month = bool(_MONTH.fullmatch(slug))
        if slug and not is_month and not _YEAR.fullmatch(slug):
            return super().serve(request, slug)
        signpost = self.signpost(request)
        part = Part(signpost, signpost.url(self), self._partnership(signpost, request.GET.get("partnership", "")))
        page = page_asked(request)
        shown = (
            month_list(part, PartialDate.stored(slug), page)
            if is_month
            else activity_list(part, int(slug) if slug else None, page)
        )
        if shown is None:
            raise Http404
        context = {
            "listed": shown.activities,
            "list": shown,
            "part": part,
            **shown.paging.context(),
            "calendar": self._calendar(signpost, part),
        }
        if part.partnership:
            context["partner"] = part.partnership.partner_of(signpost.home)
        changed = [shown.sheet.changed] if shown.sheet else []
        return self.render(request, self.list_template, context, records=shown.activities, slug=slug, changed=changed)

    @staticmethod
    def _partnership(signpost: Signpost, slug: str) -> Partnership | None:
        """The partnership that an address asks for, None where it asks for none. Raises Http404 for an unknown one."""
        if not slug:
            return None
        is_slug = slug_re.fullmatch(slug)  # PostgreSQL is not to be asked for what no text of its may hold
        found: Partnership | None = Partnership.objects.published().at(signpost.home, slug) if is_slug else None
        if found is None:
            raise Http404
        return found

    @staticmethod
    def _calendar(signpost: Signpost, part: Part) -> str:
        """The address of the calendar file of `part`."""
        belongs_to = record_address(signpost, part.partnership) if part.partnership else part.url
        return calendar_address(belongs_to)

    def serve_calendar(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The calendar of one activity or, without a `slug`, of all that is on."""
        signpost = self.signpost(request)
        if not slug:
            return calendar_response(request, signpost, subscribed(Part(signpost, "")))
        activity = self.find(signpost, slug)
        if not isinstance(activity, Activity) or not activity.has_known_days:
            raise Http404
        return calendar_response(request, signpost, [activity], title=activity.title)

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        published = Activity.objects.published().of(signpost.home)
        # A slug is unique for one keeper. Where another town's record bears the same, the own one is meant.
        found: list[Activity] = sorted(
            published.filter(slug=slug), key=lambda record: (record.keeper_id != signpost.home.pk, record.pk)
        )
        return found[0] if found else None

    def record_context(self, signpost: Signpost, record: Activity) -> tuple[dict[str, Any], list[Record]]:
        home = signpost.home
        beside = load_activity(record, home)
        is_elsewhere = record.time_zone != settings.TIME_ZONE
        context = {
            "calendar": calendar_address(record_address(signpost, record)) if record.has_known_days else "",
            "when": period_in_words(record.start, record.end),
            "hours": hours_in_words(record.start_time, record.end_time),
            "time_zone": time_zone_in_words(record.time_zone) if is_elsewhere else "",
            "areas": record.areas.all(),
            "partners": [(p.partner_of(home), record_address(signpost, p)) for p in beside.partnerships],
            "networks": [(network, record_address(signpost, network)) for network in beside.networks],
            "projects": [(project, record_address(signpost, project)) for project in beside.projects],
            "attendance": list(record.attendance.all()),
            "with_invited": any(people.invited for people in record.attendance.all()),
        }
        return context, []
