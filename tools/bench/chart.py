"""A chart of lines as SVG, drawn by hand: both axes by powers of ten, every line named at its end."""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import cycle

WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 80, 300, 30, 60
LINE_HEIGHT = 17  # between two names at the ends of lines
# Readable by those who tell few colours apart, each on white and on black with a contrast of 3:1 and more.
COLOURS = ("#0072b2", "#b35900", "#00805a", "#a3487f", "#5f6b00", "#6a5acd", "#c0392b", "#37789a")
STYLE = (
    "svg { background: #fff; color: #1a1a1a } "
    "@media (prefers-color-scheme: dark) { svg { background: #111; color: #eee } } "
    "text { font: 13px sans-serif; fill: currentColor } .grid { stroke: currentColor; opacity: .2 }"
)


def chart(title: str, description: str, sizes: Sequence[int], lines: Mapping[str, Sequence[float]], unit: str) -> str:
    """Return the chart of `lines`: for each its name and a value above nothing for each of `sizes`."""
    across = _scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    values = [value for line in lines.values() for value in line]
    lowest, highest = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    up = _scale(10.0**lowest, 10.0**highest, HEIGHT - BOTTOM, TOP)
    grid = [_vertical(across(size), f"{size:,}") for size in sizes]
    grid += [_horizontal(up(10.0**power), f"{10.0**power:,.5g} {unit}") for power in range(lowest, highest + 1)]
    heights = _apart({name: up(line[-1]) for name, line in lines.items()})
    drawn = [
        _line(name, [(across(s), up(v)) for s, v in zip(sizes, line, strict=True)], heights[name], colour)
        for (name, line), colour in zip(lines.items(), cycle(COLOURS), strict=False)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
            ' aria-labelledby="title description">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(description)}</desc>',
            f"<style>{STYLE}</style>",
            *grid,
            *drawn,
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 15}" text-anchor="middle">records</text>',
            "</svg>",
            "",
        ]
    )


def _scale(least: float, most: float, start: float, end: float) -> Callable[[float], float]:
    """Where a value stands between `start` and `end`, by its power of ten."""
    width = math.log10(most / least) or 1.0
    return lambda value: start + math.log10(value / least) / width * (end - start)


def _vertical(x: float, label: str) -> str:
    return (
        f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}"/>'
        f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{label}</text>'
    )


def _horizontal(y: float, label: str) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    )


def _apart(wished: Mapping[str, float]) -> dict[str, float]:
    """Heights for the names near those wished for, within the drawing, so that none covers another."""
    names = sorted(wished, key=lambda name: wished[name])
    placed: dict[str, float] = {}
    free = float(TOP)
    for name in names:
        placed[name] = max(wished[name], free)
        free = placed[name] + LINE_HEIGHT
    free = float(HEIGHT - BOTTOM)
    for name in reversed(names):
        placed[name] = min(placed[name], free)
        free = placed[name] - LINE_HEIGHT
    return placed


def _line(name: str, points: Sequence[tuple[float, float]], height: float, colour: str) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
    x, y = points[-1]
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f'<path d="M{x + 5:.1f} {y:.1f}L{x + 22:.1f} {height:.1f}" fill="none" stroke="{colour}"/>'
        f'<text x="{x + 26:.1f}" y="{height + 4:.1f}">{escape(name)}</text>'
    )
