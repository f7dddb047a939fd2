"""Folding: one spelling for all the ways in which people type a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.languages.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Montluçon", "montlucon"),
        ("MONTLUCON", "montlucon"),
        ("Łódź", "lodz"),
        ("St. Pölten", "st polten"),
        ("Biel/Bienne", "biel bienne"),
        ("Straße", "strasse"),
        ("Œuvre", "oeuvre"),
        ("Ærøskøbing", "aeroskobing"),
        ("Москва", "москва"),
        (" – ", ""),
    ],
)
def test_spellings_that_readers_take_for_one_word_fold_to_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
