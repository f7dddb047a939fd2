"""The buttons under a record's form, in the words of the office and for the record's own city."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import WorkflowState
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import SubmitForModerationMenuItem

from pomost.register.models import Record

TO_PUBLISH = {"action-publish", "action-unpublish"}


class SubmitItem(SubmitForModerationMenuItem):
    """As Wagtail's, without the name of a workflow, of which an officer needs to know nothing."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        record = parent_context.get("instance")
        state = record.current_workflow_state if record else None
        was_sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        context["label"] = _("Submit for approval again") if was_sent_back else _("Submit for approval")
        return context


def arrange(items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Replace and leave out, in place, what Wagtail offers under the form of a record."""
    if not issubclass(context["model"], Record):
        return
    items[:] = [SubmitItem(item.order) if item.name == SubmitItem.name else item for item in items]
    record = context.get("instance")
    policy = policy_registry.get_by_type(context["model"])
    if record and record.pk and not policy.user_has_permission_for_instance(request.user, "publish", record):
        items[:] = [item for item in items if item.name not in TO_PUBLISH]
