"""The drawing of a city's bridge says nothing that is not known."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomost.website.drawings.bridge import Arch, ArchFacts, Bridge, Lettering, draw_bridge

NARROW = Lettering(name=16, caption=14.5)


def fact(
    name: str = "Suhl", *, years: int | None = 42, kilometres: float | None = 432.0, is_formal: bool = True
) -> ArchFacts:
    return ArchFacts(name, "since 1984", f"{name}: Germany", f"/{name}/", kilometres, years, is_formal)


LESZNO = [
    fact("Suhl", years=42, kilometres=432),
    fact("Deurne", years=37, kilometres=745),
    fact("Montluçon", years=22, kilometres=1190),
    fact("Sankt Pölten", years=None, kilometres=410, is_formal=False),
    fact("Biel/Bienne", years=None, kilometres=870, is_formal=False),
]


def narrow(*facts: ArchFacts) -> Bridge:
    return draw_bridge(facts, width=340, height=90, lettering=NARROW)


def rise(bridge: Bridge, arch: Arch) -> float:
    deck = next(row.deck for row in bridge.rows if arch in row.arches)
    top = float(arch.path.partition("Q")[2].split()[1])
    return round((deck - top) / 2, 1)


def test_arches_without_years_are_equally_low_whatever_their_span_and_kind() -> None:
    bridge = draw_bridge([*LESZNO, fact("Far", years=None, kilometres=9000)], width=1200, height=170)
    low = {rise(bridge, arch) for arch in bridge.arches if arch.facts.years is None}
    assert len(low) == 1
    assert max(low) < min(rise(bridge, arch) for arch in bridge.arches if arch.facts.years)
    assert all(not arch.hangers for arch in bridge.arches if arch.facts.years is None)


def test_heights_follow_the_years_and_each_year_is_a_line() -> None:
    bridge = narrow(*LESZNO)
    known = [arch for arch in bridge.arches if arch.facts.years]
    assert [arch.hangers.count("M") for arch in known] == [42, 37, 22]
    assert all(rise(bridge, elder) > rise(bridge, younger) for elder, younger in pairwise(known))


def test_spans_follow_the_distance_in_all_rows_alike() -> None:
    bridge = narrow(*LESZNO)
    assert len(bridge.rows) > 1
    measures = [arch.width / sqrt(arch.facts.kilometres or 0) for arch in bridge.arches]
    assert max(measures) == pytest.approx(min(measures), rel=0.01)
    assert max(row.end for row in bridge.rows) == pytest.approx(340, abs=0.5)


def test_every_arch_has_its_whole_name_on_a_phone() -> None:
    assert [arch.label for arch in narrow(*LESZNO).arches] == [fact.name for fact in LESZNO]


def test_on_a_wide_screen_the_bridge_is_one_row() -> None:
    bridge = draw_bridge(LESZNO, width=1200, height=170, lettering=Lettering(name=21, caption=15.5))
    assert len(bridge.rows) == 1
    assert [arch.label for arch in bridge.arches] == [fact.name for fact in LESZNO]


def test_a_name_longer_than_any_arch_is_shortened_and_takes_no_other_away() -> None:
    long = fact("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4, years=3, kilometres=1600)
    labels = [arch.label for arch in narrow(*LESZNO, long).arches]
    assert labels[:-1] == [fact.name for fact in LESZNO]
    assert labels[-1].startswith("Llanfair")
    assert labels[-1].endswith("…")
    assert len(labels[-1]) < 60


def test_a_caption_is_whole_or_left_out() -> None:
    captions = [replace(fact(f"Town {n}"), caption=text) for n, text in enumerate(["od 1984"] * 11 + ["W" * 30])]
    assert [arch.caption for arch in narrow(*captions).arches] == ["od 1984"] * 11 + [""]


@given(
    st.lists(
        st.builds(
            ArchFacts,
            name=st.text("Wi łż-(", min_size=1, max_size=30),
            caption=st.sampled_from(["od 1984", "partnerstwo projektowe", "kontakt"]),
            description=st.just(""),
            url=st.just("/"),
            kilometres=st.none() | st.floats(0, 20_000),
            years=st.none() | st.integers(0, 90),
            is_formal=st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(deadline=None)
def test_no_letters_reach_into_those_of_the_next_arch(facts: list[ArchFacts]) -> None:
    for row in narrow(*facts).rows:
        for one, other in pairwise(row.arches):
            apart = other.middle - one.middle - 5.8
            assert NARROW.width_of_name(one.label) + NARROW.width_of_name(other.label) <= 2 * apart
            assert NARROW.width_of_caption(one.caption) + NARROW.width_of_caption(other.caption) <= 2 * apart


@pytest.mark.parametrize("number", [1, 2, 24])
def test_letters_stay_inside_their_row(number: int) -> None:
    bridge = narrow(*(fact(f"Town {n}") for n in range(number)))
    for row, following in pairwise(bridge.rows):
        assert row.caption_line < following.top
    assert bridge.rows[-1].caption_line < bridge.height
    assert len(bridge.arches) == number


def test_without_partnerships_there_is_no_bridge() -> None:
    assert narrow().arches == []
