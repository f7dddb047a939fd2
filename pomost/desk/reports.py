"""Wagtail's reports that tell of all records: they know no cities, so they are open where there is only one."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from pomost.desk.models import CityGroup
from pomost.desk.permissions import READ, cities_of

OF_ALL_RECORDS = {"site_history", "workflow", "workflow_tasks", "locked_pages"}
ITEMS = {"site-history", "workflows", "workflow-tasks", "locked-pages"}


def may_see_all(user: Any) -> bool:
    """Whether `user` may read the records of every city of the installation; asked once a request."""
    if user.is_superuser:
        return True
    if not hasattr(user, "_sees_all_cities"):  # desk.accounts has asked already, for whoever logged in
        user._sees_all_cities = not CityGroup.objects.exclude(city__in=cities_of(user, READ)).exists()
    sees_all: bool = user._sees_all_cities
    return sees_all


class ReportsMiddleware:
    """Refuses the reports on all records to those who may not read all of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Raise PermissionDenied where the report is not for this user; Wagtail turns strangers away itself."""
        match = request.resolver_match
        if match is None or match.namespace != "wagtailadmin_reports" or not request.user.is_authenticated:
            return
        if (match.url_name or "").removesuffix("_results") in OF_ALL_RECORDS and not may_see_all(request.user):
            raise PermissionDenied


def hide_reports(request: HttpRequest, items: list[Any]) -> None:
    """Leave out of the menu, in place, the reports that the user may not open."""
    if not may_see_all(request.user):
        items[:] = [item for item in items if item.name not in ITEMS]
