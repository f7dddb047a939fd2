"""Two officers on one record: what the other one changed, and how both versions come together in one form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from pomost.register.counterparts import children_of, content_of, contents_of, counterparts
from pomost.register.models import Record

_MARK = re.compile(r'<span class="(deletion|addition)">(.*?)</span>', re.DOTALL)
_TAG = {"deletion": "del", "addition": "ins"}


@dataclass(frozen=True)
class Change:
    """What became of one field or of one sort of children; `is_mine_too`: the officer changed it as well."""

    label: str
    words: SafeString
    is_mine_too: bool


@dataclass(frozen=True)
class Conflict:
    """The version that came between, and what it changed."""

    theirs: Revision
    changes: list[Change]

    @property
    def is_mine_too(self) -> bool:
        """Whether both changed the same thing somewhere."""
        return any(change.is_mine_too for change in self.changes)


def changes_between(comparisons: Iterable[Any], before: Record, after: Record, mine: set[str]) -> list[Change]:
    """Return what differs between two versions of a record.

    `comparisons` are Wagtail's, from the panel of the form; `mine` are the names of what the officer changed.
    """
    changes = []
    for compare in comparisons:
        comparison = compare(before, after)
        if comparison.is_child_relation:
            name = comparison.field.get_accessor_name()
            words = _children_in_words(children_of(before, name), children_of(after, name))
        else:
            name = comparison.field.name
            words = _marked(comparison.htmldiff()) if comparison.has_changed() else SafeString()
        if words:
            changes.append(Change(str(comparison.field_label()), words, name in mine))
    return changes


def changed_by(form: Any, before: Record) -> set[str]:
    """Return the names of the fields and children that a valid form changes in the version `before`."""
    mine = form.save(commit=False)
    children = {
        name for name in form.formsets if contents_of(children_of(mine, name)) != contents_of(children_of(before, name))
    }
    return {name for name in form.changed_data if name in form._meta.fields} | children


def merge_into(theirs: Record, form: Any, before: Record) -> Record:
    """Return `theirs` with what a valid form changes in the version `before`; nothing is saved.

    Where both changed a field, the form's value stands. Children are taken one by one: where both changed one, the
    form's stands; what either side added stays; what one side deleted and the other changed stays as well.
    """
    mine = form.save(commit=False)
    for name in changed_by(form, before):
        if name in form.formsets:
            ours = [children_of(record, name) for record in (before, mine, theirs)]
            setattr(theirs, name, _in_order(merged_children(*ours)))
        else:
            theirs._meta.get_field(name).save_form_data(theirs, form.cleaned_data[name])
    return theirs


def merged_children(before: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return the children of both versions, in the order of `mine`; see merge_into."""
    in_mine, in_theirs = counterparts(before, mine), counterparts(before, theirs)
    origin = {place: start for start, place in in_mine.items()}
    merged = []
    for place, child in enumerate(mine):
        start = origin.get(place)
        is_touched = start is None or content_of(child) != content_of(before[start])
        if start is not None and start in in_theirs:
            counterpart = theirs[in_theirs[start]]
            merged.append(_with_id_of(counterpart, child) if is_touched else counterpart)
        elif is_touched:
            merged.append(_without_id(child))
    mine_only = contents_of(merged)
    start_of = {place: start for start, place in in_theirs.items()}
    for place, child in enumerate(theirs):
        start = start_of.get(place)
        if start is None:
            is_kept = content_of(child) not in mine_only  # else both added the same
        else:
            is_kept = start not in in_mine and content_of(child) != content_of(before[start])
        if is_kept:
            merged.append(child)
    return merged


def take_ids(version: Any, kept: Any) -> None:
    """Give the children of an old `version` the ids that they have in `kept`, the record as it is in the database.

    A child that is there no more, or that had no id yet, is known by its content; failing that it becomes a new one.
    """
    for relation in get_all_child_relations(type(version)):
        name = relation.get_accessor_name()
        there = {child.pk: child for child in children_of(kept, name)}
        children = []
        for child in children_of(version, name):
            same = there.get(child.pk) or next((c for c in there.values() if content_of(c) == content_of(child)), None)
            if same is None:
                child = _without_id(child)
            else:
                del there[same.pk]
                child.pk = same.pk
                take_ids(child, same)
            children.append(child)
        setattr(version, name, children)


def _with_id_of(other: Any, child: Any) -> Any:
    if child.pk != other.pk:
        child = _without_id(child)
        child.pk = other.pk
    return child


def _without_id(child: Any) -> Any:
    """Let `child` and its own children be new ones."""
    for relation in get_all_child_relations(type(child)):
        name = relation.get_accessor_name()
        setattr(child, name, [_without_id(grandchild) for grandchild in children_of(child, name)])
    child.pk = None
    return child


def _in_order(children: list[Any]) -> list[Any]:
    for place, child in enumerate(children):
        if hasattr(child, "sort_order"):
            child.sort_order = place
    return children


def _children_in_words(before: list[Any], after: list[Any]) -> SafeString:
    found = counterparts(before, after)
    lines = [(_("Deleted"), child) for start, child in enumerate(before) if start not in found]
    lines += [(_("Changed"), after[p]) for s, p in found.items() if content_of(before[s]) != content_of(after[p])]
    lines += [(_("Added"), child) for place, child in enumerate(after) if place not in found.values()]
    if not lines and contents_of(before) != contents_of(after):
        return format_html("{}", _("In another order"))
    named = ((what, str(child) or capfirst(child._meta.verbose_name)) for what, child in lines)
    return format_html_join("; ", "{}: {}", named)


def _marked(difference: str) -> SafeString:
    """Wagtail's difference with elements that tell what was taken away and what was added, not colours alone."""
    marked = _MARK.sub(lambda m: f"<{_TAG[m[1]]}>{m[2]}</{_TAG[m[1]]}> ", difference)
    return mark_safe(marked.strip())  # noqa: S308 - Wagtail has escaped both texts
