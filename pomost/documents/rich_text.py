"""HTML of Wagtail's editor as pieces for the typesetter."""

from collections.abc import Iterator, Sequence

from pomost.documents.addresses import address
from pomost.documents.html_tree import Element, tree
from pomost.documents.texts import Inline, Node, inline_literal, marked, runs

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}  # level 1 is the item's title
_MARKED = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "sup": "raised", "sub": "lowered"}
_SILENT = {"script", "style", "template", "head", "title", "iframe", "object", "svg", "math", "select", "textarea"}
_BLOCKS = {
    *("p", "div", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "td", "th", "caption"),
    *("section", "article", "header", "footer", "aside", "figure", "figcaption", "dl", "dt", "dd", "address", "main"),
    *_HEADINGS,
}


def blocks_of(html: str, language: str, base: str) -> list[Node]:
    """Return the blocks of `html`, which is in `language`; its links are seen from `base`."""
    return list(_Reading(language, base).blocks(tree(html).children))


def _is_block(child: Element | str) -> bool:
    """Whether `child` cannot stand in a line, itself or for what it holds."""
    return isinstance(child, Element) and (child.tag in _BLOCKS or any(_is_block(inner) for inner in child.children))


def _own_language(element: Element) -> str:
    """The language that `element` names, "" if none or no real one."""
    language = element.attributes.get("lang", "").strip()
    return language if marked(language) else ""


class _Reading:
    """How the part of a text is read that is in one language; `nested` in a list or quotation, where no heading is."""

    def __init__(self, language: str, base: str, nested: bool = False, own: str = "") -> None:
        self.language = language
        self.base = base
        self.nested = nested
        self.own = own  # the language, where an element within the text names one
        self.linked = False
        self.after_space = True

    def blocks(self, children: Sequence[Element | str]) -> Iterator[Node]:
        """The blocks among `children`; what stands loose between them becomes paragraphs."""
        loose: list[Element | str] = []
        for child in children:
            if isinstance(child, Element) and _is_block(child):
                yield from self._paragraph(loose)
                loose = []
                yield from self._in_language_of(child)._block(child)
            else:
                loose.append(child)
        yield from self._paragraph(loose)

    def _in_language_of(self, element: Element, nested: bool = False) -> "_Reading":
        own = _own_language(element)
        return _Reading(own or self.language, self.base, nested or self.nested, own or self.own)

    def _block(self, element: Element) -> Iterator[Node]:
        if element.tag in {"ul", "ol"}:
            yield from self._list(element)
        elif element.tag == "blockquote":
            content = list(self._in_language_of(element, nested=True).blocks(element.children))
            if content:
                yield {"kind": "quotation", "of": content}
        elif element.tag in _HEADINGS and not any(_is_block(child) for child in element.children):
            yield from self._heading(element)
        else:
            yield from self.blocks(element.children)

    def _list(self, element: Element) -> Iterator[Node]:
        """Whatever is no `li` is an item as well: a list straight within a list, or text that somebody pasted."""
        inside = [child for child in element.children if isinstance(child, Element) or child.strip()]
        items = [item for child in inside if (item := self._list_item(child))]
        if items:
            yield {"kind": "list", "ordered": element.tag == "ol", "items": items}

    def _list_item(self, child: Element | str) -> list[Node]:
        reading = self._in_language_of(child, nested=True) if isinstance(child, Element) else self
        return list(reading.blocks([child]))

    def _heading(self, element: Element) -> Iterator[Node]:
        for paragraph in self._paragraph(element.children):
            if self.nested:
                yield {**paragraph, "of": [{"kind": "strong", "of": paragraph["of"]}]}
            else:
                yield {**paragraph, "kind": "heading", "level": _HEADINGS[element.tag]}

    def _paragraph(self, children: Sequence[Element | str]) -> Iterator[Node]:
        self.after_space = True  # no line begins with a space
        content = list(self._inlines(children))
        if any(part if isinstance(part, str) else part["kind"] != "break" for part in content):
            yield {"kind": "paragraph", "of": content, **({"language": marked(self.own)} if self.own else {})}

    def _inlines(self, children: Sequence[Element | str]) -> Iterator[Inline]:
        for child in children:
            if isinstance(child, str):
                yield from self._text(child)
            elif child.tag == "br":
                self.after_space = True
                yield {"kind": "break"}
            elif child.tag == "img":
                yield from self._text(child.attributes.get("alt", ""))
            elif child.tag not in _SILENT:
                yield from self._inline(child)

    def _inline(self, element: Element) -> Iterator[Inline]:
        outer = self.language, self.linked
        self.language = _own_language(element) or self.language
        may_lead = element.tag == "a" and not self.linked
        target = address(element.attributes.get("href", ""), self.base) if may_lead else ""
        self.linked = self.linked or bool(target)
        content = list(self._inlines(element.children))
        inner = self.language
        self.language, self.linked = outer
        if not content:
            return
        if inner != self.language:
            content = [{"kind": "language", "language": marked(inner), "of": content}]
        if target:
            content = [{"kind": "link", "address": target, "of": content}]
        elif element.tag in _MARKED:
            content = [{"kind": _MARKED[element.tag], "of": content}]
        yield from content

    def _text(self, text: str) -> Iterator[Inline]:
        """Text between tags: spaces count once, also across tags."""
        shown = inline_literal(text)
        if self.after_space:
            shown = shown.lstrip(" ")
        if shown:
            self.after_space = shown.endswith(" ")
            yield from runs(shown, self.language)
