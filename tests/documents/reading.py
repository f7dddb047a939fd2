"""Reads a PDF back by its structure, as a screen reader or an archive does."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, Destination, DictionaryObject, StreamObject

_XMP = {
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(frozen=True)
class Tag:
    """An element of the tag tree; `depth` 0 is the document."""

    name: str
    depth: int
    element: DictionaryObject

    def says(self, key: str) -> str:
        """The value of /Alt, /Lang and the like, or ""."""
        return str(self.element.get(key, ""))

    def attribute(self, key: str) -> Any:
        """The attribute `key` in whichever of the element's attribute dictionaries."""
        return next((each[key] for each in _listed(self.element.get("/A")) if key in each), None)


class Pdf:
    """A PDF, read."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(BytesIO(data))
        self.root: DictionaryObject = self.reader.root_object

    @property
    def language(self) -> str:
        return str(self.root["/Lang"])

    def switches(self, name: str) -> set[str]:
        """What is switched on in the dictionary `name` of the document."""
        found = self.root[name]
        assert isinstance(found, DictionaryObject)
        return {str(key) for key, value in found.items() if value}

    @property
    def tags(self) -> list[Tag]:
        """The tag tree in reading order."""
        return list(_walk(self.root["/StructTreeRoot"], -1))

    def named(self, *names: str) -> list[Tag]:
        """The tags with one of `names`."""
        return [tag for tag in self.tags if tag.name in names]

    @property
    def headings(self) -> list[str]:
        """H1, H2 and so on, in reading order."""
        return [tag.name for tag in self.tags if tag.name[:1] == "H" and tag.name[1:].isdigit()]

    @property
    def passages(self) -> set[str]:
        """The languages that single passages are marked with, beside those of whole tags."""
        marked = set()
        for page in self.reader.pages:
            content = page.get_contents()
            assert isinstance(content, ContentStream)
            for operands, operator in content.operations:
                if operator == b"BDC" and "/Lang" in operands[1]:
                    marked.add(str(operands[1]["/Lang"]))
        return marked

    @property
    def text(self) -> str:
        """All pages' text; spaces, also those that do not break, and lines' ends count as one space."""
        return " ".join(self.pages)

    @property
    def pages(self) -> list[str]:
        """The text of each page, without the joiners that the typesetter puts before numbers."""
        texts = (page.extract_text().replace("\N{WORD JOINER}", "") for page in self.reader.pages)
        return [" ".join(text.split()) for text in texts]

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        """Depth and title of each bookmark; any space counts as one."""
        return list(_bookmarks(self.reader.outline, 0))

    @property
    def links(self) -> list[str]:
        """The addresses outside to which the document leads, in order."""
        actions = [note.get("/A", {}) for note in self._notes()]
        return [str(action["/URI"]) for action in actions if "/URI" in action]

    @property
    def jumps(self) -> int:
        """How many links lead to a place in the document."""
        return sum("/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo" for note in self._notes())

    def xmp(self, name: str) -> str:
        """The text of a property of the XMP metadata, such as pdfuaid:part."""
        packet = self.root["/Metadata"].get_object()
        assert isinstance(packet, StreamObject)
        tree = ElementTree.fromstring(packet.get_data())
        found = tree.find(f".//{name}", _XMP)
        return "".join(found.itertext()) if found is not None else ""

    def _notes(self) -> Iterator[DictionaryObject]:
        for page in self.reader.pages:
            yield from (note.get_object() for note in page.get("/Annots", []))


def _listed(value: Any) -> list[Any]:
    value = value.get_object() if value is not None else None
    return [each.get_object() for each in value] if isinstance(value, ArrayObject) else [value] if value else []


def _walk(node: Any, depth: int) -> Iterator[Tag]:
    element = node.get_object()
    if isinstance(element, ArrayObject):
        for child in element:
            yield from _walk(child, depth)
    elif isinstance(element, DictionaryObject):
        if "/S" in element:
            yield Tag(str(element["/S"]).removeprefix("/"), depth, element)
        if "/K" in element:
            yield from _walk(element["/K"], depth + 1)


def _bookmarks(outline: list[Any], depth: int) -> Iterator[tuple[int, str]]:
    for each in outline:
        if isinstance(each, list):
            yield from _bookmarks(each, depth + 1)
        else:
            assert isinstance(each, Destination)
            yield depth, " ".join(str(each.title).split())
