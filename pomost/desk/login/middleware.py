"""What holds for every request of who is signed in: use is noted, and a second factor asked for where it is a must."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_otp import DEVICE_ID_SESSION_KEY

Respond = Callable[[HttpRequest], HttpResponseBase]

# What an open editor asks by itself every few seconds: nobody needs to sit before it.
BY_ITSELF = {"wagtailadmin_editing_sessions:ping"}
# What somebody may open who still needs a second factor: the way to one, the way out, and what these pages load.
WITHOUT_SECOND_FACTOR = {
    "desk_sign_in:set_up",
    "wagtailadmin_logout",
    "wagtailadmin_login",
    "desk_login:code",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}


class SessionMiddleware:
    """Puts off the end of a session that is used; reads no session that nobody else has read."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if request.session.is_due() and (match is None or match.view_name not in BY_ITSELF):  # type: ignore[attr-defined]
            request.session.modified = True
        return response


class SecondFactorMiddleware:
    """Where POMOST_REQUIRE_SECOND_FACTOR is on: without one, the desk is the page for setting one up."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Lead to that page under /admin/; elsewhere who has no second factor is a visitor like any other."""
        if not settings.POMOST_REQUIRE_SECOND_FACTOR or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if SESSION_KEY not in request.session or DEVICE_ID_SESSION_KEY in request.session:
            return None
        match = request.resolver_match
        if match is None or not match.route.startswith("admin/"):
            request.user = AnonymousUser()
        elif match.view_name not in WITHOUT_SECOND_FACTOR:
            return redirect("desk_sign_in:set_up")
        return None
