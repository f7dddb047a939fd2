"""SVG drawings: kept as vectors, kept from reaching for files, and asked for their shape."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from pomost.documents.texts import inline_literal

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SILENT = {"script", "foreignObject"}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
_DEEPEST = 60


@dataclass(frozen=True)
class Drawing:
    """A drawing that the typesetter may open. `ratio` is width by height, None where the drawing does not say."""

    svg: bytes
    ratio: float | None


def drawing(svg: str) -> Drawing | None:
    """Return the drawing in `svg`, or None where it is none.

    Pictures linked from elsewhere are taken out: the typesetter would look for them among the program's files.
    """
    if "<!ENTITY" in svg:  # entities of its own, which could grow without end
        return None
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - no entities: see above
    except (ElementTree.ParseError, ValueError):
        return None
    if _name(root) != "svg" or not len(root):
        return None
    if root.tag == "svg":  # as a drawing stands within HTML
        root.set("xmlns", _SVG)
    if not _clean(root, 1):
        return None
    return Drawing(ElementTree.tostring(root, encoding="utf-8"), _ratio(root))


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _clean(element: ElementTree.Element, depth: int) -> bool:
    """Take out what runs or reaches outside; False: nested deeper than any drawing is."""
    if depth > _DEEPEST:
        return False
    element.text = inline_literal(element.text or "")
    element.tail = inline_literal(element.tail or "")
    for child in list(element):
        target = child.get("href") or child.get(_XLINK) or ""
        outside = _name(child) in {"image", "feImage", "use"} and not (target.startswith("#") or _PICTURE.match(target))
        if _name(child) in _SILENT or outside:
            element.remove(child)
        elif not _clean(child, depth + 1):
            return False
    return True


def _ratio(root: ElementTree.Element) -> float | None:
    box = root.get("viewBox", "").replace(",", " ").split()
    size = [box[2], box[3]] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    numbers = [_NUMBER.fullmatch(side) for side in size]
    width, height = (float(number.group(1)) if number else 0.0 for number in numbers)
    return width / height if width and height else None
