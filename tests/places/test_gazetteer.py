"""The gazetteer: looking towns up, and building the file they are looked up in."""

import lzma
import math
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from pomost.languages.folding import fold
from pomost.places.gazetteer import FORMAT, Gazetteer, Town, build, ensure, gazetteer

tool = import_module("tools.build_gazetteer")  # by name: to mypy the tools are scripts, no package

# geonames id, name, country, admin1, latitude, longitude, population, other names
Row = tuple[int, str, str, str, float, float, int, str]
TOWNS: list[Row] = [
    (2867714, "Munich", "DE", "02", 48.1374, 11.5755, 1505005, "München|Muenchen|Monachium|Munich Bavaria"),
    (2886242, "Köln", "DE", "07", 50.9333, 6.95, 1024621, "Cologne|Koeln|Colonia"),
    (3093133, "Łódź", "PL", "74", 51.7706, 19.474, 639890, "Litzmannstadt|Lodzia"),
    (3093524, "Leszno", "PL", "86", 51.8403, 16.5749, 63565, "Lissa"),
    (766373, "Leszno", "PL", "78", 52.258, 20.5912, 3253, ""),
    (2661513, "Biel/Bienne", "CH", "BE", 47.1371, 7.2461, 55120, "Biel|Bienne"),
    (2949186, "Bielefeld", "DE", "07", 52.0333, 8.5333, 331906, "Bilefeld"),
    (3129329, "Biel", "ES", "52", 42.3833, -0.9333, 215, ""),
    (2766429, "Sankt Pölten", "AT", "03", 48.2076, 15.6373, 21911, "St. Pölten|Saint-Hippolyte"),
    (2992292, "Montluçon", "FR", "84", 46.3402, 2.6025, 44960, "Mons Luzonis"),
    (3024280, "Cologne", "FR", "76", 43.7221, 0.9774, 728, ""),
    (2204582, "Labasa", "FJ", "03", -16.4332, 179.3645, 27949, ""),
    (4032243, "Vaini", "FJ", "03", -16.8, -179.95, 10, "East of the date line"),
    (2729907, "Longyearbyen", "SJ", "21", 78.2232, 15.6469, 2060, ""),
]


def write_source(path: Path, towns: Sequence[Row] = TOWNS) -> Path:
    """Write towns in the format of the shipped file."""
    text = "".join("\t".join(map(str, town)) + "\n" for town in towns)
    path.write_bytes(lzma.compress(text.encode()))
    return path


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A gazetteer of the towns above."""
    folder = tmp_path_factory.mktemp("gazetteer")
    build(folder / "few.sqlite3", write_source(folder / "few.tsv.xz"))
    return Gazetteer(folder / "few.sqlite3")


@pytest.fixture(scope="session")
def world() -> Gazetteer:
    """The gazetteer of the shipped file, built once for all processes of a test run."""
    world = gazetteer()
    ensure(world.path)
    return world


def names(towns: list[Town]) -> list[str]:
    return [town.name for town in towns]


# --- Searching by the beginning of a name


@pytest.mark.parametrize("prefix", ["mont", "MONTLUÇON", "  Montluç", "Montluc\u0327on", "mons-luz"])
def test_prefix_search_forgives_diacritics_case_and_punctuation(few: Gazetteer, prefix: str) -> None:
    assert names(few.search(prefix)) == ["Montluçon"]


@pytest.mark.parametrize("prefix", ["Łódź", "lodz", "ŁÓD"])
def test_prefix_search_forgives_letters_that_have_no_base_letter(few: Gazetteer, prefix: str) -> None:
    assert names(few.search(prefix)) == ["Łódź"]


@pytest.mark.parametrize(
    ("prefix", "matched"),
    [("monachi", "Monachium"), ("mun", "Munich"), ("münchen", "München"), ("MUENCH", "Muenchen")],
)
def test_prefix_search_says_by_which_name_it_found_a_town(few: Gazetteer, prefix: str, matched: str) -> None:
    munich = Town(2867714, "Munich", "DE", "02", 48.1374, 11.5755, 1505005, matched)

    assert few.search(prefix) == [munich]


@pytest.mark.parametrize("prefix", ["sankt p", "st. po", "St Pölten"])
def test_prefix_search_finds_abbreviations_that_are_among_the_names(few: Gazetteer, prefix: str) -> None:
    assert names(few.search(prefix)) == ["Sankt Pölten"]


def test_prefix_search_puts_exact_names_first_and_larger_towns_before_smaller(few: Gazetteer) -> None:
    assert names(few.search("biel")) == ["Biel", "Biel/Bienne", "Bielefeld"]
    assert names(few.search("bie")) == ["Bielefeld", "Biel/Bienne", "Biel"]
    assert names(few.search("cologne")) == ["Cologne", "Köln"]
    assert [town.population for town in few.search("leszno")] == [63565, 3253]


def test_prefix_search_finds_each_town_once(few: Gazetteer) -> None:
    assert names(few.search("mu")) == ["Munich"]


def test_prefix_search_keeps_to_a_country(few: Gazetteer) -> None:
    assert names(few.search("biel", country="CH")) == ["Biel/Bienne"]
    assert few.search("biel", country="PL") == []


def test_prefix_search_keeps_to_a_limit(few: Gazetteer) -> None:
    assert names(few.search("biel", limit=2)) == ["Biel", "Biel/Bienne"]
    assert names(few.search("bie", limit=1)) == ["Bielefeld"]
    assert few.search("biel", limit=0) == []


def test_prefix_search_reads_on_when_one_town_has_very_many_names(tmp_path: Path) -> None:
    many = "|".join(f"Sa{number}" for number in range(200))
    large, small = (1, "Big", "PL", "1", 0.0, 0.0, 9, many), (2, "Sad", "PL", "1", 0.0, 0.0, 1, "")
    build(tmp_path / "file", write_source(tmp_path / "source", [small, large]))

    assert names(Gazetteer(tmp_path / "file").search("sa", limit=2)) == ["Big", "Sad"]


@pytest.mark.parametrize("prefix", ["", "b", " B.", "%", "__", "'", "\0\0", "🏙🏙"])
def test_prefix_search_wants_two_letters(few: Gazetteer, prefix: str) -> None:
    assert few.search(prefix) == []


# --- By name and country, by place, by number


def test_find_knows_main_and_other_names_of_a_country(few: Gazetteer) -> None:
    assert [(town.name, town.matched) for town in few.find("MUNCHEN", "DE")] == [("Munich", "München")]
    assert [(town.name, town.matched) for town in few.find("cologne", "DE")] == [("Köln", "Cologne")]
    assert names(few.find("Cologne", "FR")) == ["Cologne"]
    assert [town.geonames_id for town in few.find("Leszno", "PL")] == [3093524, 766373]


@pytest.mark.parametrize(("name", "country"), [("Münch", "DE"), ("München", "AT"), ("", "DE")])
def test_find_wants_the_whole_name_and_the_right_country(few: Gazetteer, name: str, country: str) -> None:
    assert few.find(name, country) == []


def test_near_gives_the_nearest_first_with_kilometres(few: Gazetteer) -> None:
    found = few.near(48.0, 12.0, within_km=400)

    assert [town.name for town, _ in found] == ["Munich", "Sankt Pölten", "Biel/Bienne"]
    assert [round(km) for _, km in found] == [35, 271, 369]
    assert few.near(48.0, 12.0, within_km=400, limit=1) == found[:1]
    assert few.near(48.0, 12.0, within_km=30) == []


def test_near_looks_across_the_date_line(few: Gazetteer) -> None:
    from_west = few.near(-16.6, 179.9, within_km=100)
    from_east = few.near(-16.6, -179.9, within_km=100)

    assert [town.name for town, _ in from_west] == ["Vaini", "Labasa"]
    assert [town.name for town, _ in from_east] == ["Vaini", "Labasa"]


def test_near_looks_across_the_pole(few: Gazetteer) -> None:
    (found,) = few.near(89.0, -164.0, within_km=1500)

    assert (found[0].name, round(found[1])) == ("Longyearbyen", 1421)


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180), within_km=st.floats(0, 25_000))
def test_near_agrees_with_measuring_every_town(
    few: Gazetteer, latitude: float, longitude: float, within_km: float
) -> None:
    def km(town: Row) -> float:
        y, x, b, a = map(math.radians, (town[4], town[5], latitude, longitude))
        cosine = math.sin(y) * math.sin(b) + math.cos(y) * math.cos(b) * math.cos(x - a)
        return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))

    found = {town.geonames_id for town, _ in few.near(latitude, longitude, limit=99, within_km=within_km)}

    # The two formulas differ by metres at both ends of the scale.
    assert {town[0] for town in TOWNS if km(town) < within_km - 0.5} <= found
    assert found <= {town[0] for town in TOWNS if km(town) < within_km + 0.5}


def test_get_knows_the_numbers_of_geonames(few: Gazetteer) -> None:
    longyearbyen = Town(2729907, "Longyearbyen", "SJ", "21", 78.2232, 15.6469, 2060, "Longyearbyen")

    assert few.get(2729907) == longyearbyen
    assert few.get(1) is None
    assert few.get(10**30) is None


def test_threads_may_ask_at_once(few: Gazetteer) -> None:
    prefixes = ["biel", "mu", "st. po", "lodz"] * 50

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(few.search, prefixes))

    assert found == [few.search(prefix) for prefix in prefixes]


@given(text=st.text(), limit=st.integers(-1, 30))
def test_search_takes_any_text_and_finds_what_starts_with_it(world: Gazetteer, text: str, limit: int) -> None:
    found = world.search(text, limit=limit)

    assert len(found) <= max(limit, 0)
    assert [town for town in found if not fold(town.matched).startswith(fold(text))] == []


# Hypothesis seldom thinks of names, so the same again with the beginnings of some.
@given(name=st.sampled_from([town[1] for town in TOWNS]), length=st.integers(0, 6), tail=st.text(max_size=2))
def test_search_finds_only_what_starts_with_a_likely_beginning(
    world: Gazetteer, name: str, length: int, tail: str
) -> None:
    text = name[:length] + tail

    assert [town for town in world.search(text) if not fold(town.matched).startswith(fold(text))] == []


# --- Building


def version(path: Path) -> int:
    db = sqlite3.connect(path)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


def test_ensure_builds_what_is_missing_and_leaves_what_is_current(tmp_path: Path) -> None:
    source, target = write_source(tmp_path / "source"), tmp_path / "file"

    ensure(target, source)
    first = target.stat()
    ensure(target, source)

    assert names(Gazetteer(target).search("suhl")) == []
    assert names(Gazetteer(target).search("lissa")) == ["Leszno"]
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert version(target) == FORMAT


def test_ensure_rebuilds_when_the_shipped_file_changed(tmp_path: Path) -> None:
    source, target = write_source(tmp_path / "source", TOWNS[:2]), tmp_path / "file"
    ensure(target, source)
    reader = Gazetteer(target)
    assert reader.search("leszno") == []

    ensure(target, write_source(source))

    assert [town.geonames_id for town in reader.search("leszno")] == [3093524, 766373]


@pytest.mark.parametrize("damage", ["empty", "cut short", "no database", "other tables", "other format"])
def test_ensure_rebuilds_a_damaged_or_outdated_file(tmp_path: Path, damage: str) -> None:
    source, target = write_source(tmp_path / "source"), tmp_path / "file"
    build(target, source)
    whole = target.read_bytes()
    match damage:
        case "empty":
            target.write_bytes(b"")
        case "cut short":
            target.write_bytes(whole[: len(whole) // 2])
        case "no database":
            target.write_bytes(b"Leszno" * 1000)
        case "other tables" | "other format":
            db = sqlite3.connect(target)
            db.execute("DROP TABLE source" if damage == "other tables" else "PRAGMA user_version = 0")
            db.commit()
            db.close()

    ensure(target, source)

    assert target.read_bytes() == whole


def test_a_source_that_cannot_be_read_leaves_the_old_file(tmp_path: Path) -> None:
    source, target = write_source(tmp_path / "source"), tmp_path / "file"
    build(target, source)
    source.write_bytes(source.read_bytes()[:-40])

    with pytest.raises(EOFError):
        ensure(target, source)

    assert names(Gazetteer(target).search("lissa")) == ["Leszno"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "file.lock", "source"]


BUILD = """
import sys
from pathlib import Path
from pomost.places import gazetteer
gazetteer.build(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
"""


def start_building(*paths: Path) -> subprocess.Popen[bytes]:
    """Start a process that builds the first path from the second, or from the shipped file."""
    command = [sys.executable, "-c", BUILD, *map(str, paths)]
    return subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2])


def test_a_build_that_is_killed_leaves_the_old_file_and_hinders_nobody(tmp_path: Path) -> None:
    source, target = write_source(tmp_path / "source"), tmp_path / "file"
    build(target, source)
    unfinished = tmp_path / "file.new"

    with start_building(target) as process:
        # Half-way: the new file has begun to grow; the shipped towns take seconds from there.
        while process.poll() is None and not (unfinished.exists() and unfinished.stat().st_size):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)

    assert process.returncode == -signal.SIGKILL
    assert unfinished.exists()
    assert names(Gazetteer(target).search("lissa")) == ["Leszno"]
    ensure(target, write_source(source, TOWNS[:2]))
    assert names(Gazetteer(target).search("mu")) == ["Munich"]
    assert not unfinished.exists()


def test_processes_that_build_at_once_do_each_other_no_harm(tmp_path: Path) -> None:
    source, target = write_source(tmp_path / "source"), tmp_path / "file"

    processes = [start_building(target, source) for _ in range(3)]

    assert [process.wait() for process in processes] == [0, 0, 0]
    assert names(Gazetteer(target).search("lissa")) == ["Leszno"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "file.lock", "source"]


def test_the_gazetteer_lies_in_the_home_folder(tmp_path: Path) -> None:
    with override_settings(POMOST_HOME=tmp_path):
        assert gazetteer() == Gazetteer(tmp_path / "gazetteer.sqlite3")


# --- The shipped file


@pytest.mark.parametrize(
    ("prefix", "country", "expected"),
    [
        ("montlucon", None, "Montluçon"),
        ("monachi", "DE", "Munich"),
        ("sankt p", "AT", "Sankt Pölten"),
        ("st. po", None, "Sankt Pölten"),
        ("Łódź", None, "Łódź"),
        ("lodz", None, "Łódź"),
        ("köln", None, "Köln"),
        ("koeln", None, "Köln"),
        ("biel", "CH", "Biel/Bienne"),
        ("leszno", None, "Leszno"),
        ("suhl", None, "Suhl"),
        ("wien", None, "Vienna"),
    ],
)
def test_the_world_has_the_towns_that_people_look_for(
    world: Gazetteer, prefix: str, country: str | None, expected: str
) -> None:
    assert world.search(prefix, country=country)[0].name == expected


def test_the_world_offers_a_full_list_for_the_commonest_beginnings(world: Gazetteer) -> None:
    for prefix in ("sa", "san", "ma", "la"):
        found = world.search(prefix, limit=50)
        assert len({town.geonames_id for town in found}) == 50


def test_the_world_lacks_deurne_so_towns_can_be_entered_by_hand(world: Gazetteer) -> None:
    assert world.find("Deurne", "NL") == []
    assert names(world.find("Deurne", "BE"))[0] == "Deurne"


def test_the_world_knows_what_lies_near_leszno(world: Gazetteer) -> None:
    town, km = world.near(51.84, 16.57)[0]

    assert (town.geonames_id, round(km)) == (3093524, 0)


# --- The tool that makes the shipped file


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Łódź", True),
        ("'s-Hertogenbosch", True),
        ("Kāneʻohe", True),
        ("Лодзь", False),
        ("Sanktፖ", False),
        ("12", False),
    ],
)
def test_names_in_latin_script_are_told_from_others(name: str, latin: bool) -> None:
    assert tool.is_latin(name) is latin


def test_names_worth_keeping_are_latin_different_and_really_names() -> None:
    others = ["Munchen", "MUC", "München", "Мюнхен", "Múnich", "Monachium", "https://example.org/Munich"]

    assert tool.kept_names("Munich", others) == ["Monachium", "München"]


def test_a_line_holds_a_town_with_places_rounded_to_eleven_metres() -> None:
    city = {
        "geonameid": 3093524, "name": "Leszno", "countrycode": "PL", "admin1code": "86", "latitude": 51.84034,
        "longitude": 16.5, "population": 63565, "alternatenames": ["Lissa", "Leszno", "Lesno"],
    }  # fmt: skip

    assert tool.line(city) == "3093524\tLeszno\tPL\t86\t51.8403\t16.5\t63565\tLesno|Lissa\n"
