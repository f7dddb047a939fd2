"""The world's borders, and what of them a map shows."""

import math

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from pomost.places.borders import country, outlines, world
from pomost.places.lines import XY, Box, clip_ring, path_data, simplify
from pomost.places.projection import Point, Projection, fit

points = st.builds(Point, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Point(44.95, 34.10), "UA"),  # Simferopol
        (Point(51.84, 16.57), "PL"),  # Leszno
        (Point(50.61, 10.69), "DE"),  # Suhl
        (Point(47.14, 7.25), "CH"),  # Biel/Bienne
        (Point(42.66, 21.16), "XK"),  # Prishtina
        (Point(35.34, 33.32), "CY"),  # Kyrenia
        (Point(9.56, 44.06), "SO"),  # Hargeisa
        (Point(27.15, -13.20), "EH"),  # Laayoune
        (Point(-29.31, 27.48), "LS"),  # Maseru, in a country that another surrounds
        (Point(-17.80, 178.0), "FJ"),
        (Point(66.0, -175.0), "RU"),  # east of the date line
        (Point(-85.0, 0.0), "AQ"),
    ],
)
def test_a_town_lies_in_its_country_and_in_no_other(place: Point, code: str) -> None:
    assert [shape.code for shape in world().countries if shape.contains(place)] == [code]


def test_the_high_seas_lie_in_no_country() -> None:
    assert not [shape for shape in world().countries if shape.contains(Point(0, -30))]


def test_every_country_has_a_code_with_a_name_and_a_shape() -> None:
    names = Locale("en").territories

    assert {shape.code for shape in world().countries} - set(names) == {""}
    for shape in world().countries:
        assert max(len(set(ring)) for ring in shape.rings) >= 3, shape.code


def test_a_code_without_a_country_is_refused() -> None:
    with pytest.raises(KeyError):
        country("ZZ")


def test_rings_are_closed() -> None:
    for ring in country("NO").rings:
        assert ring[0].vector == pytest.approx(ring[-1].vector)


def test_neighbours_share_the_very_same_border() -> None:
    poland = {max(number, ~number) for ring in country("PL").numbers for number in ring}
    germany = {max(number, ~number) for ring in country("DE").numbers for number in ring}

    assert poland & germany
    assert poland & germany <= set(world().borders)


def test_what_was_one_country_for_the_source_has_no_border_inside() -> None:
    cyprus = {max(number, ~number) for ring in country("CY").numbers for number in ring}

    assert not cyprus & set(world().borders)


def test_a_map_of_an_ocean_is_empty() -> None:
    shown = outlines(fit([Point(40, -40)], 300, 300, 20), 300, 300, 0.8)

    assert (shown.countries, shown.borders) == ([], [])


def test_a_map_inside_one_country_is_all_land() -> None:
    frame = outlines(fit([Point(-24, 134)], 300, 300, 20), 300, 300, 0.8)

    assert [abs(_area(ring)) for ring in frame.countries[0]] == pytest.approx([308 * 308])


@pytest.mark.parametrize(
    "centre",
    [Point(0, 0), Point(20, 16.6), Point(40, -4), Point(-20, 24), Point(35, 105), Point(90, 0)],
    ids=["sea opposite", "Leszno", "New Zealand opposite", "Hawaii opposite", "Argentina opposite", "pole"],
)
def test_the_whole_earth_has_as_much_land_as_it_should(centre: Point) -> None:
    # Land takes up 29 % of the earth, and an equal-area map says so too, whatever lies behind its rim.
    shown = outlines(Projection(centre, 100.0, 210.0, 210.0, reach=178.0), 420, 420, 0.2)
    land = sum(abs(_area_by_even_odd(rings)) for rings in shown.countries)

    assert land / (math.pi * 200 * 200) == pytest.approx(0.29, abs=0.01)


@given(points, st.floats(50, 20_000), st.floats(60, 178))
@settings(max_examples=12, deadline=None)
def test_any_map_holds_finite_places_inside_its_frame(centre: Point, scale: float, reach: float) -> None:
    shown = outlines(Projection(centre, scale, 150.0, 100.0, reach), 300, 200, 0.8)

    frame = Box(0, 0, 300, 200).grown(5)
    assert all(frame.holds(point) for rings in shown.countries for ring in rings for point in ring)
    assert all(math.isfinite(x) and math.isfinite(y) for line in shown.borders for x, y in line)


def test_simplify_keeps_ends_and_corners() -> None:
    assert simplify([(0, 0), (1, 0.1), (2, 0), (2, 5)], 0.5) == [(0, 0), (2, 0), (2, 5)]


def test_simplify_keeps_a_closed_line_closed() -> None:
    assert simplify([(0, 0), (9, 0), (9, 9), (0, 0)], 1) == [(0, 0), (9, 0), (9, 9), (0, 0)]


def test_clipping_cuts_a_ring_to_the_box() -> None:
    cut = clip_ring([(-5, -5), (5, -5), (5, 5), (-5, 5)], Box(0, 0, 9, 9))

    assert Box.around(cut) == Box(0, 0, 5, 5)


def test_clipping_leaves_nothing_of_a_ring_outside() -> None:
    assert clip_ring([(20, 20), (30, 20), (30, 30)], Box(0, 0, 9, 9)) == []


def test_a_path_is_written_as_steps() -> None:
    lines = [[(10.0, 0.5), (10.04, 0.5), (11.0, -0.25)], [(0.0, 0.0), (3.0, 4.0)]]

    assert path_data(lines, decimals=1, closed=True) == "m10 .5 1-.7zm-10-.5 3 4z"


def _area(ring: list[XY]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _area_by_even_odd(rings: list[list[XY]]) -> float:
    """The area that is drawn, by scan lines half a pixel apart."""
    total = 0.0
    for row in range(840):
        y = row / 2 + 0.25
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for ring in rings
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
            if (y1 > y) is not (y2 > y)
        )
        total += sum(end - start for start, end in zip(crossings[::2], crossings[1::2], strict=True)) / 2
    return total
