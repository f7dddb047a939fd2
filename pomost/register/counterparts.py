"""The children of two versions of a record: which of them are the same, and whether anybody changed them."""

import re
from typing import Any

from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from pomost.register.models import Story
from pomost.register.models.story_body import RICH_TEXT_FEATURES

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def children_of(record: Any, name: str) -> list[Any]:
    """The children of a version of a record, in their order."""
    return list(getattr(record, name).all())


def content_of(child: Any) -> Any:
    """What an officer types into a child, its own children included; equal where nothing was typed."""
    if isinstance(child, Story):
        return text_of(child)
    fields = [field for field in child._meta.concrete_fields if not isinstance(field, ParentalKey)]
    typed = [getattr(child, f.attname) or None for f in fields if not f.primary_key and f.name != "sort_order"]
    names = [relation.get_accessor_name() for relation in get_all_child_relations(type(child))]
    return typed, [contents_of(children_of(child, name)) for name in names]


def contents_of(children: list[Any]) -> list[Any]:
    """What an officer typed into each of `children`."""
    return [content_of(child) for child in children]


def counterparts(before: list[Any], after: list[Any]) -> dict[int, int]:
    """Place in `before` → place in `after` of the same child.

    A child that is only in a draft has no id; it is found by its content, or else by its place among such.
    """
    found: dict[int, int] = {}

    def pair(is_same: Any) -> None:
        for start, old in enumerate(before):
            for place, new in enumerate(after):
                if start not in found and place not in found.values() and is_same(old, new):
                    found[start] = place

    pair(lambda old, new: old.pk is not None and old.pk == new.pk)
    pair(lambda old, new: None in (old.pk, new.pk) and content_of(old) == content_of(new))
    pair(lambda old, new: old.pk is None)
    return found


def text_of(story: Story) -> tuple[Any, ...]:
    """Return what a reader sees of `story`, equal for two versions between which nobody changed a word.

    The editor gives back a text that was not touched with other line ends, tags of the same meaning and keys of its
    own; all that is made equal here.
    """
    body = [(block["type"], _plain(block["type"], block["value"])) for block in story.body.get_prep_value()]
    return (story.language, story.title, _plain("text", story.lead), body)


def _plain(kind: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(key, part) for key, part in value.items()}
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n").strip()
    if kind == "paragraph":
        from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter  # which looks for models

        converter = ContentstateConverter(RICH_TEXT_FEATURES)
        value = _BLOCK_KEY.sub("", converter.to_database_format(converter.from_database_format(value)))
    return value
