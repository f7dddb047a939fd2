"""The city's bridge: one arch a partnership, its span the way to the partner, its height the years together.

The arch carries the deck by hangers, one for each year, so the drawing grows by itself. Where the names would not
fit beside one another, the bridge goes on in the next row, with the same measure for spans and heights.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from pomost.website.drawings.labels import FONT_SIZE, text_width

_GAP = 10.0
_BESIDE = 6.0  # how much of a gap the letters under two arches leave free between them
_HEADROOM = 4.0
_FOOT = 12.0
_LEAST_TARGET = 29.0  # 24 CSS pixels where the narrow drawing stands on a phone of 320 px: large enough for a finger
_LEAST_SPAN = 0.35  # of the mean span, so that a near town still has an arch to stand under
_STEEPEST = 0.72  # rise in parts of the span: steeper arches would be gates, not a bridge
_LOW_ARCH = 0.16  # rise of an arch of which no years are known, in parts of the drawing's height
_LONG = 9.0  # ems: a name or caption longer than that asks for no more rows
_SERIF = 1.06  # a serif of the same size is wider than the sans that `text_width` reckons with
_ELLIPSIS = "…"


@dataclass(frozen=True)
class ArchFacts:
    """What is known of one partnership. `years` None: no beginning is known; `kilometres` None: no place is known."""

    name: str
    caption: str
    description: str
    url: str
    kilometres: float | None
    years: int | None
    is_formal: bool


@dataclass(frozen=True)
class Lettering:
    """The sizes of the names under the deck and of their captions, in units of the drawing; 0: no letters."""

    name: float = 0.0
    caption: float = 0.0

    @property
    def room(self) -> float:
        """How much of the height the letters take."""
        return 1.3 * self.name + 1.5 * self.caption

    def width_of_name(self, name: str) -> float:
        """Return how wide `name` is under the deck."""
        return text_width(name, is_bold=True) * _SERIF * self.name / FONT_SIZE

    def width_of_caption(self, caption: str) -> float:
        """Return how wide `caption` is under a name."""
        return text_width(caption) * self.caption / FONT_SIZE

    def width(self, fact: ArchFacts) -> float:
        """Return how much room the letters under an arch ask for: what is very long gets what there is."""
        widths = (self.width_of_name(fact.name), self.width_of_caption(fact.caption))
        return max((width for width in widths if width <= _LONG * self.name), default=0.0)


@dataclass(frozen=True)
class Arch:
    """One arch, ready to be drawn; `label` is its name as far as there is room for it, `caption` whole or empty."""

    facts: ArchFacts
    label: str
    caption: str
    path: str
    hangers: str
    left: float
    width: float
    middle: float
    target_top: float
    target_height: float


@dataclass(frozen=True)
class Row:
    """A stretch of the bridge: a deck of its own from bank to bank, `end` units long."""

    top: float
    deck: float
    end: float
    arches: list[Arch]
    piers: list[float]
    name_line: float
    caption_line: float


@dataclass(frozen=True)
class Bridge:
    """A whole bridge, ready to be drawn."""

    width: int
    height: int
    rows: list[Row]

    @property
    def arches(self) -> list[Arch]:
        """The arches of all rows, in order."""
        return [arch for row in self.rows for arch in row.arches]


def draw_bridge(
    facts: Sequence[ArchFacts], *, width: int, height: int, lettering: Lettering | None = None, apart: float = 18.0
) -> Bridge:
    """Return the bridge of `facts`, `width` wide, its arches at most `height` high, its rows `apart`.

    Spans grow with the square root of the distance, so that neighbours beside a partner overseas stay visible;
    heights grow with the years in proportion, above a least one that makes every arch an arch. That least one is the
    same for all of which no years are known, so none of them looks older than another.
    """
    if not facts:
        return Bridge(width, 0, [])
    letters = lettering or Lettering()
    parts, unit = _parts(facts, width, letters)
    spans = [unit * weight for weight in _weights(facts)]
    low = _LOW_ARCH * height
    # One scale for all years, so that no arch leaves the drawing and none is too steep for its span.
    scales = [max(_STEEPEST * span - low, 0.0) / f.years for f, span in zip(facts, spans, strict=True) if f.years]
    scale = min([*scales, (height - low) / max((f.years or 1 for f in facts), default=1)])
    rows: list[Row] = []
    top = 0.0
    for part in parts:
        rows.append(_row(facts[part], spans[part], low, scale, top, letters))
        top = rows[-1].deck + _FOOT + letters.room + apart
    return Bridge(width, round(top - apart), rows)


def _weights(facts: Sequence[ArchFacts]) -> list[float]:
    known = [sqrt(f.kilometres) for f in facts if f.kilometres]
    mean = sum(known) / len(known) if known else 1.0
    return [max(sqrt(f.kilometres or 0) or mean, mean * _LEAST_SPAN) for f in facts]


def _parts(facts: Sequence[ArchFacts], width: float, letters: Lettering) -> tuple[list[slice], float]:
    """Which arches stand in a row, and the span of one unit of weight: as few rows as the names allow.

    Two rows hold at least three arches, on average. Of several numbers of rows that leave equally many names to be
    shortened the smallest is taken.
    """
    weights = _weights(facts)
    wanted = [letters.width(fact) for fact in facts]
    best: tuple[int, list[slice], float] = len(facts) + 1, [], 0.0
    for count in range(1, ceil(len(facts) * 2 / 3) + 1):
        parts = _balanced(weights, count)
        unit = min((width - _GAP * (p.stop - p.start + 1)) / sum(weights[p]) for p in parts)
        too_long = sum(unit * weight + _GAP - _BESIDE < want for weight, want in zip(weights, wanted, strict=True))
        if too_long < best[0]:
            best = too_long, parts, unit
        if not too_long:
            break
    return best[1], best[2]


def _balanced(weights: Sequence[float], count: int) -> list[slice]:
    """Cut `weights` into at most `count` stretches of which the heaviest is as light as can be."""
    low, high = max(weights), sum(weights)
    for _step in range(40):
        middle = (low + high) / 2
        if len(list(_filled(weights, middle))) <= count:
            high = middle
        else:
            low = middle
    return list(_filled(weights, high))


def _filled(weights: Sequence[float], most: float) -> Iterator[slice]:
    """The stretches that come of filling each up to `most`."""
    start, total = 0, 0.0
    for index, weight in enumerate(weights):
        if index > start and total + weight > most * (1 + 1e-9):
            yield slice(start, index)
            start, total = index, 0.0
        total += weight
    yield slice(start, len(weights))


def _row(
    facts: Sequence[ArchFacts], spans: Sequence[float], low: float, scale: float, top: float, letters: Lettering
) -> Row:
    rises = [low + scale * (fact.years or 0) for fact in facts]
    deck = top + max(rises) + _HEADROOM
    arches, piers, x = [], [_GAP / 2], _GAP
    for fact, span, rise in zip(facts, spans, rises, strict=True):
        arches.append(_arch(fact, x, span, deck, rise, letters))
        x += span + _GAP
        piers.append(round(x - _GAP / 2, 1))
    name_line = deck + _FOOT + letters.name
    return Row(
        top=round(top, 1),
        deck=round(deck, 1),
        end=round(x, 1),
        arches=arches,
        piers=piers,
        name_line=round(name_line, 1),
        caption_line=round(name_line + 0.3 * letters.name + 1.1 * letters.caption, 1),
    )


def _arch(fact: ArchFacts, left: float, span: float, deck: float, rise: float, letters: Lettering) -> Arch:
    # A parabola, as a tied arch carries an even load; its Bézier control point lies twice as high as its crown.
    middle, right, room = left + span / 2, left + span, span + _GAP - _BESIDE
    path = f"M{left:.1f} {deck:.1f}Q{middle:.1f} {deck - 2 * rise:.1f} {right:.1f} {deck:.1f}"
    count = fact.years or 0
    hangers = "".join(_hanger(left, span, deck, rise, (i + 1) / (count + 1)) for i in range(count))
    target = max(rise + _FOOT, _LEAST_TARGET)
    return Arch(
        facts=fact,
        label=_shortened(fact.name, room, letters) if letters.name else "",
        caption=fact.caption if letters.width_of_caption(fact.caption) <= room else "",
        path=path,
        hangers=hangers,
        left=round(left, 1),
        width=round(span, 1),
        middle=round(middle, 1),
        target_top=round(deck + _FOOT - target, 1),
        target_height=round(target + letters.room, 1),
    )


def _shortened(name: str, room: float, letters: Lettering) -> str:
    """Return `name`, or as much of it as fits into `room`, and an ellipsis."""
    if letters.width_of_name(name) <= room:
        return name
    for length in range(len(name) - 1, 0, -1):
        shown = name[:length].rstrip(" -/(") + _ELLIPSIS
        if letters.width_of_name(shown) <= room:
            return shown
    return name[:1] + _ELLIPSIS


def _hanger(left: float, span: float, deck: float, rise: float, at: float) -> str:
    top = deck - 4 * rise * at * (1 - at)
    return f"M{left + span * at:.1f} {top:.1f}V{deck:.1f}"
