"""Forms of records, where they differ from Wagtail's."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, InspectView

from pomost.desk.beginnings import home_of, new_record
from pomost.desk.conflicts import Conflict, changed_by, changes_between, merge_into
from pomost.desk.dependents import NamingMixin
from pomost.desk.facts import children_in_words, facts_of
from pomost.desk.guide.contextual import chapter_for, guide_button
from pomost.desk.permissions import KeeperPolicy, keepers_for
from pomost.register.actions.records import (
    BIN_DAYS,
    ConflictError,
    StillNeededError,
    delete_record,
    facts_to_explain,
    hold_record,
    validate_record,
)
from pomost.register.counterparts import children_of
from pomost.register.models import Activity, Step
from pomost.website.links import record_address
from pomost.website.signposts import signpost_for

# What is submitted is published by whoever approves it, without this form: its rules are asked now.
TOWARDS_PUBLICATION = {"publish", "submit", "restart-workflow", "workflow-action"}


class RecordInspectView(InspectView):
    """A record to be read, without a form: its facts, what belongs to it, and its stories."""

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"facts": facts_of(self.object), "children": children_in_words(self.object)}
        return {**super().get_context_data(**kwargs), **words}


class WritingMixin:
    """How the desk writes a record.

    The forms do not call save_draft and publish_record: Wagtail's views save through the form, keep workflows, locks
    and schedules, run hooks and write the history, and a second version saved beside theirs would be one too many.
    They ask the same rules instead (validate_record) and hold the record in the same way (hold_record), all in one
    transaction, so that what the desk saves is what those actions would save.
    """

    action: str
    object: Any
    request: HttpRequest
    produced_error_code: str
    produced_error_message: str

    def is_valid(self, form: Any) -> bool:
        """As Wagtail's, and the rules that the actions ask, told at their fields."""
        if not super().is_valid(form):  # type: ignore[misc]  # Wagtail's view, which this is mixed into
            return False
        keeper = form.cleaned_data["keeper"]
        if self.action == "publish" and keeper not in keepers_for(self.request.user, ["publish"]):
            refusal = _("You may not publish for %(city)s. Save a draft, or submit it.")
            form.add_error("keeper", refusal % {"city": keeper})
            return self.refused()
        try:
            validate_record(form.save(commit=False), for_publication=self.action in TOWARDS_PUBLICATION)
        except ValidationError as error:
            form.tell(error)
            return self.refused()
        if self.action in TOWARDS_PUBLICATION and form.ask_why(facts_to_explain(form.instance)):
            return self.refused()
        return True

    def refused(self) -> bool:
        """Answer that the form is not valid, though Django's checks have passed."""
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return False

    def warnings(self) -> list[str]:
        """What the officer should know of the saved record, though it is no mistake."""
        since = getattr(self.object, "since", None)
        if since and since.first_day > timezone.localdate():
            return [_("The beginning lies in the future: %(date)s.") % {"date": since.in_words()}]
        return []

    def save_action(self) -> Any:
        """As Wagtail's, with the warnings after the message of success."""
        response = super().save_action()  # type: ignore[misc]
        for warning in self.warnings():
            messages.warning(self.request, warning)
        return response


class RecordCreateView(WritingMixin, CreateView):
    """A new record, begun with the city of the site."""

    def get_initial_form_instance(self) -> Any:
        return new_record(self.model, home_of(self.request), self.request.GET)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


class AwardCreateView(RecordCreateView):
    """A new award; `?step=` names the distinction, as the dashboard does for what can be applied for."""

    def get_initial_form_instance(self) -> Any:
        award = super().get_initial_form_instance()
        wanted = _number(self.request.GET.get("step", ""))
        step = Step.objects.filter(pk=wanted).first() if wanted is not None else None
        if step is not None:
            award.step = step
        return award


class RecordEditView(WritingMixin, EditView):
    """A record's form, with the way to its public page."""

    conflict: Conflict | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Save what was sent, unless somebody else has saved since the form was opened: see show_conflict."""
        try:
            with transaction.atomic():
                hold_record(self.live_object, _number(request.POST.get("based_on", "")))
                return super().post(request, *args, **kwargs)
        except ConflictError as conflict:
            return self.show_conflict(conflict.theirs)
        except self.model.DoesNotExist as error:
            raise Http404 from error

    def show_conflict(self, theirs: Revision) -> HttpResponse:
        """Save nothing; show what `theirs` changed, and the form with the changes of both, based on `theirs`.

        Mistakes come first: what cannot be read cannot be put together with anything.
        """
        latest = self.model._default_manager.get(pk=self.live_object.pk).get_latest_revision_as_object()
        before = self.version_shown() or latest
        form = self.get_form_class()(
            data=_known_children_only(self.request.POST, self.get_form_class(), before),
            instance=self.version_shown() or before,
            for_user=self.request.user,
        )
        if not self.is_valid(form):
            return self.form_invalid(form)
        comparisons = self.panel.get_bound_panel(instance=latest, request=self.request, form=None).get_comparison()
        self.conflict = Conflict(theirs, changes_between(comparisons, before, latest, changed_by(form, before)))
        merged = merge_into(latest, form, before)
        said = {name: form.cleaned_data.get(name, "") for name in ("change_kind", "change_reason")}
        self.form = self.get_form_class()(instance=merged, for_user=self.request.user, initial=said)
        return self.render_to_response(self.get_context_data())

    def version_shown(self) -> Any:
        """A fresh copy of the version on which the form is based; None where there is no such version."""
        live = self.model._default_manager.get(pk=self.live_object.pk)
        based_on = _number(self.request.POST.get("based_on", ""))
        if based_on is not None and live.live_revision_id == based_on:
            return live  # the form showed the children with their ids, which the version itself has not got
        version = live.revisions.filter(pk=based_on).first()
        return version.as_object() if version else None

    @cached_property
    def has_unsaved_changes(self) -> bool:
        return bool(self.form.is_bound or self.conflict)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "conflict": self.conflict, "sent_back": self.sent_back()}

    def sent_back(self) -> TaskState | None:
        """The refusal with its remark, where whoever may approve has sent the change back."""
        state = self.object.current_workflow_state
        needs_changes = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return state.current_task_state if needs_changes else None

    def get_page_subtitle(self) -> str:
        # As in the list: Wagtail's title is in the language of whoever saved last.
        return str(self.object)

    @cached_property
    def public_address(self) -> str:
        """Where the public finds the record; empty while it is not published or the site has no place for it."""
        signpost = signpost_for(self.request)
        return record_address(signpost, self.live_object) if signpost and self.live_object.live else ""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        buttons.append(Button(_("History"), url=self.get_history_url(), icon_name="history", priority=6))
        if self.public_address:
            buttons.append(Button(_("View live"), url=self.public_address, icon_name="view", priority=5))
        buttons.append(guide_button(chapter_for(self.model)))
        return buttons

    def get_success_buttons(self) -> list[Any]:
        buttons = list(super().get_success_buttons())
        if self.public_address:
            buttons.append(messages.button(self.public_address, _("View live")))
        return buttons


class MissingActsMixin(WritingMixin):
    """Tells after saving which acts are missing by the countries' rules."""

    def warnings(self) -> list[str]:
        return [*super().warnings(), *(act.in_words() for act in self.object.missing_acts())]


class PartnershipCreateView(MissingActsMixin, RecordCreateView):
    """A new partnership."""


class PartnershipEditView(MissingActsMixin, RecordEditView):
    """A partnership's form, with the way to logging one of its activities."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if KeeperPolicy(Activity).user_has_permission(self.request.user, "add"):
            address = f"{reverse('desk_log_activity')}?partnership={self.object.pk}"
            buttons.append(Button(_("Log an activity"), url=address, icon_name="calendar-alt", priority=1))
        return buttons


class RecordDeleteView(NamingMixin, DeleteView):
    """Deletes into the bin, after showing what names the record."""

    success_message = _("%(model_name)s '%(object)s' lies in the bin. It can be brought back.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "bin_days": BIN_DAYS}

    def delete_action(self) -> None:
        delete_record(record=self.object, user=self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except StillNeededError:
            return self.render_to_response(self.get_context_data(form=form))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _known_children_only(sent: QueryDict, form_class: Any, version: Any) -> QueryDict:
    """Return what was sent as it can be read against `version`.

    Line ends become those that the register keeps, so that only what was typed counts as changed. A child whose id
    the version has not got becomes one without an id: it is then found by its content.
    """
    known = sent.copy()
    for name in known:
        known.setlist(name, [value.replace("\r\n", "\n") for value in known.getlist(name)])
    for relation, formset in form_class.formsets.items():
        children = children_of(version, relation)
        _forget_unknown(known, relation, children)
        nested = getattr(formset.form, "formsets", {})
        for name in nested:
            for place in range(_number(known.get(f"{relation}-INITIAL_FORMS", "")) or 0):
                child = next((c for c in children if str(c.pk) == known.get(f"{relation}-{place}-id")), None)
                _forget_unknown(known, f"{relation}-{place}-{name}", children_of(child, name) if child else [])
    return known


def _forget_unknown(sent: QueryDict, prefix: str, children: list[Any]) -> None:
    ids = {str(child.pk) for child in children}
    for place in range(_number(sent.get(f"{prefix}-INITIAL_FORMS", "")) or 0):
        if sent.get(f"{prefix}-{place}-id") not in ids:
            sent[f"{prefix}-{place}-id"] = ""
