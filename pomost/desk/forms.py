"""The form of every record: what Wagtail's does not know about stories, versions and mistakes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from pomost.desk.permissions import keepers_for
from pomost.languages.formats import listed
from pomost.places.models import Municipality
from pomost.register.change_words import parts_in_words
from pomost.register.choices import ASKED_KINDS
from pomost.register.counterparts import text_of
from pomost.register.models import Change, Network, Note, Partnership, Project


class RecordForm(WagtailAdminModelForm):
    """Facts and stories of one record."""

    # The version that the form shows: whoever saves tells what the changes are based on.
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Why something that is public changes: see templates/desk/record/note.html, where these two stand.
    change_kind = forms.ChoiceField(
        label=gettext_lazy("What kind of change is it?"), choices=ASKED_KINDS, required=False, widget=forms.RadioSelect
    )
    change_reason = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence that the public may read, such as: the year was misread in the file."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["based_on"].initial = self.instance.latest_revision_id
        if self.instance.pk is None or not self.instance.live:
            del self.fields["change_kind"], self.fields["change_reason"]
        elif pending := Change.objects.pending(self.instance):
            self.fields["change_kind"].initial = pending.kind
            self.fields["change_reason"].initial = pending.reason
        self._texts_before = {form.prefix: text_of(form.instance) for form in self._story_forms()}

    def clean_keeper(self) -> Municipality:
        """The keeper, which has to be a city for which the officer may write."""
        keeper: Municipality = self.cleaned_data["keeper"]
        action = "change" if self.instance.pk else "add"
        own = keepers_for(self.for_user, [action])
        if not own.filter(pk=keeper.pk).exists():
            cities = listed([city.title for city in own]) or "–"
            raise ValidationError(_("Choose a city whose records you may write: %(cities)s.") % {"cities": cities})
        return keeper

    def defer_required_fields(self) -> None:
        """Let a story be saved half written. Facts keep their rules in a draft: see actions.records.save_draft."""
        for form in self._story_forms():
            form.defer_required_fields()

    def restore_required_fields(self) -> None:
        for form in self._story_forms():
            form.restore_required_fields()

    def tell(self, error: ValidationError) -> None:
        """Show a mistake that an action found, at the field where it can be mended."""
        if getattr(error, "code", None) == "alternative":
            for form in self.formsets["photos"].forms:
                if form not in self.formsets["photos"].deleted_forms and form.instance.lacks_alternative:
                    form.add_error("alternative", error.messages)
            return
        for name, messages in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, messages)

    @property
    def note(self) -> Note | None:
        """What the officer says about the change; None where nobody is asked, because nothing is public."""
        if "change_kind" not in self.fields:
            return None
        return Note(self.cleaned_data.get("change_kind", ""), self.cleaned_data.get("change_reason", "").strip())

    def ask_why(self, facts: list[str]) -> bool:
        """Ask at their fields for what is missing of the note about public `facts`; whether something is."""
        note = self.note
        if note is None or not facts:
            return False
        if not note.kind:
            message = _("You change what is public: %(facts)s. Choose what kind of change it is.")
            self.add_error("change_kind", message % {"facts": listed(parts_in_words(type(self.instance), facts))})
        if not note.reason:
            self.add_error("change_reason", _("Say in a sentence why what is public changes."))
        return not (note.kind and note.reason)

    def save(self, commit: bool = True) -> Any:
        """Save the record, and note on each story whose text really changed that it changed now."""
        now = timezone.now()
        for form in self._story_forms():
            if text_of(form.instance) != self._texts_before.get(form.prefix):
                form.instance.changed_at = now
        self.instance.note = self.note
        return super().save(commit)

    def _story_forms(self) -> list[Any]:
        return list(self.formsets["stories"].forms) if "stories" in self.formsets else []


class ActivityForm(RecordForm):
    """An activity: what it belongs to is chosen among the keeper's own partnerships, networks and projects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeper = Municipality.objects.filter(pk=self["keeper"].value() or 0).first()
        for name, own in _own_records(keeper).items():
            field = self.fields[name]
            # What is chosen already stays in the list, whoever keeps it: a list without it would undo the choice.
            chosen = [getattr(record, "pk", record) for record in self[name].value() or []]
            listed = {record.pk: record for record in (*own, *field.queryset.filter(pk__in=chosen))}
            field.widget.choices = sorted(((pk, str(record)) for pk, record in listed.items()), key=lambda c: c[1])


def _own_records(keeper: Municipality | None) -> dict[str, QuerySet[Any]]:
    if keeper is None:
        return {
            "partnerships": Partnership.objects.none(),
            "networks": Network.objects.none(),
            "projects": Project.objects.none(),
        }
    member = Q(keeper=keeper) | Q(memberships__member=keeper, memberships__deleted_at__isnull=True)
    return {
        "partnerships": Partnership.objects.of(keeper),
        "networks": Network.objects.filter(member).distinct(),
        "projects": Project.objects.of(keeper),
    }
