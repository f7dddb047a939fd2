"""Keys in a text: found whatever stands around them, read in every language, replaced without hurting the markup."""

from itertools import pairwise

import pytest
from django.conf import settings
from django.utils.translation import override

from pomost.languages.folding import fold
from pomost.register.rules.living_keys import Key, LivingValue, keys_in, replaced, words


def shouted(key: Key) -> str:
    return f"{key.name.upper()}/{key.value}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since {Suhl: since}.", "since SUHL/since."),
        ("{ Suhl :  SINCE }", "SUHL/since"),
        ("<p>od {Suhl: od} i {Montlucon: lata}</p>", "<p>od SUHL/since i MONTLUCON/years</p>"),
        ("<p>{<b>Suhl</b>: since}</p>", "<p><b>SUHL/since</b></p>"),
        ("<p><b>{Suhl: si</b>nce}</p>", "<p><b>SUHL/since</b></p>"),
        ("{Biel&amp;Bienne: year}", "BIEL BIENNE/year"),
        ("{Partnership: for growth: until}", "PARTNERSHIP FOR GROWTH/until"),
        ("{Suhl:\N{NO-BREAK SPACE}since}", "SUHL/since"),
        ("Nothing {at all} here, {12:30} neither.", "Nothing {at all} here, {12:30} neither."),
        ("<p>{Suhl</p><p>: since}</p>", "<p>{Suhl</p><p>: since}</p>"),
        ("{" + "x" * 600 + ": since}", "{" + "x" * 600 + ": since}"),
    ],
)
def test_keys_are_replaced_and_nothing_else_is(text: str, expected: str) -> None:
    assert replaced(text, shouted) == expected


def test_a_key_without_a_meaning_is_found_so_that_it_can_be_told() -> None:
    first, second = keys_in("{Shul} and {Suhl: sinse}")
    assert (first.name, first.value, first.written) == ("", None, "Shul")
    assert (second.name, second.value, second.word_as_written) == ("suhl", None, "sinse")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_value_has_a_word_in_every_language(language: str) -> None:
    with override(language):
        labels = {value: str(value.label) for value in LivingValue}
    assert {words()[fold(label)] for label in labels.values()} == set(LivingValue)
    assert len({fold(label) for label in labels.values()}) == len(LivingValue)
    if language != "en":
        assert labels[LivingValue.LEGAL_STATE] != "legal state"


def test_no_word_means_two_values() -> None:
    said = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            said += [(fold(str(value.label)), value) for value in LivingValue]
    for (word, value), (next_word, next_value) in pairwise(sorted(said)):
        assert word != next_word or value == next_value, word
