"""The print view: what the pages of a selection tell, one after another on one page, as they look on the site."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from lxml.html import HtmlElement

from pomost.website.basket.documents import PUBLICATION, facts_of, in_version
from pomost.website.basket.markup import markup_of, pieces
from pomost.website.basket.own_pages import page_of
from pomost.website.basket.page_blocks import complete_links, told_in, write_out_marks
from pomost.website.basket.things import Thing
from pomost.website.publication import Publication

# Attributes that name an id of the same page, or several.
_NAMING = ("id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
_NAMED = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Printed:
    """One thing on the print view; `key` begins all ids in it. A document has `facts` in place of `content`."""

    key: str
    title: str
    content: SafeString
    facts: Sequence[tuple[str, str]]
    address: str
    publication: Publication | None


def printed(origin: str, things: Sequence[Thing], left_out: Collection[str]) -> Iterator[Printed]:
    """Return what is printed of those of `things` that are public, without the parts `left_out`."""
    for number, thing in enumerate(things, 1):
        key = f"thing-{number}"
        if thing.offer:
            facts = facts_of(thing.offer)
            yield Printed(key, thing.offer.title.text, mark_safe(""), facts, f"{origin}{thing.url}", None)
            continue
        page = page_of(origin, thing)
        main = told_in(page.html, left_out) if page else None
        if page is None or main is None:
            continue
        title = thing.title
        heading = main.find(".//h1")
        if heading is not None:
            write_out_marks(heading)
            title = " ".join(heading.text_content().split())
            heading.drop_tree()
        if thing.version is not None:
            title = in_version(title, thing.version)
        complete_links(main, origin)  # on paper they are read
        _make_part(main, key)
        publication = None if PUBLICATION in left_out else page.publication
        # What was escaped on the page is escaped here: the parser's tree is written out as HTML again.
        html = "".join(escape(piece) if isinstance(piece, str) else markup_of(piece) for piece in pieces(main))
        content = mark_safe(html)  # noqa: S308
        yield Printed(key, title, content, (), f"{origin}{page.permanent}", publication)


def _make_part(main: HtmlElement, key: str) -> None:
    """Make a page's main part one of several: ids of its own, and headings one level lower."""
    for tag in main.iterdescendants():
        for name in _NAMING:
            if tag.get(name):
                tag.set(name, " ".join(f"{key}-{each}" for each in tag.get(name, "").split()))
        for name in ("href", "xlink:href"):
            if tag.get(name, "").startswith("#"):
                tag.set(name, f"#{key}-{tag.get(name, '')[1:]}")
        for name, value in tag.items():
            if "url(#" in value:
                tag.set(name, _NAMED.sub(rf"url(#{key}-\1)", value))
        if tag.tag in ("h2", "h3", "h4", "h5"):
            tag.tag = f"h{int(tag.tag[1]) + 1}"
        if tag.tag == "img":
            tag.set("loading", "eager")  # what is far down would be missing on paper
