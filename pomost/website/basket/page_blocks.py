"""The content of a page as blocks of a document: whatever a page shows of a record is told once, by its templates.

A page's parts are told apart by the ids of their headings; what is there to be pressed or followed within the site
(menus, forms, ways on) is left out, and so is what only decorates.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.filter import SoupStrainer

from pomost.documents.description import Block, Fact, Facts, Figure, Heading, Prose, Table
from pomost.website.drawings.on_paper import on_paper

_LEFT_OUT = (
    "script, form, nav, button, .back, .more, .more-ways, .narrowing, .chosen, .bridge, "
    ".earlier__ways, .map-pair > .map:nth-child(2), section[aria-labelledby=calendar-file], summary, [hidden]"
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_INLINE = {"a", "abbr", "b", "br", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"}
_PROSE = ("p", "ul", "ol", "blockquote")
_SPACES = re.compile(r"[ \t\r\n]+")
MAIN = SoupStrainer("main")

# Parts that a visitor may leave out, and by which ids of headings they are known.
PARTS: dict[str, tuple[str, ...]] = {
    "facts": ("facts",),
    "timeline": ("timeline", "activities"),
    "photos": ("photos",),
    "documents": ("documents",),
    "people": ("offices", "people", "ask", "years"),
}


@dataclass(frozen=True)
class PageContent:
    """What a page says: its name, the introduction below it, and the rest as blocks."""

    title: str
    lead: str
    blocks: list[Block]


def content_of(
    html: str, origin: str, picture: Callable[[str], bytes | None], left_out: Collection[str]
) -> PageContent:
    """Return what the page `html` says, without the parts (names of PARTS, and "story") that are `left_out`.

    `origin` completes its links; `picture` gives the file behind the address of an image, or None.
    """
    main = told_in(html, left_out)
    if main is None:
        return PageContent("", "", [])
    for hidden in main.select(".visually-hidden"):
        hidden.unwrap()  # it is read out, so it belongs to the words
    write_out_marks(main)
    for listed in main.select("ol[role]"):
        listed.name = "ul"  # a list of the site's, in an order, yet without numbers
    for end in main.select("dd br"):
        end.replace_with(", ")
    for link in main.select("a[href^='/']"):
        link["href"] = f"{origin}{link['href']}"
    title = main.h1.extract() if main.h1 else None
    lead = main.select_one(".opening .intro, .opening .lead")
    reader = _Reader(picture)
    return PageContent(_words(title), _words(lead.extract() if lead else None), list(reader.blocks(main)))


def told_in(html: str, left_out: Collection[str]) -> Tag | None:
    """Return what the page `html` tells: its main part without what is pressed or followed, and without `left_out`."""
    main = BeautifulSoup(html, "html.parser", parse_only=MAIN).main
    if main is None:
        return None
    for gone in main.select(_LEFT_OUT):
        gone.decompose()
    for folded in main.select("details"):
        folded.unwrap()  # on paper nothing can be opened
    for section in main.select("section, article"):
        if _is_left_out(section, left_out):
            section.decompose()
    return main


def write_out_marks(tag: Tag) -> None:
    """Put the brackets of the mark of an example, which the style sheet draws, into its text."""
    for mark in tag.select(".example"):
        mark.string = f" ({_words(mark).strip('()')})"


def _is_left_out(section: Tag, left_out: Collection[str]) -> bool:
    if "story" in left_out and "story" in section.get_attribute_list("class"):
        return True
    key = str(section.get("aria-labelledby", ""))
    return any(key in ids for name, ids in PARTS.items() if name in left_out)


class _Reader:
    """Walks through a page from top to bottom."""

    def __init__(self, picture: Callable[[str], bytes | None]) -> None:
        self.picture = picture

    def blocks(self, within: Tag) -> Iterator[Block]:
        """The blocks of what stands in `within`; words and links that follow each other are one paragraph."""
        line = ""
        for child in list(within.children):
            if isinstance(child, Tag):
                if _is_inline(child):
                    line += str(child)
                    continue
                yield from _paragraph(line)
                line = ""
                yield from self._of(child)
            elif type(child) is NavigableString:
                line += _escaped(child)
        yield from _paragraph(line)

    def _of(self, tag: Tag) -> Iterator[Block]:
        if tag.name in _HEADINGS:
            if text := _words(tag):
                yield Heading(text, int(tag.name[1]), _language(tag))
        elif tag.name == "dl":
            yield Facts(list(_facts(tag)))
        elif tag.name == "table":
            yield _table(tag)
        elif tag.name == "svg":
            yield from _drawing(tag)
        elif tag.name == "img":
            yield from self._image(tag, "")
        elif tag.name == "figure":
            yield from self._figure(tag)
        elif tag.name in _PROSE and not tag.select("h2, h3, h4, dl, table, figure, svg, img"):
            if _words(tag):
                yield Prose(str(tag), _language(tag))
        else:
            yield from self.blocks(tag)

    def _figure(self, tag: Tag) -> Iterator[Block]:
        caption = _told_below(tag.figcaption.extract()) if tag.figcaption else ""
        image = tag.find("img")
        if isinstance(image, Tag):
            yield from self._image(image, caption)
            return
        yield from self.blocks(tag)
        if caption:
            yield Prose(f"<p>{_escaped(caption).strip()}</p>")

    def _image(self, tag: Tag, caption: str) -> Iterator[Block]:
        file = self.picture(str(tag.get("src", "")))
        if file is not None:
            yield Figure(file, str(tag.get("alt", "")), caption, language=str(tag.get("lang", "")))


def _is_inline(tag: Tag) -> bool:
    """Whether an element stands within a line: words, and pieces of them."""
    return tag.name in _INLINE and not tag.find(lambda inner: inner.name not in _INLINE)


def _paragraph(line: str) -> Iterator[Block]:
    """The inline HTML of a `line` as a paragraph, where it says anything."""
    if line.strip() and BeautifulSoup(line, "html.parser").get_text().strip():
        yield Prose(f"<p>{line.strip()}</p>")


def _told_below(caption: Tag) -> str:
    """What stands below a picture, in one line: what it shows, then whose it is."""
    return " · ".join(words for part in caption.find_all("p") or [caption] if (words := _words(part)))


def _drawing(tag: Tag) -> Iterator[Block]:
    """A drawing that says something; what is hidden from programs that read aloud only decorates."""
    title, description = tag.find("title"), tag.find("desc")
    told = [str(tag.get("aria-label", "")), *(_words(each) for each in (title, description) if isinstance(each, Tag))]
    alternative = ". ".join(dict.fromkeys(text for text in told[: 1 if told[0] else 3] if text))
    if alternative and tag.get("aria-hidden") != "true":
        yield Figure(on_paper(str(tag)), alternative)


def _facts(tag: Tag) -> Iterator[Fact]:
    for term in tag.find_all("dt"):
        value: Any = term.find_next_sibling("dd")
        if not isinstance(value, Tag):
            continue
        listed = [_words(each) for each in value.find_all("li")]
        if listed:
            yield Fact(_words(term), "; ".join(listed))
            continue
        inner = value.find(lang=True)
        link = value.find("a")
        alone = isinstance(link, Tag) and len(value.find_all("a")) == 1
        address = str(link.get("href", "")) if alone and isinstance(link, Tag) else ""
        language = str(inner["lang"]) if isinstance(inner, Tag) and _words(inner) == _words(value) else ""
        yield Fact(_words(term), _words(value), address, language)


def _table(tag: Tag) -> Table:
    rows = [[words for cell in row.find_all(["th", "td"]) for words in _cells(cell)] for row in tag.find_all("tr")]
    head = tag.thead.find_all("tr") if tag.thead else []
    header = rows[: len(head)][-1] if head else []
    return Table(header, rows[len(head) :], _words(tag.caption) if tag.caption else "")


def _cells(cell: Tag) -> list[str]:
    """What a cell says, and nothing in the other columns that it spans."""
    return [_words(cell), *[""] * (int(str(cell.get("colspan") or 1)) - 1)]


def _words(tag: Any) -> str:
    """The words of an element in one line; no-break spaces stay."""
    return _SPACES.sub(" ", tag.get_text(" ")).replace(" ,", ",").strip() if tag is not None else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _language(tag: Tag) -> str:
    return str(tag.get("lang", ""))
