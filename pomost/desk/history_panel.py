"""The latest versions of a record in words, beside its form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.log_actions import registry
from wagtail.models import Revision

from pomost.register.models import Record

SHOWN = 10


@dataclass(frozen=True)
class Step:
    """Something that was done to a record; `compared` leads to what it changed ("" where that is nothing)."""

    what: str
    who: str
    when: datetime
    comment: str
    compared: str


def latest_steps(record: Record) -> list[Step]:
    """Return what was last done to `record`, the latest first; costs one query."""
    entries = registry.get_logs_for_instance(record).latest_by_uuid_and_action()
    entries = entries.select_related("content_type", "user", "user__wagtail_userprofile").annotate(
        previous_revision_id=Revision.objects.previous_revision_id_subquery()
    )
    compare = type(record).snippet_viewset.get_url_name("revisions_compare")

    def step(entry: Any) -> Step:
        versions = (entry.previous_revision_id, entry.revision_id) if entry.content_changed else (None, None)
        compared = reverse(compare, args=(quote(record.pk), *versions)) if all(versions) else ""
        return Step(str(entry.message), entry.user_display_name, entry.timestamp, entry.comment, compared)

    return [step(entry) for entry in entries[:SHOWN]]


class LatestVersionsView(BaseObjectMixin, TemplateView):
    """A part of a page: the latest steps, with the way to all of them."""

    template_name = "desk/record/latest_versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = reverse(self.model.snippet_viewset.get_url_name("history"), args=(quote(self.object.pk),))
        return {**super().get_context_data(**kwargs), "steps": latest_steps(self.object), "history": history}
