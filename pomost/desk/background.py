"""The report on background work: whether somebody does it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.conf.claims import BACKEND
from pomost.conf.models import Run, Worker
from pomost.conf.schedule import SCHEDULE
from pomost.desk.permissions import cities_of


@dataclass(frozen=True)
class JobState:
    """A job of the schedule; `run` is None where it has never run."""

    title: str
    command: str
    next_due: datetime
    run: Run | None


def may_see_background(user: Any) -> bool:
    """Whether `user` publishes for some city, and so needs to know whether publishing at a time set works."""
    return bool(user.is_superuser or cities_of(user, ["publish"]))


def job_states(now: datetime) -> list[JobState]:
    """Return what became of each job; costs one query."""
    runs = {run.job: run for run in Run.objects.filter(started_at__isnull=False)}
    return [JobState(str(job.title), str(job.command), job.next_due(now), runs.get(job.name)) for job in SCHEDULE]


class BackgroundView(WagtailAdminTemplateMixin, TemplateView):
    """The report. What went wrong stands there for superusers alone: it may name what is another city's."""

    template_name = "desk/background.html"
    page_title = _("Background work")
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_background(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        tasks = DBTaskResult.objects.filter(backend_name=BACKEND)
        return {
            **super().get_context_data(**kwargs),
            "jobs": job_states(now),
            "is_alive": Worker.alive(now).exists(),
            "waiting": tasks.ready().count(),
            "failed": tasks.failed().count(),
        }


class BackgroundMenuItem(MenuItem):
    """The menu's way to the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_background(request.user)


def background_menu_item() -> BackgroundMenuItem:
    """The report in Wagtail's menu of reports."""
    address = reverse("desk_background")
    return BackgroundMenuItem(_("Background work"), address, name="background", icon_name="cogs", order=1300)
