"""What a country's law demands and the register lacks is a warning."""

import pytest

from pomost.register.choices import ActKind
from pomost.register.dates import PartialDate
from pomost.register.rules.legal_state import ActFacts
from pomost.register.rules.required_acts import missing_acts


def acts(*steps: tuple[str, str]) -> list[ActFacts]:
    """Acts of a kind and a date; an empty date is not known."""
    return [ActFacts(ActKind(kind), PartialDate.parse(day) if day else None) for kind, day in steps]


@pytest.mark.parametrize(
    ("steps", "is_missing"),
    [
        ([], False),
        ([("letter_of_intent", "2009")], False),
        ([("agreement", "2010-01-08")], True),
        ([("council_resolution", "2009-12-30"), ("agreement", "2010-01-08")], False),
        ([("council_resolution", "2010"), ("agreement", "2010-01-08")], False),
        ([("council_resolution", "2010-01-09"), ("agreement", "2010-01-08")], True),
        ([("council_resolution", ""), ("agreement", "2010")], False),
        ([("council_resolution", "2012"), ("agreement", "")], False),
    ],
)
def test_a_polish_town_needs_its_council_before_it_signs(steps: list[tuple[str, str]], is_missing: bool) -> None:
    missing = missing_acts({"PL", "DE"}, acts(*steps))
    assert [found.requirement.act for found in missing] == (["council_resolution"] if is_missing else [])


def test_the_warning_names_country_act_and_rule() -> None:
    words = missing_acts({"PL"}, acts(("agreement", "2010")))[0].in_words()
    assert words.startswith("Poland – missing act: council resolution (")
    assert "art. 18 ust. 2 pkt 12a" in words


def test_other_countries_demand_nothing_that_is_known() -> None:
    assert missing_acts({"DE", "FR"}, acts(("agreement", "2010"))) == []
