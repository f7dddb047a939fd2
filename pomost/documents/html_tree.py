"""HTML of editors as a small tree. Forgives everything; what is not closed is closed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"br", "hr", "img", "embed", "input", "link", "meta", "source", "track", "wbr", "area", "base", "col"}
_END_PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "div", "table", "hr", "figure"}
_LISTS = frozenset({"ul", "ol"})
# Deeper than any editor nests, and shallow enough for the recursion of what reads the tree. Deeper text moves up.
_DEEPEST = 16


@dataclass
class Element:
    """An element with its attributes; children are elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)


def tree(html: str) -> Element:
    """Return a nameless element that holds what stands in `html`."""
    reader = _Reader()
    # Python's parser fails on sections like <![x, which no editor writes: they are text to us.
    reader.feed(html.replace("<![", "&lt;!["))
    reader.close()
    return reader.open[0]


class _Reader(HTMLParser):
    """Keeps the elements that are open, the outermost first."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _END_PARAGRAPH:
            self._close("p")
        if tag == "li":
            self._close("li", within=_LISTS)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _EMPTY and len(self.open) < _DEEPEST:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _close(self, tag: str, within: frozenset[str] = frozenset()) -> None:
        """Close the innermost open `tag`, looking no further out than an element `within`."""
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return
            if self.open[place].tag in within:
                return
