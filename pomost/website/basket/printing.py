"""The print view: what the pages of a selection tell, one after another on one page, as they look on the site."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag
from django.utils.safestring import SafeString, mark_safe

from pomost.website.basket.documents import PUBLICATION, facts_of, in_version
from pomost.website.basket.own_pages import page_of
from pomost.website.basket.page_blocks import told_in, write_out_marks
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
        if main.h1:
            write_out_marks(main.h1)
            title = " ".join(main.h1.extract().get_text().split())
        if thing.version is not None:
            title = in_version(title, thing.version)
        for link in main.select("a[href^='/']"):
            link["href"] = f"{origin}{link['href']}"  # on paper it is read
        _make_part(main, key)
        publication = None if PUBLICATION in left_out else page.publication
        # What was escaped on the page is escaped here: the parser's tree is written out as HTML again.
        content = mark_safe(main.decode_contents())  # noqa: S308
        yield Printed(key, title, content, (), f"{origin}{page.permanent}", publication)


def _make_part(main: Tag, key: str) -> None:
    """Make a page's main part one of several: ids of its own, and headings one level lower."""
    for tag in main.find_all(True):
        for name in _NAMING:
            if tag.get(name):
                named = tag.get_attribute_list(name)
                tag[name] = " ".join(f"{key}-{each}" for part in named for each in str(part).split())
        for name in ("href", "xlink:href"):
            if str(tag.get(name, "")).startswith("#"):
                tag[name] = f"#{key}-{str(tag[name])[1:]}"
        for name, value in list(tag.attrs.items()):
            if isinstance(value, str) and "url(#" in value:
                tag[name] = _NAMED.sub(rf"url(#{key}-\1)", value)
        if tag.name in ("h2", "h3", "h4", "h5"):
            tag.name = f"h{int(tag.name[1]) + 1}"
        if tag.name == "img":
            tag["loading"] = "eager"  # what is far down would be missing on paper
