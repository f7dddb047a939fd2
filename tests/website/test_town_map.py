"""The map of a city's partner towns."""

import gzip
import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from pomost.website.drawings.labels import FONT_SIZE, LARGEST, SMALLEST, text_width
from pomost.website.drawings.town_map import MapTown, TownMap, draw_town_map

pytestmark = pytest.mark.once

LESZNO = MapTown("Leszno", 51.84, 16.57)
SUHL = MapTown("Suhl", 50.61, 10.69, "/partnerships/suhl/", "Germany, together since 1984", emphasis=True)
PARTNERS = [
    SUHL,
    MapTown("Deurne", 51.46, 5.80, "/partnerships/deurne/"),
    MapTown("Montluçon", 46.34, 2.60, "/partnerships/montlucon/"),
    MapTown("Sankt Pölten", 48.20, 15.62, "/partnerships/sankt-polten/"),
    MapTown("Biel/Bienne", 47.14, 7.25, "/partnerships/biel-bienne/"),
]
WORLD = [
    MapTown("Tokyo", 35.68, 139.69),
    MapTown("Buenos Aires", -34.60, -58.38),
    MapTown("Anchorage", 61.22, -149.9),
    MapTown("Suva", -18.14, 178.44),
    MapTown("Cape Town", -33.92, 18.42),
]

towns = st.builds(
    MapTown,
    name=st.text(min_size=1, max_size=24),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    emphasis=st.booleans(),
)


def draw(*partners: MapTown, home: MapTown = LESZNO, width: int = 640, height: int = 430) -> TownMap:
    return draw_town_map(home, partners, width=width, height=height)


def render(town_map: TownMap) -> str:
    return render_to_string("website/drawings/town_map.html", {"map": town_map, "label": "Partner towns"})


@pytest.mark.parametrize(("width", "height"), [(720, 480), (340, 340)], ids=["wide", "narrow"])
def test_every_partner_of_leszno_is_named(width: int, height: int) -> None:
    town_map = draw(*PARTNERS, width=width, height=height)

    assert [text for _, _, _, text in town_map.labels] == [town.name for town in (LESZNO, *PARTNERS)]


def test_home_is_the_first_mark_and_the_only_home() -> None:
    town_map = draw(*PARTNERS)

    assert [mark.is_home for mark in town_map.marks] == [True, False, False, False, False, False]
    assert town_map.marks[0].name == "Leszno"


def test_each_partner_has_an_arch_and_a_mark_in_the_frame() -> None:
    town_map = draw(*WORLD)

    assert len(town_map.arcs) == 5
    assert all(0 < mark.x < 640 and 0 < mark.y < 430 for mark in town_map.marks)


def test_the_same_towns_give_the_same_bytes() -> None:
    assert draw(*PARTNERS) == draw(*PARTNERS)


def test_a_home_without_partners_stands_in_the_middle_of_its_region() -> None:
    town_map = draw()

    assert (town_map.arcs, len(town_map.marks)) == ((), 1)
    assert (town_map.marks[0].left, town_map.marks[0].top) == ("50.00%", "50.00%")
    assert town_map.countries


def test_a_partner_at_the_home_has_a_mark_and_a_name_but_no_arch() -> None:
    town_map = draw(replace(SUHL, latitude=LESZNO.latitude, longitude=LESZNO.longitude))

    assert town_map.arcs == ()
    assert [text for _, _, _, text in town_map.labels] == ["Leszno", "Suhl"]


def test_two_equal_towns_are_two_marks() -> None:
    town_map = draw(LESZNO, LESZNO)

    assert [mark.is_home for mark in town_map.marks] == [True, False, False]
    assert town_map.marks[1].radius < town_map.marks[0].radius


def test_an_antipode_is_shown_on_the_disc_of_the_earth() -> None:
    town_map = draw(MapTown("Antipode", -51.84, -163.43))

    assert "a" in town_map.sea
    assert all(0 < mark.x < 640 and 0 < mark.y < 430 for mark in town_map.marks)


def test_alaska_lies_east_of_fiji() -> None:
    suva, anchorage = draw(WORLD[2], home=WORLD[3]).marks

    assert suva.x < anchorage.x
    assert suva.y > anchorage.y


def test_an_emphasised_town_chooses_its_place_first() -> None:
    here = MapTown("Aaaaaaaaaaaaaaaaaaaa", 50.0, 10.0)
    crowd = [replace(here, name=f"{number:020}", latitude=50 + number / 50) for number in range(20)]
    town_map = draw(*crowd, replace(here, name="Important", emphasis=True))

    assert "Important" in [text for _, _, _, text in town_map.labels]
    assert len(town_map.labels) < 22


@pytest.mark.parametrize("count", [3, 300])
def test_a_map_stays_under_60_kilobytes(count: int) -> None:
    # Spread as evenly over the world as the seeds of a sunflower, which shows the most coasts.
    latitudes = [math.degrees(math.asin(1 - (2 * n + 1) / count)) for n in range(count)]
    partners = [
        MapTown(f"Partner town {n}", latitude, n * 137.5 % 360 - 180, f"/partnerships/town-{n}/")
        for n, latitude in enumerate(latitudes)
    ]
    html = render(draw(*partners, width=720, height=480))

    assert len(gzip.compress(html.encode())) < 60_000


def sixty() -> list[MapTown]:
    """Invented partners all over Europe, some of them close together."""
    return [
        MapTown(
            f"{'Neu' * (n % 3)}stadt {n}",
            40 + n * 0.618 % 1 * 22,
            -8 + n * 0.755 % 1 * 36,
            f"/partnerships/{n}/",
            "since 1990",
        )
        for n in range(60)
    ]


SETS = {
    "one region": (
        LESZNO,
        [
            MapTown(name, latitude, longitude, f"/{name}/")
            for name, latitude, longitude in [
                ("Głogów", 51.66, 16.08), ("Rawicz", 51.61, 16.86), ("Kościan", 52.09, 16.64), ("Wschowa", 51.81, 16.32)
            ]
        ],
    ),
    "the world": (LESZNO, [replace(town, url=f"/{town.name}/") for town in WORLD]),
    "across the date line": (
        MapTown("Suva", -18.14, 178.44),
        [
            MapTown(name, latitude, longitude, f"/{name}/")
            for name, latitude, longitude in [
                ("Apia", -13.83, -171.77), ("Anchorage", 61.22, -149.9), ("Petropavlovsk", 53.04, 158.65),
                ("Auckland", -36.85, 174.76), ("Honolulu", 21.31, -157.86),
            ]
        ],
    ),
    "sixty towns": (LESZNO, sixty()),
}  # fmt: skip


@pytest.mark.parametrize(("home", "partners"), SETS.values(), ids=SETS.keys())
def test_a_map_holds_whatever_the_partners_are(home: MapTown, partners: list[MapTown]) -> None:
    drawings = [draw_town_map(home, partners, width=w, height=h) for w, h in ((720, 480), (340, 280))]
    htmls = [render(drawing) for drawing in drawings]

    assert len(gzip.compress("".join(htmls).encode())) < 60_000
    for drawing, html in zip(drawings, htmls, strict=True):
        assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in drawing.marks)
        assert _overlaps(drawing) == []
        links = ElementTree.fromstring(html).findall("a")
        assert [(link.get("href"), link.get("aria-label")) for link in links] == [(p.url, p.name) for p in partners]


@pytest.mark.parametrize("name", ["one region", "the world", "across the date line"])
def test_where_there_is_room_every_town_has_its_name(name: str) -> None:
    home, partners = SETS[name]
    town_map = draw(*partners, home=home, width=720, height=480)

    assert [text for _, _, _, text in town_map.labels] == [town.name for town in (home, *partners)]


def test_across_the_date_line_neighbours_stay_neighbours() -> None:
    home, partners = SETS["across the date line"]
    marks = {mark.name: mark for mark in draw(*partners, home=home, width=720, height=480).marks}

    assert marks["Auckland"].x < marks["Suva"].x < marks["Apia"].x < marks["Honolulu"].x
    assert marks["Petropavlovsk"].x < marks["Anchorage"].x


@given(st.lists(towns, max_size=8), towns)
@settings(max_examples=30, deadline=None)
def test_any_towns_make_a_map_of_finite_numbers(partners: list[MapTown], home: MapTown) -> None:
    town_map = draw(*partners, home=home)

    assert len(town_map.marks) == len(partners) + 1
    assert all(math.isfinite(mark.x) and math.isfinite(mark.y) for mark in town_map.marks)
    drawn = " ".join((*town_map.countries, town_map.borders, *town_map.arcs, town_map.sea))
    assert not re.search(r"nan|inf|e[-+\d]", drawn)


@given(st.lists(towns, max_size=12), towns, st.sampled_from([SMALLEST, 1.0, 1.5, LARGEST]))
@settings(max_examples=30, deadline=None)
def test_no_name_runs_into_another_at_any_size(partners: list[MapTown], home: MapTown, size: float) -> None:
    boxes = _boxes(draw(*partners, home=home), size)

    for index, (left, top, right, bottom) in enumerate(boxes):
        for other_left, other_top, other_right, other_bottom in boxes[:index]:
            apart = left >= other_right or other_left >= right or top >= other_bottom or other_top >= bottom
            assert apart


@given(st.lists(towns, max_size=12), towns)
@settings(max_examples=20, deadline=None)
def test_no_name_covers_the_mark_of_another_town(partners: list[MapTown], home: MapTown) -> None:
    town_map = draw(*partners, home=home)
    named = [mark for mark in town_map.marks if mark.label]

    for mark, (left, top, right, bottom) in zip(named, _boxes(town_map, 1), strict=True):
        for other in town_map.marks:
            if (other.x, other.y) != (mark.x, mark.y):
                assert not (left < other.x < right and top < other.y < bottom)


def test_a_name_in_japanese_needs_more_room_than_one_in_latin() -> None:
    assert text_width("東京") == 2 * FONT_SIZE
    assert text_width("To") < text_width("東京")


def test_the_drawing_is_named_and_its_land_is_decoration() -> None:
    svg = ElementTree.fromstring(render(draw(*PARTNERS)))
    land = svg[0]

    assert (svg.get("role"), svg.get("aria-label")) == ("group", "Partner towns")
    assert land.get("aria-hidden") == "true"
    assert not land.findall(".//a")


def test_each_partner_is_a_link_with_its_name_and_a_wide_target() -> None:
    svg = ElementTree.fromstring(render(draw(*PARTNERS)))
    links = svg.findall("a")

    assert [link.get("href") for link in links] == [town.url for town in PARTNERS]
    assert [link.get("aria-label") for link in links] == [town.name for town in PARTNERS]
    assert links[0].findtext("title") == "Suhl, Germany, together since 1984"
    for link in links:
        target = link.find("circle")
        assert target is not None
        assert float(target.get("r", "0")) >= 12
        assert target.get("pointer-events") == "all"


def test_a_town_without_an_address_is_named_but_no_link() -> None:
    svg = ElementTree.fromstring(render(draw(*WORLD)))
    groups = svg.findall("g")

    assert svg.findall("a") == []
    assert [group.get("aria-label") for group in groups] == [town.name for town in (LESZNO, *WORLD)]
    assert {group.get("role") for group in groups} == {"img"}


def test_home_differs_by_shape() -> None:
    svg = ElementTree.fromstring(render(draw(SUHL)))

    assert [mark.tag for mark in svg.iter() if mark.get("class") == "map-home"] == ["rect"]
    assert [mark.tag for mark in svg.iter() if mark.get("class") == "map-mark"] == ["circle"]


def test_numbers_are_written_for_machines_in_every_language() -> None:
    with translation.override("pl"):
        polish = render(draw(*PARTNERS))

    assert polish == render(draw(*PARTNERS))
    assert not re.search(r'"-?\d+,\d', polish)


def test_names_are_escaped() -> None:
    html = render(draw(replace(SUHL, name='<b onclick="x">')))

    assert "<b" not in html
    assert "&lt;b" in html


def test_only_known_classes_and_neither_style_nor_script_are_used() -> None:
    html = render(draw(*PARTNERS))

    assert set(re.findall(r'class="([^"]*)"', html)) == {
        *("map", "map-sea", "map-land", "map-border", "map-arc"),
        *("map-mark", "map-home", "map-label", "map-label-home"),
    }
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", html)


def _overlaps(town_map: TownMap) -> list[tuple[str, str]]:
    """The names that run into one another at the size the map was drawn for, or as large as it is ever shown."""
    found = []
    names = [mark.name for mark in town_map.marks if mark.label]
    for size in (SMALLEST, 1, LARGEST):
        boxes = _boxes(town_map, size)
        for i, (left, top, right, bottom) in enumerate(boxes):
            for j, (other_left, other_top, other_right, other_bottom) in enumerate(boxes[:i]):
                if left < other_right and other_left < right and top < other_bottom and other_top < bottom:
                    found.append((names[i], names[j]))
    return found


def _boxes(town_map: TownMap, size: float) -> list[tuple[float, float, float, float]]:
    """Where the names stand when the map is shown in `size` times the size it was drawn for."""
    boxes = []
    for mark in town_map.marks:
        if label := mark.label:
            wide = text_width(label.text, is_bold=mark.is_home)
            x, y = mark.x * size + label.dx, mark.y * size + label.dy
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
            boxes.append((left, y - 0.75 * FONT_SIZE, left + wide, y + 0.2 * FONT_SIZE))
    return boxes
