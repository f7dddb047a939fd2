"""The picture beside a link: the city's name, what the page is about, and arches that stand on a deck.

Drawn by Pillow, which the site has for its photos, with a font that comes with the code: no machine can be relied on to
have one. Libertinus Serif (OFL) writes all European languages, in Latin, Greek and Cyrillic letters.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import ceil, hypot
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pomost.website.drawings.bridge import Arch, ArchFacts, Bridge, draw_bridge
from pomost.website.link_pictures.facts import HEIGHT, WIDTH, PictureFacts

FONT = Path(__file__).parents[1] / "data" / "LibertinusSerif-SemiBold.ttf"
# The tokens of site.css in the light scheme: what shows links shows pictures as they are.
PAPER, INK, SOFT, ACCENT = "#fbf9f4", "#1d1b18", "#5b564d", "#0b5563"

_FINER = 2  # drawn so many times larger, so that slanting lines become smooth
_EDGE = 64.0
_DECK = 556.0  # where the deck lies, from the top
_ROOM = 240  # how high an arch may rise above it
_TITLE_SIZES = (92, 78, 66, 56, 48)
_TITLE_LINES = 2
_STEPS = 96  # of a bow
_ELLIPSIS = "…"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Point = tuple[float, float]


def draw_picture(facts: PictureFacts, bridge: Sequence[ArchFacts]) -> bytes:
    """Return the picture as PNG; `bridge` are the city's arches, for what has none of its own."""
    canvas = _Canvas()
    canvas.sign(_EDGE, 44)
    canvas.text(facts.city, _EDGE + 92, 44, size=40, colour=INK)
    top = 132.0
    if facts.eyebrow:
        canvas.text(facts.eyebrow, _EDGE, top, size=28, colour=SOFT)
        top += 40
    bottom = canvas.title(facts.title, _EDGE, top)
    if facts.line:
        canvas.text(facts.line, _EDGE, bottom + 6, size=36, colour=ACCENT)
        bottom += 50
    arches = [facts.arch] if facts.arch else list(bridge)
    room = min(_ROOM, int(_DECK - bottom - 24))
    canvas.bridge(draw_bridge(arches, width=int(WIDTH - 2 * _EDGE), height=room))
    return canvas.png()


class _Canvas:
    """A sheet of paper to draw on, in the measure of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def text(self, text: str, left: float, top: float, *, size: int, colour: str) -> None:
        """One line of text, cut where the sheet ends."""
        shown = _fitted(_drawable(text), size, WIDTH - _EDGE - left)
        self.pen.text((left * _FINER, top * _FINER), shown, font=_font(size), fill=colour)

    def title(self, text: str, left: float, top: float) -> float:
        """The title, as large as it fits into its lines; returns where it ends."""
        width = WIDTH - _EDGE - left
        for size in _TITLE_SIZES:
            lines = _wrapped(_drawable(text), size, width)
            if len(lines) <= _TITLE_LINES:
                break
        if len(lines) > _TITLE_LINES:
            lines = [*lines[: _TITLE_LINES - 1], " ".join(lines[_TITLE_LINES - 1 :])]
        for line in lines:
            self.text(line, left, top, size=size, colour=INK)
            top += size * 1.12
        return top + size * 0.12

    def sign(self, left: float, top: float) -> None:
        """The bow of the masthead: components/arch_sign.html."""
        scale = 1.9
        bow = _curve((2, 19), (20, -13), (38, 19))
        self.line([(left + x * scale, top + y * scale) for x, y in bow], 3.2, ACCENT)
        self.line([(left, top + 19 * scale), (left + 40 * scale, top + 19 * scale)], 3.2, ACCENT)
        for x, y in ((8, 10.6), (14, 5.6), (20, 3.2), (26, 5.6), (32, 10.6)):
            self.line([(left + x * scale, top + y * scale), (left + x * scale, top + 19 * scale)], 3.2, ACCENT)

    def bridge(self, bridge: Bridge) -> None:
        """The arches on their deck, which lies from edge to edge."""
        for row in bridge.rows:
            down = _DECK - row.deck
            for arch in row.arches:
                self.arch(arch, down)
            for pier in row.piers:
                self.line([(_EDGE + pier, _DECK), (_EDGE + pier, _DECK + 18)], 8, INK)
        self.line([(0, _DECK), (WIDTH, _DECK)], 4, INK)

    def arch(self, arch: Arch, down: float) -> None:
        """One bow with a hanger a year; that of a contact is dotted."""
        pale = _mixed(ACCENT, PAPER, 0.55)
        for x, top, deck in _groups(arch.hangers, 3):
            self.line([(_EDGE + x, top + down), (_EDGE + x, deck + down)], 2, pale)
        begin, control, end = _groups(arch.path, 2)
        bow = [(_EDGE + x, y + down) for x, y in _curve(begin, control, end)]
        if arch.facts.is_formal:
            self.line(bow, 6, ACCENT)
        else:
            for x, y in _apart(bow, 14):
                self.dot(x, y, 3.5)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A line through `points`."""
        scaled = [(x * _FINER, y * _FINER) for x, y in points]
        self.pen.line(scaled, fill=colour, width=round(width * _FINER), joint="curve")

    def dot(self, x: float, y: float, radius: float) -> None:
        """A dot of a dotted bow."""
        self.pen.ellipse([(v + sign * radius) * _FINER for sign in (-1, 1) for v in (x, y)], fill=ACCENT)

    def png(self) -> bytes:
        """The sheet as a file: paper, ink and what lies between them need few colours."""
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        content = BytesIO()
        image.quantize(96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            content, "PNG", optimize=True
        )
        return content.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size * _FINER)


def _width(text: str, size: int) -> float:
    return _font(size).getlength(text) / _FINER


def _drawable(text: str) -> str:
    """`text` without the letters that the font does not have."""
    nothing = _glyph("\uffff")  # no letter: what the font draws for all that it lacks
    return "".join(letter for letter in text if letter.isspace() or _glyph(letter) != nothing).strip()


@cache
def _glyph(letter: str) -> bytes:
    return bytes(_font(28).getmask(letter))


def _fitted(text: str, size: int, width: float) -> str:
    if _width(text, size) <= width:
        return text
    while text and _width(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS


def _wrapped(text: str, size: int, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _groups(path: str, size: int) -> list[tuple[float, ...]]:
    """The numbers of a path of drawings.bridge, `size` by `size`."""
    numbers = [float(number) for number in _NUMBER.findall(path)]
    return list(zip(*[iter(numbers)] * size, strict=True))


def _curve(begin: tuple[float, ...], control: tuple[float, ...], end: tuple[float, ...]) -> list[Point]:
    """Points of a quadratic Bézier curve."""
    points = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
        x, y = (sum(w * p[axis] for w, p in zip(weights, (begin, control, end), strict=True)) for axis in (0, 1))
        points.append((x, y))
    return points


def _apart(points: Sequence[Point], distance: float) -> Iterator[Point]:
    """Points along the line through `points`, about `distance` from one another, both ends among them."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    step = sum(lengths) / max(1, ceil(sum(lengths) / distance))
    gone, wanted = 0.0, 0.0
    for (start, end), length in zip(pairwise(points), lengths, strict=True):
        while wanted <= gone + length:
            t = (wanted - gone) / length if length else 0.0
            yield start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])
            wanted += step
        gone += length
    yield points[-1]


def _mixed(colour: str, with_colour: str, share: float) -> str:
    """`share` of `colour`, the rest of the other."""
    parts = [(int(colour[i : i + 2], 16), int(with_colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)
