"""Two versions of a record or page beside each other, in words: what differs, and how it stood before and after."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.admin.compare import diff_text
from wagtail.blocks.list_block import ListValue
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText
from wagtail.utils.text import text_from_html

from pomost.languages.translated import Translated
from pomost.register.counterparts import children_of, content_of, counterparts
from pomost.register.fact_words import field_in_words, lines_of
from pomost.register.models import Record, Story
from pomost.website.blocks.living import LivingBlock

# More than this of a text in which hardly a word stayed is shown whole: marks word by word would be unreadable.
_LARGELY_NEW = 0.7


@dataclass(frozen=True)
class Row:
    """One field: what it says in the earlier and in the later version, with marks where they differ."""

    label: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True)
class Part:
    """What differs among the facts, in one child, or in the story of one language; `what` became of it."""

    heading: str
    what: str
    rows: list[Row]


def side_by_side(before: Any, after: Any, facts: Iterable[str], left_out: Collection[str] = ()) -> list[Part]:
    """Return what differs between two versions, part by part: facts, what belongs to the record, stories last.

    `facts` are the names of the fields to be compared; kinds of children whose names are `left_out` are passed over.
    """
    rows = [row for name in facts if (row := _row(before, after, after._meta.get_field(name)))]
    parts = [Part(_("Facts") if isinstance(after, Record) else _("Text"), "", rows)] if rows else []
    relations = get_all_child_relations(type(after))
    for relation in sorted(relations, key=lambda relation: issubclass(relation.related_model, Story)):
        name = relation.get_accessor_name()
        if name not in left_out:
            parts += _children(children_of(before, name), children_of(after, name))
    return parts


def _children(before: list[Any], after: list[Any], within: str = "") -> Iterator[Part]:
    """Those of a kind of children that differ, deleted ones in their old place."""
    found = counterparts(before, after)
    origin = {place: start for start, place in found.items()}
    gone = [(start, old, None) for start, old in enumerate(before) if start not in found]
    there = [(place, before[origin[place]] if place in origin else None, new) for place, new in enumerate(after)]
    is_any = False
    for _place, old, new in sorted([*gone, *there], key=lambda each: each[0]):
        if old is None or new is None or content_of(old) != content_of(new):
            is_any = True
            yield from _child(old, new, within)
    kept = [found[start] for start in sorted(found)]
    if not is_any and kept != sorted(kept):
        yield Part(capfirst(str(after[0]._meta.verbose_name_plural)), _("In another order"), [])


def _child(old: Any, new: Any, within: str) -> Iterator[Part]:
    child = new or old
    what = _("Changed") if old and new else _("Added") if new else _("Deleted")
    heading = " · ".join(filter(None, [within, _heading(child)]))
    if isinstance(child, Story):
        rows = [*_story_rows(old, new)]
    else:
        fields = [field for field in child._meta.concrete_fields if _is_typed(field)]
        rows = [row for field in fields if (row := _row(old, new, field))]
    if rows or not (old and new):
        yield Part(heading, what, rows)
    for relation in get_all_child_relations(type(child)):
        name = relation.get_accessor_name()
        grandchildren = [children_of(each, name) if each else [] for each in (old, new)]
        yield from _children(grandchildren[0], grandchildren[1], within=heading)


def _is_typed(field: Any) -> bool:
    hidden = field.primary_key or isinstance(field, ParentalKey) or field.name == "sort_order"
    return field.editable and not hidden


def _heading(child: Any) -> str:
    if isinstance(child, Story):
        return _("Story (%(language)s)") % {"language": get_language_info(child.language)["name_translated"]}
    kind, name = capfirst(str(child._meta.verbose_name)), str(child)
    return f"{kind}: {name}" if name else kind


def _row(old: Any, new: Any, field: Any) -> Row | None:
    words = [_value(each, field) if each else "" for each in (old, new)]
    return _marked(capfirst(str(field.verbose_name)), *words) if words[0] != words[1] else None


def _value(thing: Any, field: Any) -> str:
    value = field.value_from_object(thing)
    if isinstance(field, StreamField):
        return "\n\n".join(_labelled(block) for block in value)
    if isinstance(field, RichTextField):
        return _block(RichText(value))
    return lines_of(value) if isinstance(value, Translated) else field_in_words(thing, field)


def _story_rows(old: Story | None, new: Story | None) -> Iterator[Row]:
    for name in ("title", "lead", "body"):
        words = [_words(each, name) if each else "" for each in (old, new)]
        if words[0] != words[1]:
            yield _marked(capfirst(str((new or old)._meta.get_field(name).verbose_name)), *words)  # type: ignore[union-attr]  # one of them is there


def _words(story: Story, name: str) -> str:
    if name != "body":
        return " ".join(str(getattr(story, name)).split())
    return "\n\n".join(_block(block.value) for block in story.body)


def _labelled(block: Any) -> str:
    """A block of a page; one that shows records is named, because its choices alone say little."""
    words = _block(block.value)
    is_living = isinstance(block.block, LivingBlock)
    return f"[{block.block.label}] {words}".strip() if is_living else words


def _block(value: Any) -> str:
    """A block as bare text; in a quotation, who said it follows the words."""
    if isinstance(value, RichText):
        return str(text_from_html(value.source.replace("</p>", "</p>\n").replace("</li>", "</li>\n"))).strip()
    if hasattr(value, "values"):
        return " – ".join(str(part).strip() for part in value.values() if part)
    if isinstance(value, ListValue):
        return "\n".join(_block(item) for item in value)
    return str(value).strip()


def _marked(label: str, before: str, after: str) -> Row:
    """A row with what was taken away and what was added as elements of their own, never by colour alone."""
    changes = diff_text(before, after).changes
    kept = sum(len(text) for kind, text in changes if kind == "equal")
    if kept < (1 - _LARGELY_NEW) * max(len(before), len(after)):
        changes = [("deletion", before), ("addition", after)]
    sides = (_side(changes, "deletion", "del"), _side(changes, "addition", "ins"))
    return Row(label, *(side or escape("–") for side in sides))


def _side(changes: list[tuple[str, str]], kind: str, tag: str) -> SafeString:
    pieces = [(text, each == kind) for each, text in changes if text and each in ("equal", kind)]
    return format_html_join(
        "", "{}", ((format_html(f"<{tag}>{{}}</{tag}>", text) if is_marked else text,) for text, is_marked in pieces)
    )
