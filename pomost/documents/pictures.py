"""The pictures of a document: each kept once, under a name by which the typesetter opens it."""

from collections.abc import Iterable

from django.utils.translation import gettext

from pomost.documents.description import Figure
from pomost.documents.drawings import drawing
from pomost.documents.photos import Photo, photo
from pomost.documents.texts import Inline, Node, line, literal

# In millimetres: as wide as the text, and so high that a caption and some lines still stand on the page.
_WIDEST = 132.0
_HIGHEST = 120.0
_DOTS = 5.0  # a millimetre; a small photo is not blown up to fewer
_Opened = tuple[str, float, float | None]  # the file's name, how wide and how high it is shown


class Pictures:
    """Collects pictures; `files` holds them by name, and the stand-ins of the `photos`, by which these are known."""

    def __init__(self, broken: Iterable[str] = ()) -> None:
        self.files: dict[str, bytes] = {}
        self.photos: dict[bytes, Photo] = {}
        self._broken = frozenset(broken)  # names of those that the typesetter could not open
        self._opened: dict[bytes | str, _Opened | None] = {}

    def node(self, figure: Figure, language: str) -> Node | None:
        """A figure as a piece for the typesetter; where the picture cannot be read, its words; None if it has none."""
        alternative = literal(figure.alternative)
        words = {"caption": line(figure.caption, language), "credit": line(figure.credit, language)}
        if figure.picture not in self._opened:
            self._opened[figure.picture] = self._open(figure.picture)
        opened = self._opened[figure.picture]
        if opened:
            name, width, height = opened
            shown = {"kind": "figure", "file": name, "width": width, "height": height}
            return {**shown, "alternative": alternative or None, **words}
        if not alternative and not words["caption"]:
            return None
        absent = gettext("Picture not available: %(alternative)s") % {"alternative": alternative}
        content: list[Inline] = line(absent, language) if alternative else []
        if alternative and words["caption"]:
            content.append({"kind": "break"})
        return {"kind": "absent", "of": [*content, *words["caption"]]}

    def _open(self, picture: bytes | str) -> _Opened | None:
        stem = f"picture-{len(self._opened) + 1}"
        if isinstance(picture, str):
            drawn = drawing(picture)
            return self._keep(f"{stem}.svg", drawn.svg, drawn.ratio) if drawn else None
        taken = photo(picture)
        if not taken:
            return None
        shown = taken.data
        if taken.kind == "jpg":
            shown = taken.stand_in(stem)
            self.photos[shown] = taken
        return self._keep(f"{stem}.{taken.kind}", shown, taken.width / taken.height, taken.width)

    def _keep(self, name: str, data: bytes, ratio: float | None, dots: int | None = None) -> _Opened | None:
        if name in self._broken:
            return None
        self.files[name] = data
        width = min(_WIDEST, _HIGHEST * (ratio or _WIDEST / _HIGHEST))
        width = min(width, dots / _DOTS) if dots else width
        return name, width, width / ratio if ratio else None
