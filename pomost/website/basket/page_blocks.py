"""The content of a page as blocks of a document: whatever a page shows of a record is told once, by its templates.

A page's parts are told apart by the ids of their headings; what is there to be pressed or followed within the site
(menus, forms, ways on) is left out, and so is what only decorates.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html import escape

from lxml.html import HtmlElement

from pomost.documents.description import Block, Fact, Facts, Figure, Heading, Prose, Table
from pomost.website.basket.markup import element_of, main_of, markup_of, of_class, pieces, within, words_of
from pomost.website.drawings.on_paper import on_paper

_WAYS = ("back", "more", "more-ways", "narrowing", "chosen", "bridge", "earlier__ways")
_LEFT_OUT = " | ".join(
    (
        ".//script | .//form | .//nav | .//button | .//summary | .//*[@hidden]",
        *(
            f".//{of_class(name)}"
            for name in ("back", "more", "more-ways", "narrowing", "chosen", "bridge", "earlier__ways")
        ),
        f".//{of_class('map-pair')}/*[2][self::{of_class('map')}]",
        ".//section[@aria-labelledby='calendar-file']",
    )
)
_LEAD = f".//{of_class('opening')}//*[self::{of_class('intro')} or self::{of_class('lead')}]"
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_INLINE = {"a", "abbr", "b", "br", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time"}
_PROSE = ("p", "ul", "ol", "blockquote")
_BLOCKS = {"h2", "h3", "h4", "dl", "table", "figure", "svg", "img"}

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
    for hidden in main.xpath(f".//{of_class('visually-hidden')}"):
        hidden.drop_tag()  # it is read out, so it belongs to the words
    write_out_marks(main)
    for listed in main.xpath(".//ol[@role]"):
        listed.tag = "ul"  # a list of the site's, in an order, yet without numbers
    for end in main.xpath(".//dd//br"):
        end.text = ", "
        end.drop_tag()
    complete_links(main, origin)
    title, lead = main.find(".//h1"), next(iter(main.xpath(_LEAD)), None)
    name, introduction = words_of(title), words_of(lead)
    for told in (title, lead):
        if told is not None:
            told.drop_tree()
    return PageContent(name, introduction, list(_Reader(picture).blocks(main)))


def told_in(html: str, left_out: Collection[str]) -> HtmlElement | None:
    """Return what the page `html` tells: its main part without what is pressed or followed, and without `left_out`."""
    main = main_of(html)
    if main is None:
        return None
    for gone in main.xpath(_LEFT_OUT):
        gone.drop_tree()
    for folded in main.xpath(".//details"):
        folded.drop_tag()  # on paper nothing can be opened
    for section in main.xpath(".//section | .//article"):
        if _is_left_out(section, left_out):
            section.drop_tree()
    return main


def write_out_marks(tag: HtmlElement) -> None:
    """Put the brackets of the mark of an example, which the style sheet draws, into its text."""
    for mark in tag.xpath(f".//{of_class('example')}"):
        words = words_of(mark).strip("()")
        for child in list(mark):
            mark.remove(child)
        mark.text = f" ({words})"


def complete_links(tag: HtmlElement, origin: str) -> None:
    """Let the links to pages of this site lead there from anywhere."""
    for link in tag.xpath(".//a[starts-with(@href, '/')]"):
        link.set("href", f"{origin}{link.get('href')}")


def _is_left_out(section: HtmlElement, left_out: Collection[str]) -> bool:
    if "story" in left_out and "story" in section.classes:
        return True
    key = section.get("aria-labelledby", "")
    return any(key in ids for name, ids in PARTS.items() if name in left_out)


class _Reader:
    """Walks through a page from top to bottom."""

    def __init__(self, picture: Callable[[str], bytes | None]) -> None:
        self.picture = picture

    def blocks(self, around: HtmlElement) -> Iterator[Block]:
        """The blocks of what stands in an element; words and links that follow each other are one paragraph."""
        line: list[str | HtmlElement] = []
        for piece in pieces(around):
            if isinstance(piece, str) or _is_inline(piece):
                line.append(piece)
                continue
            yield from _paragraph(line)
            line = []
            yield from self._of(piece)
        yield from _paragraph(line)

    def _of(self, tag: HtmlElement) -> Iterator[Block]:
        if tag.tag in _HEADINGS:
            if text := words_of(tag):
                yield Heading(text, int(tag.tag[1]), _language(tag))
        elif tag.tag == "dl":
            yield Facts(list(_facts(tag)))
        elif tag.tag == "table":
            yield _table(tag)
        elif tag.tag == "svg":
            yield from _drawing(tag)
        elif tag.tag == "img":
            yield from self._image(tag, "")
        elif tag.tag == "figure":
            yield from self._figure(tag)
        elif tag.tag in _PROSE and within(tag).isdisjoint(_BLOCKS):
            if words_of(tag):
                yield Prose(markup_of(tag), _language(tag))
        else:
            yield from self.blocks(tag)

    def _figure(self, tag: HtmlElement) -> Iterator[Block]:
        below, caption = tag.find(".//figcaption"), ""
        if below is not None:
            caption = _told_below(below)
            below.drop_tree()
        image = tag.find(".//img")
        if image is not None:
            yield from self._image(image, caption)
            return
        yield from self.blocks(tag)
        yield from _paragraph([caption])

    def _image(self, tag: HtmlElement, caption: str) -> Iterator[Block]:
        file = self.picture(tag.get("src", ""))
        if file is not None:
            yield Figure(file, tag.get("alt", ""), caption, language=_language(tag))


def _is_inline(tag: HtmlElement) -> bool:
    """Whether an element stands within a line: words, and pieces of them."""
    return tag.tag in _INLINE and within(tag) <= _INLINE


def _paragraph(line: list[str | HtmlElement]) -> Iterator[Block]:
    """The words and inline elements of a `line` as a paragraph, where it says anything."""
    if any((piece if isinstance(piece, str) else words_of(piece)).strip() for piece in line):
        html = "".join(escape(piece, quote=False) if isinstance(piece, str) else markup_of(piece) for piece in line)
        yield Prose(f"<p>{html.strip()}</p>")


def _told_below(caption: HtmlElement) -> str:
    """What stands below a picture, in one line: what it shows, then whose it is."""
    return " · ".join(words for part in caption.findall(".//p") or [caption] if (words := words_of(part)))


def _drawing(tag: HtmlElement) -> Iterator[Block]:
    """A drawing that says something; what is hidden from programs that read aloud only decorates."""
    told = [tag.get("aria-label", ""), words_of(tag.find(".//title")), words_of(tag.find(".//desc"))]
    alternative = ". ".join(dict.fromkeys(text for text in told[: 1 if told[0] else 3] if text))
    if alternative and tag.get("aria-hidden") != "true":
        yield Figure(on_paper(element_of(tag)), alternative)


def _facts(tag: HtmlElement) -> Iterator[Fact]:
    for term in tag.iterdescendants("dt"):
        value = next(term.itersiblings("dd"), None)
        if value is None:
            continue
        listed = [words_of(each) for each in value.iterdescendants("li")]
        if listed:
            yield Fact(words_of(term), "; ".join(listed))
            continue
        inner, links = value.find(".//*[@lang]"), value.findall(".//a")
        address = links[0].get("href", "") if len(links) == 1 else ""
        language = _language(inner) if inner is not None and words_of(inner) == words_of(value) else ""
        yield Fact(words_of(term), words_of(value), address, language)


def _table(tag: HtmlElement) -> Table:
    rows = [[words for cell in row.iterdescendants("th", "td") for words in _cells(cell)] for row in tag.iter("tr")]
    head = tag.findall(".//thead//tr")
    header = rows[: len(head)][-1] if head else []
    return Table(header, rows[len(head) :], words_of(tag.find(".//caption")))


def _cells(cell: HtmlElement) -> list[str]:
    """What a cell says, and nothing in the other columns that it spans."""
    return [words_of(cell), *[""] * (int(cell.get("colspan") or 1) - 1)]


def _language(tag: HtmlElement) -> str:
    return tag.get("lang", "")
