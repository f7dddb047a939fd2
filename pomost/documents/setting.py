"""A document as the typesetter reads it: one tree of JSON, and the pictures beside it as files."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

from pomost.documents.addresses import address
from pomost.documents.blocks import facts_node, heading_node, quote_node, table_node
from pomost.documents.colours import readable
from pomost.documents.description import Block, Document, Facts, Figure, Heading, Item, Prose, Quote, Table
from pomost.documents.lacking import usual, without
from pomost.documents.levels import without_gaps
from pomost.documents.photos import Photo
from pomost.documents.pictures import Pictures
from pomost.documents.rich_text import blocks_of
from pomost.documents.texts import Node, line, literal, marked, paragraphs
from pomost.languages.formats import long_date


@dataclass(frozen=True)
class Setting:
    """What is handed to the typesetter: `data` for its JSON, and pictures by the names that `data` gives them.

    `photos` take the places of their stand-ins among the pictures once everything is set.
    """

    data: Node
    pictures: dict[str, bytes]
    photos: dict[bytes, Photo]

    def without(self, lacking: Collection[str]) -> "Setting":
        """The same without texts that cannot be displayed."""
        return self._each(lambda value: without(value, lacking))

    def usual(self) -> "Setting":
        """The same with nothing but usual letters and signs."""
        return self._each(usual)

    def _each(self, change: Callable[[Any], Any]) -> "Setting":
        drawings = {
            name: change(data.decode()).encode() for name, data in self.pictures.items() if name.endswith(".svg")
        }
        return Setting(change(self.data), {**self.pictures, **drawings}, self.photos)


def setting_of(document: Document, broken: Iterable[str] = ()) -> Setting:
    """Return the setting of `document`, without pictures whose names are among the `broken` ones.

    The active language plays no part: the document speaks its own.
    """
    pictures = Pictures(broken)
    with override(document.language):
        untitled = gettext("Untitled")
        title = literal(document.title) or untitled
        data = {
            # What readers see in a title bar or a list of files: characters that no font of ours has are fine there.
            "metadata": {"title": title, "publisher": literal(document.publisher)},
            "language": document.language,
            "accent": readable(document.accent),
            "title": line(title, document.language),
            "title_length": len(title),
            # Over a single item it says something only where it is another one than the item's.
            "is_titled": len(document.items) > 1 or title != literal(document.items[0].title),
            "publisher": line(document.publisher, document.language),
            "made": line(_made(document), document.language),
            "note": paragraphs(document.note, document.language),
            "words": {
                "contents": line(gettext("Contents"), document.language),
                "note": line(gettext("Note"), document.language),
                "addresses": line(gettext("Permanent addresses"), document.language),
            },
            "items": [_item(item, document, pictures, untitled) for item in document.items],
        }
    return Setting(data, pictures.files, pictures.photos)


def _made(document: Document) -> str:
    return long_date(document.made_at.date(), document.language)


def _item(item: Item, document: Document, pictures: Pictures, untitled: str) -> Node:
    language = item.language or document.language
    blocks = [node for block in item.blocks for node in _block(block, language, item.address, pictures)]
    headings = [node for node in blocks if node["kind"] == "heading"]
    for node, level in zip(headings, without_gaps(node["level"] for node in headings), strict=True):
        node["level"] = level
    return {
        "language": marked(item.language),
        "title": line(item.title, language) or line(untitled, document.language),
        "lead": line(item.lead, language),
        "address": address(item.address),
        "shown_address": line(item.address, document.language),
        "changed": line(_changed(item, document), document.language),
        "blocks": blocks,
    }


def _changed(item: Item, document: Document) -> str:
    return gettext("Last changed: %(moment)s") % {"moment": item.changed} if item.changed.strip() else ""


def _block(block: Block, around: str, base: str, pictures: Pictures) -> Iterator[Node]:
    """The nodes of one block: several for rich text, none where nothing would be seen."""
    language = block.language or around
    for node in _nodes(block, language, base, pictures):
        if block.language and "language" not in node:
            node["language"] = marked(block.language)
        yield node


def _nodes(block: Block, language: str, base: str, pictures: Pictures) -> Iterator[Node]:
    made: list[Node | None]
    match block:
        case Heading():
            made = [heading_node(block, language)]
        case Prose():
            made = [*blocks_of(block.html, language, base)]
        case Facts():
            made = [facts_node(block, language, base)]
        case Table():
            made = [table_node(block, language)]
        case Figure():
            made = [pictures.node(block, language)]
        case Quote():
            made = [quote_node(block, language)]
    yield from (node for node in made if node)
