"""Spaces that each language wants kept together."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pomost.languages.templatetags.languages import typeset_html
from pomost.languages.typography import typeset

NB, NNB = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def test_polish_words_of_one_letter_do_not_end_a_line() -> None:
    assert typeset("Praca w mieście i o mieście", "pl") == f"Praca w{NB}mieście i{NB}o{NB}mieście"


def test_french_high_punctuation_stands_off_by_a_narrow_space() -> None:
    assert typeset("Ensemble ! « Suhl » : quoi ?", "fr") == f"Ensemble{NNB}! «{NNB}Suhl{NNB}»{NB}: quoi{NNB}?"


def test_a_number_stays_with_what_it_counts() -> None:
    assert typeset("42 years", "en") == f"42{NB}years"


def test_tags_are_left_alone() -> None:
    assert typeset_html('<p>w <a href="/a b">domu i w</a> polu</p>', "pl") == (
        f'<p>w <a href="/a b">domu i{NB}w</a> polu</p>'
    )


@given(st.text(), st.sampled_from(["pl", "en", "de", "nl", "fr"]))
def test_words_stay_as_they_are(text: str, language: str) -> None:
    assert re.sub(r"\s+", "", typeset(text, language)) == re.sub(r"\s+", "", text)


def test_french_spaces_that_are_right_already_stay_single() -> None:
    already = f"«{NNB}Suhl{NNB}»{NB}: quoi{NNB}?"
    assert typeset(already, "fr") == already


def test_polish_prepositions_of_two_letters_do_not_end_a_line() -> None:
    assert typeset("Patrzymy na rzekę od domu", "pl") == f"Patrzymy na{NB}rzekę od{NB}domu"


def test_a_dash_does_not_begin_a_line() -> None:
    assert typeset("Leszno und Suhl – Partnerstädte", "de") == f"Leszno und Suhl{NB}– Partnerstädte"


def test_a_short_word_is_not_left_alone_in_the_last_line() -> None:
    assert typeset("A way to get there by bus.", "en") == f"A way to get there by{NB}bus."
