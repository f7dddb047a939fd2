"""Lines in the plane: leaving out what nobody can see, cutting off what lies outside, writing the rest.

Points are plain tuples of two floats, whatever their unit: drawings pass pixels, `tools/build_borders.py`
kilometres and degrees.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

XY = tuple[float, float]


class Box(NamedTuple):
    """A rectangle with its sides along the axes; `top` < `bottom`, as on a screen."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Sequence[XY]) -> "Box":
        """The smallest box that holds all `points` (at least one)."""
        xs = [x for x, _ in points]
        ys = [y for _, y in points]
        return cls(min(xs), min(ys), max(xs), max(ys))

    def grown(self, by: float) -> "Box":
        """This box with every side moved outwards."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: "Box") -> bool:
        """Whether the two boxes share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, point: XY) -> bool:
        """Whether `point` lies inside or on the rim."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


def simplify(line: Sequence[XY], tolerance: float) -> list[XY]:
    """Return `line` with the fewest points that keep it within `tolerance` of where it was (Douglas-Peucker).

    The two ends always stay, so lines that meet there still meet; a closed line stays closed.
    """
    last = len(line) - 1
    kept = bytearray(len(line))
    kept[0] = kept[last] = 1
    spans = [(0, last)]
    while spans:
        first, end = spans.pop()
        farthest = _farthest(line, first, end, tolerance * tolerance)
        if farthest:
            kept[farthest] = 1
            spans += (first, farthest), (farthest, end)
    return [point for point, keep in zip(line, kept, strict=True) if keep]


def _farthest(line: Sequence[XY], first: int, end: int, beyond: float) -> int:
    """The point farthest from the segment between two others; 0 if none is beyond, a squared distance."""
    (ax, ay), (bx, by) = line[first], line[end]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    found = 0
    for index in range(first + 1, end):
        x, y = line[index]
        x -= ax
        y -= ay
        if length:
            along = (x * dx + y * dy) / length
            along = 0.0 if along < 0 else 1.0 if along > 1 else along
            x -= along * dx
            y -= along * dy
        distance = x * x + y * y
        if distance > beyond:
            beyond, found = distance, index
    return found


def clip_ring(ring: Sequence[XY], box: Box) -> list[XY]:
    """Cut a closed ring to `box` (Sutherland-Hodgman); empty when nothing of its inside is left.

    Parts that the cut separates stay joined along the box's rim: right for a fill, not for a stroke.
    """
    sides: tuple[tuple[int, float, Callable[[float, float], bool]], ...] = (
        (0, box.left, operator.ge),
        (0, box.right, operator.le),
        (1, box.top, operator.ge),
        (1, box.bottom, operator.le),
    )
    points = list(ring)
    for axis, rim, inside in sides:
        if all(inside(point[axis], rim) for point in points):
            continue
        cut: list[XY] = []
        for before, point in zip(points[-1:] + points[:-1], points, strict=True):
            was_in, is_in = inside(before[axis], rim), inside(point[axis], rim)
            if was_in is not is_in:
                share = (rim - before[axis]) / (point[axis] - before[axis])
                other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
                cut.append((rim, other) if axis == 0 else (other, rim))
            if is_in:
                cut.append(point)
        points = cut
    return points


def path_data(lines: Iterable[Sequence[XY]], *, decimals: int, closed: bool) -> str:
    """Return the `d` of an SVG path, as steps between rounded points, in as few characters as can be."""
    unit = 10**decimals
    parts: list[str] = []
    pen = (0, 0)
    for line in lines:
        points = [(round(x * unit), round(y * unit)) for x, y in line]
        for place, (x, y) in enumerate(points):
            if place and (x, y) == pen:
                continue
            numbers = f"{_short(x - pen[0], decimals)} {_short(y - pen[1], decimals)}".replace(" -", "-")
            # A path's first "m" counts from the origin, and further pairs are lines from where the pen is.
            parts.append(numbers if place and numbers[0] == "-" else f"{' ' if place else 'm'}{numbers}")
            pen = (x, y)
        if closed and points:
            parts.append("z")
            pen = points[0]
    return "".join(parts)


def _short(number: int, decimals: int) -> str:
    """`number` / 10**`decimals` without a zero too many."""
    text = f"{abs(number) / 10**decimals:.{decimals}f}"
    text = text.rstrip("0").rstrip(".").removeprefix("0") or "0"
    return f"-{text}" if number < 0 else text
