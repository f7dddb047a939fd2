"""The markup of the site's own pages, read and written out again by lxml: pages are read by the hundred."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

_SPACES = re.compile(r"[ \t\r\n]+")


def main_of(html: str) -> HtmlElement | None:
    """Return the main part of the page `html`; None where it has none."""
    page = document_fromstring(html, parser=HTMLParser(remove_comments=True, remove_pis=True))
    return page.find(".//main")


def of_class(name: str) -> str:
    """The step of an XPath that leads to elements of the class `name`."""
    return f"*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def words_of(tag: HtmlElement | None) -> str:
    """The words of an element in one line; no-break spaces stay. Of nothing, none."""
    return _SPACES.sub(" ", " ".join(tag.itertext())).replace(" ,", ",").strip() if tag is not None else ""


def within(tag: HtmlElement) -> set[str]:
    """The names of all elements that stand in `tag`."""
    return {each.tag for each in tag.iterdescendants()}


def pieces(tag: HtmlElement) -> Iterator[str | HtmlElement]:
    """The texts and elements right within `tag`, in their order."""
    if tag.text:
        yield tag.text
    for child in tag:
        yield child
        if child.tail:
            yield child.tail


def markup_of(tag: HtmlElement) -> str:
    """The element as HTML, without what follows it."""
    return tostring(tag, encoding="unicode", with_tail=False)


def element_of(tag: HtmlElement) -> str:
    """The element as XML, without what follows it."""
    return etree.tostring(tag, encoding="unicode", with_tail=False)
