"""The world's land and borders, and what of them a map shows.

The data are arcs that neighbours share (data/BORDERS.md says where they come from). Each arc is projected and
simplified once and then used from both sides, so on the map neighbours still touch, and a border is one line.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TypeVar

from pomost.places.lines import XY, Box, clip_ring, simplify
from pomost.places.projection import Point, Projection, Vector, dot

_T = TypeVar("_T")

_RIM_STEP = math.radians(3)  # whose chord strays from the rim by a tenth of a pixel at most
_HALF_TURN = 180.0  # degrees; no line of the data is so long
_OFF_FRAME = 4.0  # pixels; cut edges lie this far outside, where nobody sees them
_SPECK = 0.8  # pixels; land smaller than this in both directions is left out


@dataclass(frozen=True, slots=True)
class Arc:
    """A line on the globe that one country ends at, or two meet at."""

    points: tuple[Point, ...]
    vectors: tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code, as rings of arcs: coasts, borders, and holes alike.

    A number stands for an arc, ~number for that arc run backwards. The code is empty where none is agreed.
    """

    code: str
    numbers: tuple[tuple[int, ...], ...]

    @property
    def rings(self) -> list[list[Point]]:
        """The rings as points; the last point of a ring is its first."""
        return [list(_run([arc.points for arc in world().arcs], ring)) for ring in self.numbers]

    def contains(self, point: Point) -> bool:
        """Whether `point` lies in the country, as exactly as its simplified borders tell."""
        return sum(_encloses(ring, point) for ring in self.rings) % 2 == 1


@dataclass(frozen=True, slots=True)
class World:
    """All arcs, the countries made of them, and the numbers of the arcs that two countries share."""

    arcs: tuple[Arc, ...]
    countries: tuple[Country, ...]
    borders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a map shows, in pixels: countries as rings to fill by the even-odd rule, and borders as lines."""

    countries: list[list[list[XY]]]
    borders: list[list[XY]]


@cache
def world() -> World:
    """Read the world once; it stays in memory, about 15 MB."""
    data = json.loads(resources.files("pomost.places").joinpath("data/borders.json").read_text("utf-8"))
    arcs = tuple(_arc(numbers, data["units"]) for numbers in data["arcs"])
    countries = tuple(Country(code, tuple(map(tuple, rings))) for code, rings in data["countries"].items())
    users: dict[int, set[str]] = {}
    for shape in countries:
        for number in (number for ring in shape.numbers for number in ring):
            users.setdefault(max(number, ~number), set()).add(shape.code)
    borders = tuple(sorted(number for number, codes in users.items() if len(codes) > 1))
    return World(arcs, countries, borders)


def country(code: str) -> Country:
    """Return the country of an ISO 3166-1 alpha-2 code; KeyError where the map has none of it."""
    for shape in world().countries:
        if shape.code == code:
            return shape
    raise KeyError(code)


def outlines(projection: Projection, width: float, height: float, tolerance: float) -> Outlines:
    """Return what lies in the frame from (0, 0) to (`width`, `height`) pixels.

    Lines stray by `tolerance` pixels at most. Costs one pass over the world's 40,000 points.
    """
    frame = Box(0, 0, width, height).grown(_OFF_FRAME)
    lines = [_on_map(arc.vectors, projection, frame, tolerance) for arc in world().arcs]
    paths = [line.points for line in lines]
    countries = []
    for shape in world().countries:
        near = [numbers for numbers in shape.numbers if any(lines[max(n, ~n)].is_near for n in numbers)]
        rings = [ring for numbers in near if (ring := _ring(list(_run(paths, numbers)), frame))]
        if _surround_map(near, lines, projection):
            rings.append(clip_ring(_rim(projection), frame))
        if rings:
            countries.append(rings)
    borders = [
        piece
        for number in world().borders
        if (line := lines[number]).is_seen
        for piece in _inside(line.points, frame, projection)
    ]
    return Outlines(countries, borders)


@dataclass(frozen=True, slots=True)
class _Line:
    """An arc on the map. Beyond the reach it runs along the rim, so a ring of such lines stays closed."""

    points: list[XY]
    is_near: bool  # some of it lies within the reach
    is_behind: bool  # some of it lies on the far half of the globe
    is_seen: bool  # some of it may lie in the frame


def _on_map(vectors: Sequence[Vector], projection: Projection, frame: Box, tolerance: float) -> _Line:
    (cx, cy, cz), (ex, ey, ez), (nx, ny, nz) = projection.axes
    edge = 1 + math.cos(math.radians(projection.reach))
    # The projection written out: this is the one place that runs 40,000 times a map.
    nearness = [1 + cx * x + cy * y + cz * z for x, y, z in vectors]
    is_near, is_behind = max(nearness) >= edge, min(nearness) < 1
    if min(nearness) >= edge:
        doubled = 2 * projection.scale * projection.scale
        stretches = [math.sqrt(doubled / near) for near in nearness]
        left, top = projection.x, projection.y
        points = [
            (left + stretch * (ex * x + ey * y + ez * z), top - stretch * (nx * x + ny * y + nz * z))
            for (x, y, z), stretch in zip(vectors, stretches, strict=True)
        ]
    else:
        points = _along_rim(vectors, nearness, edge, projection)
    if Box.around(points).meets(frame):
        return _Line(simplify(points, tolerance), is_near, is_behind, is_near)
    # The straight way between its ends stays outside the frame as well, on the same side of it.
    return _Line([points[0], points[-1]], is_near, is_behind, False)


def _along_rim(
    vectors: Sequence[Vector],
    nearness: Sequence[float],
    edge: float,
    projection: Projection,
) -> list[XY]:
    """Project a line that leaves the reach: what is outside is moved to the rim and follows its curve."""
    points: list[XY] = []
    before: tuple[Vector, float] | None = None
    bearing: float | None = None  # where on the rim the line is, None while it is within
    for vector, near in zip(vectors, nearness, strict=True):
        if before and (before[1] >= edge) is not (near >= edge):
            part = (edge - before[1]) / (near - before[1])
            x, y, z = (a + part * (b - a) for a, b in zip(before[0], vector, strict=True))
            turned = _bearing((x, y, z), projection)
            points += _rim(projection, turned if bearing is None else bearing, turned)
            bearing = turned
        if near >= edge:
            points.append(projection.to_map(Point.at(vector)))
            bearing = None
        else:
            turned = _bearing(vector, projection)
            points += _rim(projection, turned if bearing is None else bearing, turned)
            bearing = turned
        before = vector, near
    return points


def _bearing(vector: Vector, projection: Projection) -> float:
    """The direction from the centre in radians, from north over east."""
    _, east, north = projection.axes
    return math.atan2(dot(east, vector), dot(north, vector))


def _rim(projection: Projection, start: float = 0.0, end: float | None = None) -> list[XY]:
    """Points along the rim from one bearing to another the shorter way; all the way round without an end."""
    turn = math.tau if end is None else math.remainder(end - start, math.tau)
    steps = max(1, math.ceil(abs(turn) / _RIM_STEP))
    bearings = [start + turn * step / steps for step in range(1, steps + 1)]
    radius = projection.horizon
    return [(projection.x + radius * math.sin(b), projection.y - radius * math.cos(b)) for b in bearings]


def _ring(points: list[XY], frame: Box) -> list[XY]:
    """A ring cut to the frame; empty when it is not seen or a speck."""
    around = Box.around(points)
    if not around.meets(frame) or max(around.right - around.left, around.bottom - around.top) < _SPECK:
        return []
    ring = clip_ring(points[:-1], frame)
    return ring if len(ring) > 2 else []


def _surround_map(rings: Sequence[Sequence[int]], lines: Sequence[_Line], projection: Projection) -> bool:
    """Whether the rings of a country, which reach into the map, enclose the point opposite the centre.

    Flattened, they then enclose what they should not, and the rim as one more ring puts that right.
    """
    behind = [numbers for numbers in rings if any(lines[max(n, ~n)].is_behind for n in numbers)]
    if not behind:
        return False
    (x, y, z), _, _ = projection.axes
    antipode = Point.at((-x, -y, -z))
    arcs = [arc.points for arc in world().arcs]
    return sum(_encloses(list(_run(arcs, numbers)), antipode) for numbers in behind) % 2 == 1


def _inside(line: Sequence[XY], frame: Box, projection: Projection) -> Iterator[list[XY]]:
    """The pieces of a line that may be seen: in the frame, and not along the rim."""
    piece: list[XY] = []
    within = projection.horizon * 0.999
    for a, b in pairwise(line):
        is_within = any(math.dist(point, (projection.x, projection.y)) < within for point in (a, b))
        if is_within and Box.around((a, b)).meets(frame):
            piece = piece or [a]
            piece.append(b)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _run(lines: Sequence[Sequence[_T]], numbers: Sequence[int]) -> Iterator[_T]:
    """The points of a ring, one line after another; where two meet, their common point once."""
    for place, number in enumerate(numbers):
        line = lines[number] if number >= 0 else lines[~number][::-1]
        yield from line[1:] if place else line


def _encloses(ring: Sequence[Point], point: Point) -> bool:
    """Whether `point` lies on the side of `ring` where the North Pole does not.

    Counts how often the meridian from the point to the pole crosses the ring, so the date line is no matter.
    """
    crossings = 0
    for a, b in pairwise(ring):
        east_a = math.remainder(a.longitude - point.longitude, 360)
        east_b = math.remainder(b.longitude - point.longitude, 360)
        if (east_a > 0) is not (east_b > 0) and abs(east_a - east_b) < _HALF_TURN:
            crossings += a.latitude + (b.latitude - a.latitude) * east_a / (east_a - east_b) > point.latitude
    return crossings % 2 == 1


def _arc(numbers: Sequence[int], units: int) -> Arc:
    """An arc of the file: longitude and latitude in units, the first point and then the steps."""
    x = y = 0
    points = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append(Point(y / units, math.remainder(x / units, 360)))
    return Arc(tuple(points), tuple(point.vector for point in points))
