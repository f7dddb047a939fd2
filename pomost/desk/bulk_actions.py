"""What is done with several records of a list at once. What is refused is told, with the reason, before and after."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from pomost.desk.dependents import naming
from pomost.desk.permissions import KeeperPolicy
from pomost.register.actions.records import (
    BIN_DAYS,
    delete_record,
    publish_draft,
    unpublish_record,
    validate_note,
    validate_record,
)
from pomost.register.models import Change, Record
from pomost.register.queries import record_kinds


class Selection:
    """The records that the officer ticked, of those that the officer may see.

    "All in listing" are those that the list's filters and search leave, on all pages, and no others.
    """

    model: type[Record]
    request: Any

    @classproperty
    def models(cls) -> list[type[Record]]:  # noqa: N805 - a property of the class
        """The kinds of record."""
        return record_kinds()

    @cached_property
    def chosen(self) -> list[Any]:
        """The records that were ticked."""
        viewset = self.model.snippet_viewset
        keys = self.request.GET.getlist("id")
        if "all" in keys:
            return list(viewset.listed(self.request).select_related("keeper", *viewset.related))
        found = viewset.get_queryset(self.request).filter(pk__in=[key for key in keys if key.isdecimal()])
        return list(found.select_related("keeper", *viewset.related))

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        permitted = [record for record in self.chosen if self.check_perm(record)]  # type: ignore[attr-defined]
        refused = [record for record in self.chosen if record not in permitted]
        return permitted, {"items_with_no_access": refused}


class RecordDeleteBulkAction(Selection, DeleteBulkAction):
    """Takes the place of Wagtail's for the kinds of record: into the bin, after showing what names them."""

    aria_label = gettext_lazy("Delete the selected records")
    template_name = "desk/record/confirm_bulk_delete.html"
    is_protected = False

    def annotate_items(self, items: list[Any]) -> list[Any]:
        """Look up what names each record, instead of Wagtail's index of references."""
        self.names = {item.pk: naming(item, self.request.user) for item in items}
        self.is_protected = any(names.prevents for names in self.names.values())
        return items

    def object_context(self, item: Any) -> dict[str, Any]:
        # SnippetBulkAction's: what lies between adds Wagtail's index of references.
        context: dict[str, Any] = SnippetBulkAction.object_context(self, item)
        return {**context, "naming": self.names[item.pk]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "bin_days": BIN_DAYS}

    @classmethod
    def execute_action(cls, objects: Sequence[Any], **kwargs: Any) -> tuple[int, int]:
        for record in objects:
            delete_record(record=record, user=kwargs["self"].request.user)
        return len(objects), 0


@dataclass(frozen=True)
class Refusal:
    """A record with which the action cannot be done, and why."""

    record: Record
    reason: str
    url: str


class PublicationBulkAction(Selection, SnippetBulkAction):
    """What publishing and taking back have in common: permission, locks and rules are asked record by record."""

    template_name = "desk/record/confirm_bulk_publication.html"
    question: Any
    refused_heading: Any
    button: Any

    @abstractmethod
    def why_not(self, record: Any) -> str:
        """Why the action makes no sense for the record, or breaks a rule; empty: nothing speaks against it."""

    @abstractmethod
    def act(self, record: Any) -> None:
        """Do it with one record."""

    @cached_property
    def sorted_out(self) -> tuple[list[Any], list[Refusal]]:
        """The records with which the action can be done, and the others."""
        reasons = {record.pk: self._obstacle(record) for record in self.chosen}
        refused = [Refusal(r, reasons[r.pk], self.object_context(r)["edit_url"]) for r in self.chosen if reasons[r.pk]]
        return [record for record in self.chosen if not reasons[record.pk]], refused

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        return self.sorted_out[0], {"items_with_no_access": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"question": self.question, "refused_heading": self.refused_heading, "button": self.button}
        return {**super().get_context_data(**kwargs), **words, "refused": self.sorted_out[1]}

    def _obstacle(self, record: Any) -> str:
        user = self.request.user
        if not KeeperPolicy(self.model).user_has_permission_for_instance(user, "publish", record):
            return _("Only a publisher of %(city)s may do this.") % {"city": record.keeper.title}
        lock = record.get_lock()
        if lock is not None and lock.for_user(user):
            return _("It is locked.")
        return self.why_not(record)

    @classmethod
    def execute_action(cls, objects: Sequence[Any], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        done = 0
        for record in objects:
            try:
                with transaction.atomic():
                    action.act(record)
                done += 1
            except (ValidationError, PermissionDenied, record.DoesNotExist) as error:
                reason = " ".join(error.messages) if isinstance(error, ValidationError) else ""
                messages.error(action.request, _("“%(record)s” stays as it is. %(reason)s") % _told(record, reason))
        for refusal in action.sorted_out[1]:
            told = _told(refusal.record, refusal.reason)
            messages.warning(action.request, _("“%(record)s” stays as it is. %(reason)s") % told)
        return done, 0


def _told(record: Any, reason: str) -> dict[str, str]:
    return {"record": str(record), "reason": reason}


class PublishBulkAction(PublicationBulkAction):
    """Publishes the newest version of each record."""

    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected records")
    action_priority = 10
    question = gettext_lazy("The newest version of these records will be public:")
    refused_heading = gettext_lazy("These cannot be published:")
    button = gettext_lazy("Publish")

    def why_not(self, record: Any) -> str:
        if record.live and not record.has_unpublished_changes:
            return _("It is published already.")
        draft = record.get_latest_revision_as_object()
        try:
            validate_record(draft, for_publication=True)
            validate_note(draft, Change.objects.pending(record))
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def act(self, record: Any) -> None:
        publish_draft(record=record, user=self.request.user)

    def get_success_message(self, count: int, _children: int) -> str | None:
        told = ngettext("%(count)d record was published.", "%(count)d records were published.", count)
        return told % {"count": count} if count else None


class UnpublishBulkAction(PublicationBulkAction):
    """Takes each record back from the public."""

    display_name = gettext_lazy("Unpublish")
    action_type = "unpublish"
    aria_label = gettext_lazy("Unpublish the selected records")
    action_priority = 20
    question = gettext_lazy("The public will no longer see these records. They stay here as drafts:")
    refused_heading = gettext_lazy("These cannot be unpublished:")
    button = gettext_lazy("Unpublish")

    def why_not(self, record: Any) -> str:
        return "" if record.live else _("It is not published.")

    def act(self, record: Any) -> None:
        unpublish_record(record=record, user=self.request.user)

    def get_success_message(self, count: int, _children: int) -> str | None:
        told = ngettext("%(count)d record is no longer public.", "%(count)d records are no longer public.", count)
        return told % {"count": count} if count else None


BULK_ACTIONS = (RecordDeleteBulkAction, PublishBulkAction, UnpublishBulkAction)
