"""What differs between two versions of a record, and whether it is a fact that the public sees.

Versions come as their stored content: what `serializable_data` returns, before or after it went through JSON. A part
is named as in the content (`since`, `acts`); a story bears its language (`stories.pl`).
"""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import unescape
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_relations

Content = Mapping[str, Any]

STORIES = "stories"
# How and when a record is shown says nothing of what it tells. What no form shows (editable=False) is left out anyway.
_BOOKKEEPING = {"first_published_at", "go_live_at", "expire_at"}
# Prose and pictures illustrate; an address leads to facts and is none.
_NO_FACTS = {STORIES, "photos", "slug"}
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_TAGS = re.compile(r"<[^>]*>")


def changed_parts(kind: Any, before: Content, after: Content) -> list[str]:
    """Return the names of what differs, in the order of the model; `kind` is the class of the record."""
    old, new = _through_json(before), _through_json(after)
    changed = [field.name for field in typed_fields(kind) if _value(field, old) != _value(field, new)]
    for relation in get_all_child_relations(kind):
        name = relation.get_accessor_name()
        if name == STORIES:
            changed += [f"{STORIES}.{language}" for language in _changed_stories(old, new)]
        elif _children(relation, old) != _children(relation, new):
            changed.append(name)
    return changed


def facts_among(kind: Any, parts: Iterable[str]) -> list[str]:
    """Return those of `parts` that are facts which the public sees."""
    return [part for part in parts if part.split(".")[0] not in _NO_FACTS | kind.private_fields]


def changed_facts(kind: Any, before: Content, after: Content) -> list[str]:
    """Return the names of the public facts that differ between a public version and one that is to replace it."""
    if not (kind.shows_facts(before) or kind.shows_facts(after)):
        return []
    return facts_among(kind, changed_parts(kind, before, after))


def _through_json(content: Content) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return read


def typed_fields(model: Any) -> list[Any]:
    """What people fill in: neither keys nor bookkeeping, nor what the `model` names in `untold_fields`."""
    left_out = _BOOKKEEPING | getattr(model, "untold_fields", frozenset())
    plain = [field for field in model._meta.concrete_fields if field.editable and field.serialize]
    many = [field for field in model._meta.many_to_many if isinstance(field, ParentalManyToManyField)]
    return [
        field
        for field in (*plain, *many)
        if not (field.primary_key or isinstance(field, ParentalKey) or field.name in left_out)
    ]


def _value(field: Any, content: Content) -> Any:
    """The field's value, the same for all ways to leave it empty; a field that is younger than the version is empty."""
    value = content.get(field.name) or None
    if field.many_to_many:
        return sorted(value or [])
    if isinstance(field, models.DecimalField) and value is not None:
        return Decimal(str(value)).normalize()
    return value.replace("\r\n", "\n").strip() or None if isinstance(value, str) else value


def _children(relation: Any, content: Content) -> list[Any]:
    """What was typed into the children, in their order: ids come and go with every publication."""
    model = relation.related_model
    nested = get_all_child_relations(model)
    return [
        [_value(field, child) for field in typed_fields(model)] + [_children(inner, child) for inner in nested]
        for child in content.get(relation.get_accessor_name()) or []
    ]


def _changed_stories(before: Content, after: Content) -> list[str]:
    old, new = ({story["language"]: story for story in content.get(STORIES) or []} for content in (before, after))
    languages = [*old, *(language for language in new if language not in old)]
    return [code for code in languages if not _same_story(old.get(code), new.get(code))]


def _same_story(old: Content | None, new: Content | None) -> bool:
    """Whether nobody changed a word.

    The editor gives back what was not touched with other tags of the same meaning; then the story's moment of change
    stays as it was, and the bare words decide.
    """
    if old is None or new is None:
        return old is new
    is_untouched = old.get("changed_at") == new.get("changed_at")
    return _words(old, bare=is_untouched) == _words(new, bare=is_untouched)


def _words(story: Content, *, bare: bool) -> list[Any]:
    body = story.get("body") or []
    blocks = json.loads(body) if isinstance(body, str) else body
    texts = [[block.get("type"), block.get("value")] for block in blocks]
    return [_plain(part, bare=bare) for part in (story.get("title"), story.get("lead"), texts)]


def _plain(value: Any, *, bare: bool) -> Any:
    if isinstance(value, list):
        return [_plain(item, bare=bare) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, bare=bare) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    text = _BLOCK_KEY.sub("", value)
    return " ".join(unescape(_TAGS.sub(" ", text)).split()) if bare else text.replace("\r\n", "\n").strip()
