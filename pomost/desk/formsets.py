"""Sets of children in a record's form: stories, acts, partners, money."""

from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet

from pomost.places.models import Municipality
from pomost.register.models import Act
from pomost.website.living_mistakes import tell_mistakes


class ChildrenFormSet(BaseChildFormSet):
    """The children of a record, all of them: a child that is not in what was sent is gone."""

    def save(self, commit: bool = True) -> Any:
        """As modelcluster's, which would keep what it was not shown.

        Such a child is one that another version of the record brought along, or one that got its id by publication
        after the form was opened, and that the form holds without an id.
        """
        shown = {form.instance.pk for form in self.initial_forms}
        manager = getattr(self.instance, self.rel_name)
        manager.remove(*[child for child in manager.all() if child.pk is not None and child.pk not in shown])
        return super().save(commit)


class OneEachFormSet(ChildrenFormSet):
    """Children of which each has another value in the field `one_each`."""

    one_each: str
    message: str

    def clean(self) -> None:
        """Say at the field of the second one that the value is taken; Django would say it of the whole."""
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.is_valid():
                continue
            value = form.cleaned_data.get(self.one_each)
            if value in seen:
                form.add_error(self.one_each, self.message)
            elif value is not None:
                seen.add(value)


class StoryFormSet(ChildrenFormSet):
    """The stories of a record: a form for each language, also where there is no story yet.

    An empty form is no story. A story whose text was emptied is one that was removed.
    """

    deletion_label = gettext_lazy("Remove the story in this language")

    @cached_property
    def missing(self) -> list[str]:
        """The languages without a story."""
        taken = {story.language for story in self.get_queryset()}
        return [code for code, _name in settings.LANGUAGES if code not in taken]

    def total_form_count(self) -> int:
        if self.is_bound:
            return int(super().total_form_count())
        return int(self.initial_form_count()) + len(self.missing)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        new = i - self.initial_form_count()
        if new >= 0:
            sent = self.data.get(f"{self.add_prefix(i)}-language") if self.is_bound else self.missing[new]
            # What the form itself brings along is nothing that anybody typed.
            kwargs["initial"] = {"language": sent}
        form = super()._construct_form(i, **kwargs)
        for name in ("title", "lead"):
            form.fields[name].widget.attrs["lang"] = form["language"].value()
        form.fields["DELETE"].label = self.deletion_label
        return form

    def holds_story(self, form: Any) -> bool:
        """Whether there is a story in the form, or one is being written."""
        return form in self.initial_forms or bool(self.is_bound and form.has_changed())

    def _should_delete_form(self, form: Any) -> bool:
        return bool(super()._should_delete_form(form)) or _is_emptied(form)

    def clean(self) -> None:
        """Say at the second story in one language that there is one already: two officers may both have begun it.

        Living values that mean nothing to the record's keeper are told where they stand.
        """
        keeper = Municipality.objects.filter(pk=self.instance.keeper_id or 0).first()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not self.holds_story(form) or not form.is_valid():
                continue
            language = form.cleaned_data["language"]
            if language in seen:
                form.add_error("title", _("There is a story in this language already. Remove one of them."))
            seen.add(language)
            if keeper is not None:
                tell_mistakes(form, keeper, "title", "lead", "body")


def _is_emptied(form: Any) -> bool:
    if form.errors or not form.cleaned_data:
        return False
    body = form.cleaned_data["body"].get_prep_value() if form.cleaned_data.get("body") else []
    texts = [form.cleaned_data.get("title"), form.cleaned_data.get("lead"), *_texts(body)]
    return not any(strip_tags(text or "").strip() for text in texts)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in {"id", "type"} for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [str(value or "")]


class ActFormSet(ChildrenFormSet):
    """The acts of one partnership: one of them supersedes another of them."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        # The rule that both belong to one partnership is asked before the act is put there.
        form.instance.partnership_id = self.instance.pk
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Offer the acts of this partnership that are in the database, and not the act itself."""
        super().add_fields(form, index)
        others = Act.objects.filter(partnership=self.instance.pk) if self.instance.pk else Act.objects.none()
        form.fields["supersedes"].queryset = others.exclude(pk=form.instance.pk) if form.instance.pk else others

    def clean(self) -> None:
        """Say at the act that names it that an act is about to be deleted."""
        super().clean()
        deleted = {form.instance for form in self.deleted_forms if form.instance.pk}
        for form in self.forms:
            if form not in self.deleted_forms and form.is_valid() and form.cleaned_data.get("supersedes") in deleted:
                form.add_error("supersedes", _("This act is about to be deleted. Choose another one, or none."))
