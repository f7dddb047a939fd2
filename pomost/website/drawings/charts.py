"""Charts as numbers: columns over years, and bars of amounts beside one another.

Widths and places across are parts of the whole ("42.5%"), heights are pixels: a chart is as wide as its place, and its
letters keep their size, on a phone as on a wall. templates/website/drawings/ write them as SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_HEAD = 24.0  # pixels for the figures above the columns
_PLOT = 150.0
_FOOT = 24.0  # pixels for the years below them
_FIGURED = 7  # up to so many columns each bears its figure, also on a phone; more of them have a scale
_SCALE_ROOM = 12.0  # of the whole, where the scale's figures stand
_MOST_LABELS = 6  # years that have room beside one another on a phone
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
_COLUMN = 0.64  # of the way from one column to the next
_WIDEST = 12.0  # of the whole
_NICE = (1, 2, 4, 6, 8, 10)  # where a scale may end, times a power of ten
_LEAST = 2.0  # pixels of height of what is not nothing

BAR_HEIGHT = 16.0
_LINE = 22.0  # pixels of a line of letters
_APART = 16.0
_LEAST_WIDTH = 0.4  # of the whole, of a bar that is not nothing


@dataclass(frozen=True)
class YearFigures:
    """What is counted in one year: `whole`, and the `part` that belongs to it."""

    year: int
    whole: int
    part: int


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its whole and its part, and the letters above and below, which may be empty."""

    middle: str
    left: str
    width: str
    top: float
    height: float
    part_top: float
    part_height: float
    figure: int | None
    label: str


@dataclass(frozen=True)
class ScaleLine:
    """A line across the chart, and what it stands for."""

    value: int
    y: float


@dataclass(frozen=True)
class ColumnChart:
    """Columns ready to be drawn."""

    height: float
    base: float
    label_line: float
    columns: list[Column]
    lines: list[ScaleLine]


def draw_columns(figures: Sequence[YearFigures]) -> ColumnChart:
    """Return the columns of `figures`, which come year by year; a year that is missing among them stays empty."""
    by_year = {each.year: each for each in figures}
    years = range(figures[0].year, figures[-1].year + 1)
    is_figured = len(years) <= _FIGURED
    top = max(each.whole for each in figures)
    end = top if is_figured else _nice_end(top)
    width = 100.0 if is_figured else 100.0 - _SCALE_ROOM
    apart = width / len(years)
    broad = min(apart * _COLUMN, _WIDEST)
    step = next((step for step in _STEPS if len(years) <= step * _MOST_LABELS), _STEPS[-1])
    columns = []
    for place, year in enumerate(years):
        each = by_year.get(year)
        whole, part = (_tall(each.whole, end), _tall(each.part, end)) if each else (0.0, 0.0)
        middle = apart * (place + 0.5)
        columns.append(
            Column(
                middle=f"{middle:.2f}%",
                left=f"{middle - broad / 2:.2f}%",
                width=f"{broad:.2f}%",
                top=round(_HEAD + _PLOT - whole, 1),
                height=whole,
                part_top=round(_HEAD + _PLOT - part, 1),
                part_height=part,
                figure=each.whole if each and is_figured else None,
                label=str(year) if is_figured or year % step == 0 else "",
            )
        )
    values = [] if is_figured else [end] if end % 2 else [end // 2, end]
    return ColumnChart(
        height=_HEAD + _PLOT + _FOOT,
        base=_HEAD + _PLOT,
        label_line=_HEAD + _PLOT + 17,
        columns=columns,
        lines=[ScaleLine(value, round(_HEAD + _PLOT - _PLOT * value / end, 1)) for value in values],
    )


def _tall(value: int, end: int) -> float:
    return round(max(_PLOT * value / end, _LEAST), 1) if value else 0.0


def _nice_end(top: int) -> int:
    """The smallest round number that is not below `top`."""
    power = int(10 ** floor(log10(max(top, 1))))
    return next(nice * power for nice in _NICE if nice * power >= top)


@dataclass(frozen=True)
class BarFigures:
    """One thing with its amount as planned and as paid (None: not known), and both in words."""

    name: str
    words: str
    planned: float | None
    paid: float | None


@dataclass(frozen=True)
class Bar:
    """One bar: the planned amount as a frame, the paid one as what fills it. `None`: there is none to draw."""

    name: str
    words: str
    name_line: float
    words_line: float
    top: float
    planned: str | None
    paid: str | None


@dataclass(frozen=True)
class BarChart:
    """Bars ready to be drawn, one below the other, all to one scale."""

    height: float
    bars: list[Bar]


def draw_bars(figures: Sequence[BarFigures]) -> BarChart:
    """Return the bars of `figures`, of which some amount is more than nothing."""
    most = max(amount for each in figures for amount in (each.planned, each.paid) if amount)
    bars = []
    y = 0.0
    for each in figures:
        top = y + _LINE + 4
        bars.append(
            Bar(
                name=each.name,
                words=each.words,
                name_line=y + 16,
                words_line=top + BAR_HEIGHT + 18,
                top=top,
                planned=_long(each.planned, most),
                paid=_long(each.paid, most),
            )
        )
        y = top + BAR_HEIGHT + _LINE + _APART
    return BarChart(ceil(y - _APART + 4), bars)


def _long(amount: float | None, most: float) -> str | None:
    return f"{max(100 * amount / most, _LEAST_WIDTH):.2f}%" if amount else None
