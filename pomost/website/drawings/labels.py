"""Names beside the marks of a map, placed so that none covers another or a mark.

Marks move apart when a map is shown larger than it was drawn, while names keep their size. So two names are
compared over the whole range of sizes at once, which is a question of a few straight lines.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from pomost.places.lines import XY, Box

FONT_SIZE = 14.0  # CSS pixels; map.css sets the same
SMALLEST, LARGEST = 0.8, 2.1  # the sizes a map is shown in, compared with the size it was drawn for

_EDGE = 3.0  # pixels kept free between a name and the frame
_AIR = 1.5  # pixels kept free around a name
_ARC_COSTS = 1.0  # covering a point of an arc is as bad as having to take the next place

_SLIM = frozenset("iIjlftr.,:;'’|!()[]-‐ /")
_WIDE = frozenset("mwMW@%æœÆŒ—")


@dataclass(frozen=True, slots=True)
class Label:
    """A name: where its baseline is, from the middle of its mark, and which part of the text is there."""

    text: str
    dx: float
    dy: float
    anchor: str  # "start", "middle" or "end", as SVG has it


class Tag(NamedTuple):
    """A box in pixels that hangs on the place (`x`, `y`) and keeps its size while the map grows."""

    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Tag") -> bool:
        """Whether the two overlap at any size the map is shown in."""
        low, high = SMALLEST, LARGEST
        # Each side keeps clear while apart × size + gap > 0 does not hold; all four must hold for an overlap.
        for apart, gap in (
            (other.x - self.x, other.right - self.left),
            (self.x - other.x, self.right - other.left),
            (other.y - self.y, other.bottom - self.top),
            (self.y - other.y, self.bottom - other.top),
        ):
            if apart > 0:
                low = max(low, -gap / apart)
            elif apart < 0:
                high = min(high, gap / -apart)
            elif gap <= 0:
                return False
            if low >= high:
                return False
        return True

    def within(self, width: float, height: float) -> bool:
        """Whether the box stays inside the frame at every size; what holds at both ends holds between."""
        return all(
            self.x * size + self.left >= _EDGE
            and self.y * size + self.top >= _EDGE
            and self.x * size + self.right <= width * size - _EDGE
            and self.y * size + self.bottom <= height * size - _EDGE
            for size in (SMALLEST, LARGEST)
        )

    def holds(self, point: XY) -> bool:
        """Whether `point` lies in the box at the size the map was drawn for."""
        return self.left <= point[0] - self.x <= self.right and self.top <= point[1] - self.y <= self.bottom


class Spot(NamedTuple):
    """A mark that wants a name: where it is, and its radius in pixels."""

    x: float
    y: float
    radius: float
    name: str
    is_bold: bool = False


def text_width(text: str, *, is_bold: bool = False) -> float:
    """Return about how wide `text` is in pixels; rather too wide, since readers' fonts differ."""
    ems = 0.0
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.combining(character):
            continue
        if unicodedata.east_asian_width(character) in "WF":
            ems += 1.0
        elif character in _SLIM:
            ems += 0.36
        elif character in _WIDE:
            ems += 0.92
        else:
            ems += 0.74 if character.isupper() else 0.6
    return ems * FONT_SIZE * (1.06 if is_bold else 1.0)


def place_labels(
    spots: Sequence[Spot], order: Sequence[int], paths: Sequence[XY], *, width: float, height: float
) -> dict[int, Label]:
    """Return the labels of those `spots` that have room for one, by their index.

    `order` says who chooses first; `paths` are points of lines that a name had better not cover.
    """
    marks = [Tag(s.x, s.y, -s.radius, -s.radius, s.radius, s.radius) for s in spots]
    choices = {index: _choices(spots[index], marks, paths, width, height) for index in order}
    taken: dict[int, _Choice] = {}
    for index in order:
        if free := _first_free(choices[index], taken):
            taken[index] = free
    for index in order:
        if index not in taken:
            _make_room(index, choices, taken)
    return {index: choice.label for index, choice in sorted(taken.items())}


class _Choice(NamedTuple):
    label: Label
    tag: Tag


def _choices(
    spot: Spot,
    marks: Sequence[Tag],
    paths: Sequence[XY],
    width: float,
    height: float,
) -> list[_Choice]:
    """The places for a name that cover no mark, the best one first."""
    apart = (text_width(spot.name, is_bold=spot.is_bold) + 2 * FONT_SIZE) / SMALLEST
    around = Box(spot.x, spot.y, spot.x, spot.y)
    at_hand = around.grown(apart)
    # Towns at one place have one mark to the eye, and none of their names can keep off it.
    near = [mark for mark in marks if at_hand.holds((mark.x, mark.y)) and not around.holds((mark.x, mark.y))]
    points = [point for point in paths if at_hand.holds(point)]
    costs = []
    for rank, (label, tag) in enumerate(_places(spot)):
        if tag.within(width, height) and not any(tag.meets(mark) for mark in near):
            costs.append((rank + _ARC_COSTS * sum(tag.holds(point) for point in points), rank, label, tag))
    return [_Choice(label, tag) for _, _, label, tag in sorted(costs, key=itemgetter(0, 1))]


def _first_free(choices: Sequence[_Choice], taken: Mapping[int, _Choice]) -> _Choice | None:
    for choice in choices:
        if not any(choice.tag.meets(other.tag) for other in taken.values()):
            return choice
    return None


def _make_room(index: int, choices: Mapping[int, Sequence[_Choice]], taken: dict[int, _Choice]) -> None:
    """Place one more name, if that takes no more than moving one other."""
    for choice in choices[index]:
        in_the_way = [other for other, its in taken.items() if choice.tag.meets(its.tag)]
        if len(in_the_way) == 1:
            (other,) = in_the_way
            rest = {number: its for number, its in taken.items() if number != other} | {index: choice}
            if elsewhere := _first_free(choices[other], rest):
                taken[index], taken[other] = choice, elsewhere
                return


def _places(spot: Spot) -> Iterator[tuple[Label, Tag]]:
    """The places around a mark, from the best one on: map makers put names to the right, and rather above."""
    text = text_width(spot.name, is_bold=spot.is_bold)
    away = spot.radius + 4
    slant = spot.radius * 0.7 + 2
    above, middle, below = -slant - 1, FONT_SIZE * 0.34, slant + FONT_SIZE * 0.74
    for dx, dy, anchor in (
        (away, middle, "start"),
        (slant, above, "start"),
        (slant, below, "start"),
        (-away, middle, "end"),
        (-slant, above, "end"),
        (-slant, below, "end"),
        (0.0, -away - 1, "middle"),
        (0.0, away + FONT_SIZE * 0.76, "middle"),
    ):
        left = {"start": dx, "middle": dx - text / 2, "end": dx - text}[anchor]
        top, bottom = dy - FONT_SIZE * 0.78, dy + FONT_SIZE * 0.24
        label = Label(spot.name, round(dx, 1), round(dy, 1), anchor)
        yield label, Tag(spot.x, spot.y, left - _AIR, top - _AIR, left + text + _AIR, bottom + _AIR)
