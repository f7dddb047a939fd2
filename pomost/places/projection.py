"""From the globe to a flat map: Lambert's azimuthal equal-area projection of a sphere.

It shows every country in its true size around any centre; the date line and the poles are places like all
others to it, and the whole earth becomes a disc. Angles are degrees; lengths are kilometres on the ground and
pixels on the map, x to the right and y downwards.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pomost.places.lines import XY, Box

EARTH_RADIUS_KM = 6371.0088  # the mean radius of the IUGG
MINIMUM_EXTENT_KM = 400.0

# A point of the unit sphere: x towards 0° N 0° E, y towards 0° N 90° E, z towards the North Pole.
Vector = tuple[float, float, float]

# Degrees from the centre:
_WORLD = 60.0  # from a point so far on, a map is no longer about a part of the world
_BEARABLE = 140.0  # a point farther off is drawn almost on the rim
_GLOBE = 75.0  # from a point so far on, there is a rim to be seen
_LEAST_REACH, _CORNER_REACH, _FARTHEST_REACH = 105.0, 125.0, 178.0
_MOST_LATITUDE = 20.0  # of the centre of a map of the world
_ALMOST = 1.25  # as large as this, in parts of the longer side, a disc is worth being shown whole

_STEPS_TO_CENTRE = 48
_NOWHERE = 1e-9  # shorter than this, a sum of directions points nowhere


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe: latitude and longitude in degrees, north and east positive."""

    latitude: float
    longitude: float

    @property
    def vector(self) -> Vector:
        """The same place on the unit sphere."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        level = math.cos(latitude)
        return level * math.cos(longitude), level * math.sin(longitude), math.sin(latitude)

    @classmethod
    def at(cls, vector: Vector) -> "Point":
        """The place in the direction of `vector`, which may have any length but none."""
        x, y, z = vector
        return cls(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))


@dataclass(frozen=True)
class Projection:
    """A map: `centre` comes to (`x`, `y`) pixels, and the radius of the earth is `scale` pixels long there.

    The map ends `reach` degrees from the centre; what lies beyond would be drawn out of all shape.
    """

    centre: Point
    scale: float
    x: float = 0.0
    y: float = 0.0
    reach: float = 180.0

    @cached_property
    def axes(self) -> tuple[Vector, Vector, Vector]:
        """The directions of the centre, of east and of north there."""
        latitude, longitude = math.radians(self.centre.latitude), math.radians(self.centre.longitude)
        sin_lat, cos_lat, sin_lon, cos_lon = (
            math.sin(latitude),
            math.cos(latitude),
            math.sin(longitude),
            math.cos(longitude),
        )
        return (
            (cos_lat * cos_lon, cos_lat * sin_lon, sin_lat),
            (-sin_lon, cos_lon, 0.0),
            (-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
        )

    def to_map(self, point: Point) -> XY:
        """Return where `point` lies on the map, in pixels; every point of the globe has a place."""
        centre, east, north = self.axes
        vector = point.vector
        nearness = 1 + dot(centre, vector)
        if nearness < _NOWHERE:  # the antipode is the whole rim of the disc; one place of it must do
            return self.x, self.y + 2 * self.scale
        stretch = self.scale * math.sqrt(2 / nearness)
        return self.x + stretch * dot(east, vector), self.y - stretch * dot(north, vector)

    @property
    def horizon(self) -> float:
        """The radius of the map's rim in pixels, `reach` degrees from the centre."""
        return 2 * self.scale * math.sin(math.radians(self.reach) / 2)


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def angle(a: Vector, b: Vector) -> float:
    """Return the angle between two unit vectors in degrees; exact for near ones too."""
    apart = math.dist(a, b)
    return math.degrees(2 * math.asin(min(1.0, apart / 2)))


def distance_km(a: Point, b: Point) -> float:
    """Return the length of the great circle from `a` to `b` in kilometres."""
    return math.radians(angle(a.vector, b.vector)) * EARTH_RADIUS_KM


def great_circle(a: Point, b: Point, n: int) -> list[Point]:
    """Return `n` points on the shortest way from `a` to `b`, equally far apart; both ends, so at least two.

    Between antipodes every way is equally short; one over the point 0° N 0° E or 0° N 90° E is taken.
    """
    start, end = a.vector, b.vector
    side = _aside(start, end)
    turn = math.radians(angle(start, end))
    points = [a]
    for step in range(1, n - 1):
        part = turn * step / (n - 1)
        x, y, z = (s * math.cos(part) + t * math.sin(part) for s, t in zip(start, side, strict=True))
        points.append(Point.at((x, y, z)))
    return [*points, b]


def _aside(start: Vector, end: Vector) -> Vector:
    """The direction in which one leaves `start` for `end`."""
    for towards in (end, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)):
        along = dot(start, towards)
        rest = (towards[0] - along * start[0], towards[1] - along * start[1], towards[2] - along * start[2])
        length = math.hypot(*rest)
        if length > _NOWHERE:
            return rest[0] / length, rest[1] / length, rest[2] / length
    raise AssertionError("two axes cannot both be parallel to one vector")


def fit(
    points: Sequence[Point],
    width: float,
    height: float,
    padding: float,
    *,
    minimum_extent_km: float = MINIMUM_EXTENT_KM,
) -> Projection:
    """Return the projection that shows all `points` in `width` × `height` pixels, `padding` off the edges.

    The first point is the one the map is about; it decides how the world is turned when the others lie all
    over it. The shorter side shows at least `minimum_extent_km`, so that a region still looks like a map, and
    at most the whole earth, as a disc.
    """
    vectors = [point.vector for point in points] or [Point(0, 0).vector]
    centre = _centre(vectors)
    farthest = _farthest(centre, vectors)
    unit = Projection(centre, 1.0)
    box = Box.around([unit.to_map(Point.at(vector)) for vector in vectors])
    room_x, room_y = max(1.0, width - 2 * padding), max(1.0, height - 2 * padding)
    scale = min(
        min(width, height) * EARTH_RADIUS_KM / minimum_extent_km,
        room_x / max(box.right - box.left, _NOWHERE),
        room_y / max(box.bottom - box.top, _NOWHERE),
    )
    # Beyond a right angle coasts are drawn out along the rim: show no more of that than need be.
    reach = min(_FARTHEST_REACH, max(_LEAST_REACH, farthest + 12.0))
    disc = 2 * math.sin(math.radians(reach) / 2)
    if farthest > _GLOBE and 2 * disc * scale < _ALMOST * max(width, height):
        # Most of the earth is in sight: show the whole disc in the middle of the frame, not a bitten one.
        x, y = max(-box.left, box.right, _NOWHERE), max(-box.top, box.bottom, _NOWHERE)
        scale = min(room_x / 2 / x, room_y / 2 / y, min(width, height) / 2.04 / disc)
        return Projection(centre, scale, width / 2, height / 2, reach)
    x = width / 2 - scale * (box.left + box.right) / 2
    y = height / 2 - scale * (box.top + box.bottom) / 2
    corner = math.hypot(max(x, width - x), max(y, height - y)) / 2 / scale
    if corner < math.sin(math.radians(_CORNER_REACH) / 2):  # let the land fill the frame
        reach = max(reach, math.degrees(2 * math.asin(corner)) + 1.0)
    return Projection(centre, scale, x, y, reach)


def _centre(vectors: Sequence[Vector]) -> Point:
    """The middle of the smallest cap of the globe that holds all `vectors`, kept off the poles on wide maps.

    From the mean direction, steps that grow smaller lead towards whatever is farthest (Bădoiu and Clarkson).
    """
    x, y, z = (sum(vector[axis] for vector in vectors) for axis in range(3))
    if math.hypot(x, y, z) < _NOWHERE * len(vectors):  # antipodes: look at them from the side
        return _sideways(vectors[0])
    length = math.hypot(x, y, z)
    ball = (x / length, y / length, z / length)
    for step in range(2, _STEPS_TO_CENTRE):
        pivot = ball
        far = max(vectors, key=lambda vector: math.dist(pivot, vector))
        ball = (
            ball[0] + (far[0] - ball[0]) / step,
            ball[1] + (far[1] - ball[1]) / step,
            ball[2] + (far[2] - ball[2]) / step,
        )
    if math.hypot(*ball) < 0.05:  # the points are all around the earth: no cap is small
        ball = (x, y, z)
    middle = Point.at(ball)
    # A map with the pole in it has no north, so the wider a map, the nearer to the equator its centre is.
    most = max(_MOST_LATITUDE, 90.0 - _farthest(middle, vectors))
    middle = Point(_within(middle.latitude, most), middle.longitude)
    if _farthest(middle, vectors) <= _WORLD:
        return middle
    # The world as the first town sees it: the middle of far-flung places is often an ocean.
    home = Point.at(vectors[0])
    latitude = _within(home.latitude, _MOST_LATITUDE)
    eastwards = math.remainder(middle.longitude - home.longitude, 360)
    views = [Point(latitude, home.longitude + eastwards * share) for share in (0, 0.25, 0.5, 0.75)]
    return next((view for view in views if _farthest(view, vectors) <= _BEARABLE), middle)


def _farthest(centre: Point, vectors: Sequence[Vector]) -> float:
    """How far the farthest of `vectors` is from `centre`, in degrees."""
    seen_from = centre.vector
    return max(angle(seen_from, vector) for vector in vectors)


def _within(latitude: float, most: float) -> float:
    return min(most, max(-most, latitude))


def _sideways(vector: Vector) -> Point:
    """A place on the equator from which `vector` and its antipode are equally far."""
    x, y, _ = vector
    return Point.at((-y, x, 0.0) if math.hypot(x, y) > _NOWHERE else (1.0, 0.0, 0.0))
