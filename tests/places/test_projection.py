"""The projection under the maps, and distances on the globe."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.places.projection import EARTH_RADIUS_KM, Point, Projection, distance_km, fit, great_circle

LESZNO, SUHL = Point(51.8406, 16.5749), Point(50.6091, 10.694)
SUVA, ANCHORAGE = Point(-18.14, 178.44), Point(61.22, -149.9)

points = st.builds(Point, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))


def test_leszno_and_suhl_are_432_kilometres_apart() -> None:
    assert distance_km(LESZNO, SUHL) == pytest.approx(432, abs=1)


def test_antipodes_are_half_the_earth_apart() -> None:
    assert distance_km(Point(30, 20), Point(-30, -160)) == pytest.approx(math.pi * EARTH_RADIUS_KM)


@given(points, points)
def test_distance_is_the_same_both_ways(a: Point, b: Point) -> None:
    assert distance_km(a, b) == distance_km(b, a)


@given(points)
def test_distance_to_itself_is_nothing(point: Point) -> None:
    assert distance_km(point, point) == 0


@given(points, points, points)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-3


@given(points, points)
def test_great_circle_walks_in_equal_steps(a: Point, b: Point) -> None:
    way = great_circle(a, b, 5)

    assert (way[0], way[-1]) == (a, b)
    for start, end in pairwise(way):
        assert distance_km(start, end) == pytest.approx(distance_km(a, b) / 4, abs=1e-3)


def test_great_circle_to_alaska_crosses_the_date_line() -> None:
    middle = great_circle(SUVA, ANCHORAGE, 3)[1]

    assert abs(middle.longitude) > 160


@given(points)
def test_centre_comes_to_the_origin(centre: Point) -> None:
    assert Projection(centre, 100.0, 7.0, 9.0).to_map(centre) == pytest.approx((7, 9))


def test_north_is_up_and_east_is_right() -> None:
    projection = Projection(Point(50, 10), 1000.0)

    assert projection.to_map(Point(51, 10)) == pytest.approx((0, -17.45), abs=0.01)
    assert projection.to_map(Point(50, 11))[0] > 10


@given(points, points)
def test_every_point_has_a_finite_place_on_the_disc(centre: Point, point: Point) -> None:
    x, y = Projection(centre, 1.0).to_map(point)

    assert math.hypot(x, y) <= 2 + 1e-6


@given(points, st.floats(-80, 80), st.floats(-180, 180))
def test_areas_keep_their_size_wherever_they_lie(centre: Point, south: float, west: float) -> None:
    side = 0.1
    corners = [
        Point(south, west),
        Point(south, west + side),
        Point(south + side, west + side),
        Point(south + side, west),
    ]
    if any(distance_km(centre, corner) > 17_000 for corner in corners):
        return  # near the antipode a square becomes too thin for straight sides to measure it
    flat = [Projection(centre, EARTH_RADIUS_KM).to_map(corner) for corner in corners]
    sides = zip(flat, flat[1:] + flat[:1], strict=True)
    on_map = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2
    height = math.sin(math.radians(south + side)) - math.sin(math.radians(south))
    on_globe = EARTH_RADIUS_KM**2 * math.radians(side) * height

    assert on_map == pytest.approx(on_globe, rel=0.02)


@given(st.lists(points, min_size=1, max_size=12))
def test_fit_shows_all_points_inside_the_padding(towns: list[Point]) -> None:
    projection = fit(towns, 640, 400, 40)

    for x, y in map(projection.to_map, towns):
        assert 40 - 1e-3 <= x <= 600 + 1e-3
        assert 40 - 1e-3 <= y <= 360 + 1e-3


def test_fit_keeps_neighbours_together_across_the_date_line() -> None:
    projection = fit([SUVA, Point(-13.83, -171.77)], 600, 400, 40)  # Suva and Apia

    assert projection.to_map(SUVA)[0] < projection.to_map(Point(-13.83, -171.77))[0]
    assert abs(projection.centre.longitude) > 170


def test_one_town_alone_is_shown_with_its_region() -> None:
    projection = fit([LESZNO], 600, 400, 40)

    assert projection.to_map(LESZNO) == pytest.approx((300, 200))
    assert 400 * EARTH_RADIUS_KM / projection.scale == pytest.approx(400)


def test_no_town_at_all_is_still_a_map() -> None:
    assert math.isfinite(fit([], 600, 400, 40).scale)


def test_a_wide_map_keeps_the_pole_out_of_its_middle() -> None:
    leszno_alaska = fit([LESZNO, ANCHORAGE], 600, 400, 40)

    assert leszno_alaska.centre.latitude < 60


def test_the_world_is_seen_from_the_first_town() -> None:
    world = [LESZNO, Point(35.7, 139.7), Point(41.3, -72.9), Point(-33.9, 18.4)]

    assert fit(world, 600, 400, 40).centre.longitude == pytest.approx(LESZNO.longitude)


def test_antipodes_are_seen_from_between() -> None:
    projection = fit([LESZNO, Point(-51.8406, -163.4251)], 600, 400, 40)

    assert projection.reach < 160


def test_towns_on_one_meridian_half_the_world_apart_fit_too() -> None:
    towns = [Point(44, 0), Point(-76, 0)]
    places = list(map(fit(towns, 640, 400, 40).to_map, towns))

    assert [x for x, _ in places] == pytest.approx([320, 320])
    assert max(y for _, y in places) - min(y for _, y in places) > 200
