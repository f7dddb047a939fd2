"""The parts of the home page, in the place of Wagtail's: its lists ask the database row by row."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from pomost.desk.dashboard.approvals import approvals_of
from pomost.desk.dashboard.overview import overview_of
from pomost.desk.messages.views import MessagesPanel
from pomost.desk.permissions import KeeperPolicy
from pomost.register.models import Activity


class WaysPanel(Component):
    """What is done most often, and the way to the calendar and the weekly mail."""

    name = "ways"
    order = 10
    template_name = "desk/dashboard/ways.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return {"may_log": KeeperPolicy(Activity).user_has_permission(user, "add")}


class ApprovalsPanel(Component):
    """What awaits approval; nothing at all where nothing does."""

    name = "approvals"
    order = 50
    template_name = "desk/dashboard/approvals.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        approvals = approvals_of(request.user)
        return {
            "to_approve": [each for each in approvals if not each.is_mine],
            "mine": [each for each in approvals if each.is_mine],
        }


class OverviewPanel(Component):
    """What comes, what is wrong, what changed."""

    name = "overview"
    order = 100
    template_name = "desk/dashboard/overview.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context = parent_context or {}
        request = context["request"]
        overview = overview_of(request.user, timezone.localdate())
        return {"overview": overview, "request": request, "csrf_token": context.get("csrf_token", "")}


def arrange_home(request: HttpRequest, panels: list[Any]) -> None:
    """Put the desk's panels, in place, where Wagtail's stood."""
    panels[:] = [WaysPanel(), MessagesPanel(), ApprovalsPanel(), OverviewPanel()]


def without_summary(request: HttpRequest, items: list[Any]) -> None:
    """Leave out how many pages, pictures and documents there are."""
    items.clear()
