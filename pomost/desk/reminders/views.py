"""The page on which an officer subscribes, and what is reached without logging in: a calendar, and the way out."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.reminders.actions import renew_calendar, revoke_calendar, switch_digest
from pomost.desk.reminders.calendars import calendar_of
from pomost.desk.reminders.digests import user_to_leave
from pomost.desk.reminders.models import CalendarFeed, DigestSubscription
from pomost.desk.reminders.officers import as_seen_by, may_read, readable_cities
from pomost.places.models import Municipality


@dataclass(frozen=True)
class CityCalendar:
    """A city of the officer, and its calendar where there is one that opens."""

    city: Municipality
    feed: CalendarFeed | None


class RemindersView(WagtailAdminTemplateMixin, TemplateView):
    """Calendar and digest: make, copy, renew and revoke addresses; switch the weekly mail on and off."""

    template_name = "desk/reminders/reminders.html"
    page_title = _("Calendar and digest")
    header_icon = "calendar-alt"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        feeds = {feed.city_id: feed for feed in CalendarFeed.objects.filter(user=user.pk) if feed.is_open}
        return {
            **super().get_context_data(**kwargs),
            "calendars": [CityCalendar(city, feeds.get(city.pk)) for city in readable_cities(user)],
            "wants_digest": DigestSubscription.objects.filter(user=user.pk).exists(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action not in _SAID:
            raise Http404
        if action in ("renew", "revoke"):
            city = next((c for c in readable_cities(request.user) if str(c.pk) == request.POST.get("city")), None)
            if city is None:
                raise Http404
            write = renew_calendar if action == "renew" else revoke_calendar
            write(user=request.user, city=city)
        else:
            switch_digest(user=request.user, wanted=action == "digest-on", now=timezone.now())
        messages.success(request, _SAID[action])
        return redirect("desk_reminders")


_SAID = {
    "renew": _("The calendar has a new address."),
    "revoke": _("The address opens nothing any more."),
    "digest-on": _("You get a mail each week."),
    "digest-off": _("You get no more weekly mails."),
}


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that `token` opens, with what its account may read at this moment; otherwise nothing is here."""
    feed = CalendarFeed.by_token(token)
    if feed is None or not may_read(feed.user, feed.city):
        raise Http404
    with as_seen_by(feed.user):
        content = calendar_of(feed.city, feed.user, timezone.localdate())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{feed.city.slug}.ics"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt  # mail programs post here without having seen a page (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def digest_off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the weekly mail shall stop, and stop it."""
    user = get_object_or_404(get_user_model().objects.select_related("wagtail_userprofile"), pk=user_to_leave(token))
    with as_seen_by(user):
        if request.method == "POST":
            switch_digest(user=user, wanted=False, now=timezone.now())
        response = render(request, "desk/reminders/digest_off.html", {"is_off": request.method == "POST"})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
