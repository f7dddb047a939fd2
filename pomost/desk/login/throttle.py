"""Too many wrong passwords or codes: how they are counted, and what is answered then.

Counted in the database, so that all processes count together. Nothing here asks whether an account exists: whoever
tries a name that nobody has is counted, and locked out, in the same way.
"""

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date


class LoginThrottle(AxesDatabaseHandler):
    """Axes' counting in the database, with a higher limit for an address: a whole office may share one."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often it went wrong, to be compared with AXES_FAILURE_LIMIT, the limit of an account at an address."""
        of_account, of_address = (self._count(attempts) for attempts in self.get_user_attempts(request, credentials))
        more: int = settings.POMOST_LOGIN_ATTEMPTS_PER_ADDRESS - settings.AXES_FAILURE_LIMIT
        return max(of_account, of_address - more)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of who got in; those of others at the same address still count."""
        of_account, _of_address = self.filter_user_attempts(request, credentials)
        deleted: int = of_account.delete()[0]
        return deleted

    def locked_until(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> datetime:
        """When who is locked out may try again."""
        limits = settings.AXES_FAILURE_LIMIT, settings.POMOST_LOGIN_ATTEMPTS_PER_ADDRESS
        locking = (
            attempts.latest("attempt_time").attempt_time
            for attempts, limit in zip(self.get_user_attempts(request, credentials), limits, strict=True)
            if self._count(attempts) >= limit
        )
        until: datetime = max(locking, default=request.axes_attempt_time) + get_cool_off(request)  # type: ignore[attr-defined]  # set by Axes
        return until

    @staticmethod
    def _count(attempts: Any) -> int:
        return sum(attempts.values_list("failures_since_start", flat=True))


def is_locked_out(request: HttpRequest, username: str) -> bool:
    """Whether nobody may try `username` from where `request` comes; marks the request, so that Axes answers it."""
    if AxesProxyHandler.is_allowed(request, {"username": username}):
        return False
    setattr(request, "axes_locked_out", True)
    setattr(request, "axes_credentials", {"username": username})
    return True


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code as a wrong password is counted."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def locked_out(
    request: HttpRequest, _original: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for who is locked out; it says when to try again and nothing about the account."""
    until = AxesProxyHandler.get_implementation().locked_until(request, credentials)
    response = render(request, "desk/login/locked_out.html", {"until": until}, status=429)
    response["Retry-After"] = http_date(until.timestamp())
    response["Cache-Control"] = "no-store"
    return response
