"""E-mail to those who may approve a change that waits for it."""

from typing import Any

from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.permissions import policy_registry
from wagtail.signals import task_submitted

from pomost.desk.models import KeeperApproval


class KeeperApprovalNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """As Wagtail's, to the publishers of the city that keeps the record instead of to fixed groups."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, KeeperApproval)

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> Any:
        record = task_state.workflow_state.content_object
        policy = policy_registry.get_by_type(type(record))
        users = policy.users_with_permission_for_instance("publish", record)
        triggered_by = kwargs.get("user")
        return users.exclude(pk=triggered_by.pk) if triggered_by else users


_submitted = KeeperApprovalNotifier()  # kept: a signal holds its receivers by weak references


def connect_notifications() -> None:
    """Listen to what is submitted."""
    task_submitted.connect(_submitted, sender=TaskState, dispatch_uid="keeper_approval_submitted")
