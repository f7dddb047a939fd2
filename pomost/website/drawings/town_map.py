"""The map of a city's partners: land, borders, an arch from the city to each partner, marks and names.

All of it is numbers and paths; templates/website/drawings/town_map.html writes them as SVG. Coordinates are
pixels of the size the map is drawn for. When it is shown larger, marks, names and strokes keep their size;
only the land grows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pomost.places.borders import outlines
from pomost.places.lines import XY, path_data
from pomost.places.projection import Point, Projection, fit
from pomost.website.drawings.labels import Label, Spot, place_labels

_TOLERANCE = 0.8  # pixels a coast may stray
_DECIMALS = 1
_PADDING = 0.2  # of the shorter side, so that no town stands in a corner
# Where an arch's Bézier point lies from the middle of its chord; the crown lies half as far:
_RISE = 0.3  # upwards, in parts of the chord's width
_LEAN = 0.16  # aside, in parts of what the chord is longer than wide
_HEADROOM = 8.0  # pixels kept free above a crown
_ARCH_STEP = 4.0  # pixels from one point of an arch to the next, where names mind arches
_MINDED = 40  # with more arches than this there is no place without one

_OPAQUE_ARCS = 12  # more of them grow thinner, so that the land stays in sight
_HOME, _EMPHASISED, _PLAIN = 6.0, 5.0, 4.0  # radii of marks in pixels


@dataclass(frozen=True, slots=True)
class MapTown:
    """A town to be shown. Degrees, north and east positive; `url` and `detail` may be empty.

    `detail` is said after the name, in the reader's language: "Germany, together since 1984".
    Towns with `emphasis` have a larger mark and choose the place of their name first.
    """

    name: str
    latitude: float
    longitude: float
    url: str = ""
    detail: str = ""
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A town on the map: where, as pixels and as parts of the whole, and what it is called."""

    x: float
    y: float
    left: str
    top: str
    radius: float
    name: str
    url: str
    detail: str
    is_home: bool
    label: Label | None

    @property
    def description(self) -> str:
        """The name with the detail."""
        return f"{self.name}, {self.detail}" if self.detail else self.name


@dataclass(frozen=True, slots=True)
class TownMap:
    """A map ready to be written: paths as SVG has them, marks with their labels, the home town first."""

    width: int
    height: int
    sea: str
    countries: tuple[str, ...]
    borders: str
    arcs: tuple[str, ...]
    arc_opacity: float
    marks: tuple[Mark, ...]

    @property
    def labels(self) -> tuple[tuple[float, float, str, str], ...]:
        """What stands on the map: x and y of the baseline in pixels, anchor, text."""
        return tuple(
            (mark.x + label.dx, mark.y + label.dy, label.anchor, label.text)
            for mark in self.marks
            if (label := mark.label)
        )


def draw_town_map(home: MapTown, partners: Sequence[MapTown], *, width: int, height: int) -> TownMap:
    """Return the map of `home` and its `partners` in `width` × `height` pixels.

    It may be shown a little smaller and up to twice as large without names running into one another. Takes
    about a tenth of a second, the first one twice that.
    """
    towns = [home, *partners]
    places = [Point(town.latitude, town.longitude) for town in towns]
    projection = fit(places, width, height, min(width, height) * _PADDING)
    spots = [
        Spot(*projection.to_map(place), _radius(town, index), town.name, is_bold=index == 0)
        for index, (town, place) in enumerate(zip(towns, places, strict=True))
    ]
    arches = [_arch(spots[0], spot) for spot in spots[1:] if (spot.x, spot.y) != (spots[0].x, spots[0].y)]
    minded = [point for arch in arches for point in _samples(*arch)] if len(arches) <= _MINDED else []
    order = sorted(range(len(towns)), key=lambda index: (index > 0, not towns[index].emphasis, index))
    labels = place_labels(spots, order, minded, width=width, height=height)
    ground = outlines(projection, width, height, _TOLERANCE)
    return TownMap(
        width=width,
        height=height,
        sea=_sea(projection, width, height),
        countries=tuple(path_data(rings, decimals=_DECIMALS, closed=True) for rings in ground.countries),
        borders=path_data(ground.borders, decimals=_DECIMALS, closed=False),
        arcs=tuple(_arch_path(*arch) for arch in arches),
        arc_opacity=round(min(1.0, math.sqrt(_OPAQUE_ARCS / max(1, len(arches)))), 2),
        marks=tuple(
            _mark(town, spot, labels.get(index), width, height, is_home=index == 0)
            for index, (town, spot) in enumerate(zip(towns, spots, strict=True))
        ),
    )


def _radius(town: MapTown, index: int) -> float:
    return _HOME if index == 0 else _EMPHASISED if town.emphasis else _PLAIN


def _mark(town: MapTown, spot: Spot, label: Label | None, width: int, height: int, *, is_home: bool) -> Mark:
    return Mark(
        x=round(spot.x, 1),
        y=round(spot.y, 1),
        left=f"{100 * spot.x / width:.2f}%",
        top=f"{100 * spot.y / height:.2f}%",
        radius=spot.radius,
        name=town.name,
        url=town.url,
        detail=town.detail,
        is_home=is_home,
        label=label,
    )


def _sea(projection: Projection, width: int, height: int) -> str:
    """The frame, or the disc of the earth where its rim is in sight."""
    radius = projection.horizon
    corners = [(x - projection.x, y - projection.y) for x in (0, width) for y in (0, height)]
    if all(x * x + y * y <= radius * radius for x, y in corners):
        return f"M-4-4H{width + 4}V{height + 4}H-4z"  # its outline is not to be seen
    across = f"{2 * radius:.1f}"
    return (
        f"M{projection.x - radius:.1f} {projection.y:.1f}"
        f"a{radius:.1f} {radius:.1f} 0 1 1 {across} 0a{radius:.1f} {radius:.1f} 0 1 1-{across} 0z"
    )


def _arch(home: Spot, partner: Spot) -> tuple[XY, XY, XY]:
    """A footbridge from one town to the other: start, Bézier point and end of a parabola that stands upright.

    The steeper the way, the flatter the arch, and the more it leans outwards instead.
    """
    across = abs(partner.x - home.x)
    steepness = math.hypot(across, partner.y - home.y) - across
    lean = math.copysign(_LEAN * steepness, partner.x - home.x)
    crown = (home.y + partner.y) / 2 - _RISE * across
    highest = 2 * _HEADROOM - min(home.y, partner.y)
    return (home.x, home.y), ((home.x + partner.x) / 2 + lean, max(crown, highest)), (partner.x, partner.y)


def _arch_path(start: XY, top: XY, end: XY) -> str:
    return "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*start, *top, *end)


def _samples(start: XY, top: XY, end: XY) -> list[XY]:
    """Points along an arch, without its ends, where marks are."""
    points = []
    steps = math.ceil(math.dist(start, end) / _ARCH_STEP)
    for step in range(1, steps):
        t = step / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        points.append((a * start[0] + b * top[0] + c * end[0], a * start[1] + b * top[1] + c * end[1]))
    return points
