"""What waits for approval: for this officer's, or for others' of what this officer has submitted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, TaskState, WorkflowState

from pomost.desk.dashboard.rows import address_of, name_of
from pomost.desk.models import KeeperApproval
from pomost.register.matters.naming import Thing, names_of
from pomost.register.queries import record_kinds

MOST = 20  # shown at once; the others follow as these are decided


@dataclass(frozen=True)
class Approval:
    """A change on its way; `is_mine`: the officer has submitted it, and `was_sent_back` where it needs more work."""

    name: str
    url: str
    by: str
    at: datetime
    is_mine: bool
    was_sent_back: bool


def approvals_of(user: Any) -> list[Approval]:
    """Return what waits, the eldest first; costs one query, and one for the names where something waits."""
    states = (
        WorkflowState.objects.active()
        .filter(Q(requested_by=user) | Q(current_task_state__in=_to_approve(user).values("pk")))
        .select_related("current_task_state__revision", "requested_by", "base_content_type")
        .order_by("created_at", "pk")[:MOST]
    )
    kinds = {(kind._meta.app_label, kind._meta.model_name): kind for kind in record_kinds()}
    found = [(state, kinds.get(state.base_content_type.natural_key())) for state in states]
    things: list[Thing] = [(kind, int(state.object_id)) for state, kind in found if kind]
    names = names_of(things) if things else {}
    approvals = []
    for state, kind in found:
        revision = state.current_task_state.revision if state.current_task_state else None
        name, url = (revision.object_str if revision else ""), ""
        if kind:
            its_name = names.get((kind, int(state.object_id)))
            if its_name is None or its_name.is_deleted:
                continue
            name, url = its_name.text or name, address_of(kind, int(state.object_id), its_name, user)
        elif issubclass(state.base_content_type.model_class() or object, Page):
            url = reverse("wagtailadmin_pages:edit", args=[quote(state.object_id)])
        approvals.append(
            Approval(
                name=name,
                url=url,
                by=name_of(state.requested_by),
                at=state.created_at,
                is_mine=state.requested_by_id == user.pk,
                was_sent_back=state.status == WorkflowState.STATUS_NEEDS_CHANGES,
            )
        )
    return approvals


def _to_approve(user: Any) -> "QuerySet[TaskState]":
    """What `user` may approve: as Wagtail's `reviewable_by`, which asks each task one by one."""
    records = Q(task__in=KeeperApproval.objects.values("pk")) & KeeperApproval.approved_by(user)
    pages = GroupApprovalTask.objects.all()
    if not user.is_superuser:
        pages = pages.filter(groups__in=user.groups.values("pk"))
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__active=True)
    return waiting.filter(records | Q(task__in=pages.values("pk"))).order_by()
