"""From the blocks of a page to its parts: everything that they need is fetched at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.languages.folding import fold
from pomost.languages.translated import Wording
from pomost.register.counting import Figures
from pomost.register.fetching import fetch_together
from pomost.register.rules.mentions import texts_in
from pomost.website.blocks.body import LIVING
from pomost.website.blocks.sources import SOURCES, Facts
from pomost.website.pictures import Picture, picture
from pomost.website.prose import Prose
from pomost.website.signposts import Signpost

PROSE_TEMPLATE = "website/blocks/prose.html"


@dataclass(frozen=True)
class ShownPicture:
    """A picture with what stands below it."""

    image: Picture
    caption: str
    author: str
    licence: str


@dataclass(frozen=True)
class Item:
    """A block of prose: `kind` is that of the block, `value` what its template shows."""

    kind: str
    value: Any


@dataclass
class Part:
    """A part of a page, below a heading of its own; `key` is the heading's id. What it `shows` is its template's."""

    key: str
    title: str
    template: str
    shows: dict[str, Any] = field(default_factory=dict)
    is_prose: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it stands across the page, without title and margin."""
        return not self.title and not self.is_prose


@dataclass(frozen=True)
class Composition:
    """The parts of a page, the prose that speaks in them, and when what they show was last published."""

    parts: list[Part]
    prose: Prose
    changed: list[datetime | None]


def compose(signpost: Signpost, body: StreamValue, language: str, *texts: str) -> Composition:
    """Return the parts of `body`, which is in `language`; `texts` are the other ones of its page.

    Costs one query, or none where nothing is asked; what blocks count of all partnerships and activities is asked for
    once a stamp.
    """
    blocks = _Blocks(list(body.raw_data) if body else [])
    prose = Prose.of(signpost, [*texts, *blocks.texts], blocks.pages)
    asked = {name: SOURCES[name](signpost) for name in blocks.sources}
    if blocks.images:
        asked["images"] = get_image_model().objects.filter(pk__in=blocks.images).order_by("pk")
    if blocks.documents:
        asked["documents"] = get_document_model().objects.filter(pk__in=blocks.documents).order_by("pk")
    today = timezone.localdate()
    figures = Figures(blocks.figures, signpost.home, today)
    counted = figures.ask()
    fetched = fetch_together(*asked.values(), *counted, *prose.ask())
    figures.take(fetched[len(asked) : len(asked) + len(counted)])
    prose.take(fetched[len(asked) + len(counted) :])
    facts = Facts(signpost, dict(zip(asked, fetched, strict=False)), figures, today)
    composer = _Composer(facts, prose, language)
    for block in blocks.raw:
        composer.add(block["type"], block["value"])
    return Composition(composer.parts, prose, [*composer.changed, *prose.changed])


class _Blocks:
    """What stands in the blocks of a page, as the database keeps it: pictures, files and pages are keys there."""

    def __init__(self, raw: Sequence[Mapping[str, Any]]) -> None:
        self.raw = raw
        self.texts = [text for block in raw for text in texts_in(block["value"])]
        self.living = [(LIVING[block["type"]], block["value"]) for block in raw if block["type"] in LIVING]
        self.sources = list(dict.fromkeys(name for block, choices in self.living for name in block.needs(choices)))
        self.figures = list(dict.fromkeys(value for block, choices in self.living for value in block.counts(choices)))
        self.images = {picture["image"] for picture in self._pictures()} - {None}
        self.documents = {block["value"]["file"] for block in raw if block["type"] == "document"} - {None}
        self.pages = {block["value"]["page"] for block in raw if block["type"] == "action"} - {None}

    def _pictures(self) -> Iterator[Mapping[str, Any]]:
        for block in self.raw:
            if block["type"] == "picture":
                yield block["value"]
            elif block["type"] == "gallery":
                yield from (item["value"] for item in block["value"])


class _Composer:
    """Puts blocks into parts: a heading begins one, prose goes on in it, a living block is one by itself."""

    def __init__(self, facts: Facts, prose: Prose, language: str) -> None:
        self.facts, self.prose, self.language = facts, prose, language
        self.images = {image.pk: image for image in facts.rows.get("images", ())}
        self.documents = {document.pk: document for document in facts.rows.get("documents", ())}
        self.parts: list[Part] = []
        self.changed: list[datetime | None] = []
        self._keys: set[str] = set()

    def add(self, kind: str, value: Any) -> None:
        """Add one block."""
        if kind in LIVING:
            self._add_living(kind, value)
        elif kind == "heading":
            self._begin(value)
        else:
            shown = getattr(self, f"_{kind}", lambda value: value)(value)
            if shown:
                self._prose().append(Item(kind, shown))

    def _add_living(self, kind: str, choices: Mapping[str, Any]) -> None:
        block = LIVING[kind]
        shown = block.show(self.facts, choices)
        if shown is not None:
            title = choices.get("title") or block.heading(choices)
            self.parts.append(Part(self._key(kind), title, block.template_for(choices), shown.context))
            self.changed += shown.changed

    def _begin(self, title: str) -> None:
        key = self._key(slugify(fold(title)) or "part")
        self.parts.append(Part(key, title, PROSE_TEMPLATE, {"items": []}, is_prose=True))

    def _prose(self) -> list[Item]:
        """The blocks of the part to which prose belongs that comes now."""
        if not self.parts or not self.parts[-1].is_prose:
            self._begin("")
        items: list[Item] = self.parts[-1].shows["items"]
        return items

    def _key(self, wanted: str) -> str:
        key = next(key for n in range(1, 1000) if (key := wanted if n == 1 else f"{wanted}-{n}") not in self._keys)
        self._keys.add(key)
        return key

    def _picture(self, value: Mapping[str, Any]) -> ShownPicture | None:
        image = self.images.get(value["image"])
        if image is None:
            return None
        alternative = "" if value["is_decorative"] else self.prose.plain(value["alternative"], self.language)
        shown = picture(image, Wording(alternative, self.language))
        return ShownPicture(shown, value["caption"], value["author"], value["licence"])

    def _gallery(self, value: Sequence[Mapping[str, Any]]) -> list[ShownPicture]:
        return [shown for item in value if (shown := self._picture(item["value"]))]

    def _document(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
        file = self.documents.get(value["file"])
        return {"file": file, "title": value["title"] or file.title, "language": value["language"]} if file else None

    def _action(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
        address = self.prose.addresses.get(value["page"], "") if value["page"] else value["address"]
        return {"text": value["text"], "note": value["note"], "address": address} if address else None
