"""What the office itself is: roles held for cities, and the way of a change from an editor to a publisher."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState
from wagtail.permissions import policy_registry

from pomost.desk.links.models import Host, Link, Mention
from pomost.desk.login.sessions import SessionStore
from pomost.desk.reminders.models import CalendarFeed, Digest, DigestSubscription
from pomost.places.models import Municipality
from pomost.register.choices import Role
from pomost.register.queries import record_kinds

# Django looks for models here; those of links and reminders stand beside what is done with them.
__all__ = [
    "CalendarFeed",
    "CityGroup",
    "Digest",
    "DigestSubscription",
    "Host",
    "KeeperApproval",
    "Link",
    "Mention",
    "Role",
]


class CityGroup(models.Model):
    """The group of those who have one role for one city. What the role permits stands in desk.permissions."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="city_group", verbose_name=_("group"))
    city = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("role for a city")
        verbose_name_plural = _("roles for cities")
        constraints = [models.UniqueConstraint(fields=["city", "role"], name="city_group_one_a_role")]

    def __str__(self) -> str:
        return f"{self.city}: {self.get_role_display()}"


class KeeperApproval(Task):
    """A change is approved by whoever may publish the records of the city that keeps the record."""

    class Meta:
        verbose_name = _("approval by the keeper's publishers")
        verbose_name_plural = _("approvals by the keeper's publishers")

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._may_publish(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._may_publish(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self._may_publish(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What whoever approves may do: the name of the action, its words, and whether a remark is asked for."""
        if not self._may_publish(obj, user):
            return []
        return [  # Wagtail adds "and Publish" to the last two
            ("reject", gettext("Send back with a remark"), True),
            ("approve", gettext("Approve"), False),
            ("approve", gettext("Approve with a remark"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "models.QuerySet[TaskState]":
        """What waits for the approval of `user`; costs no query of its own."""
        return self.task_states.filter(self.approved_by(user), status=TaskState.STATUS_IN_PROGRESS)

    @staticmethod
    def approved_by(user: Any) -> models.Q:
        """For a query of the states of such tasks: that `user` may approve the change."""
        own = models.Q(pk__in=[])
        for kind in record_kinds():
            policy = policy_registry.get_by_type(kind)
            records = policy.instances_user_has_permission_for(user, "publish")
            keys = records.order_by().values_list(Cast("pk", models.CharField()), flat=True)
            own |= models.Q(
                workflow_state__base_content_type__app_label=kind._meta.app_label,
                workflow_state__base_content_type__model=kind._meta.model_name,
                workflow_state__object_id__in=keys,
            )
        return own

    @classmethod
    def get_description(cls) -> str:
        """What the choice of tasks says of this kind."""
        return gettext("Whoever may publish for the city that keeps the record approves the change.")

    @staticmethod
    def _may_publish(record: Any, user: Any) -> bool:
        policy = policy_registry.get_by_type(type(record))
        return bool(policy.user_has_permission_for_instance(user, "publish", record))


class AccountSession(AbstractBaseSession):
    """A session: see desk.login.sessions. Without an account it belongs to somebody who is about to sign in."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("account")
    )
    started_at = models.DateTimeField(_("began"))

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore
