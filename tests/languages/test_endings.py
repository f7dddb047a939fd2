"""Endings: forms of one word share a stem, and different words keep theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.languages.endings import stem
from pomost.languages.folding import fold


@pytest.mark.parametrize(
    "forms",
    [
        "partnerstwo partnerstwa partnerstw partnerstwem partnerstwach partnerstwami",
        "orkiestra orkiestry orkiestr orkiestrę orkiestrą orkiestrami orkiestrach orkiestrom",
        "miasto miasta miast miastu miastami miastach",
        "wymiana wymiany wymianie wymianę wymian wymianą",
        "partnerski partnerska partnerskie partnerskiego partnerskich partnerskim partnerskimi",
        "konkurs konkursu konkursie konkursy konkursów konkursami",
        "Leszno Leszna Lesznem Lesznie Lesznu",
        "współpraca współpracy współpracę współpracą",
        "sieć sieci siecią sieciami sieciach",
        "rok roku rokiem roki",
        "Partnerschaft Partnerschaften",
        "Freund Freunde Freunden Freundes",
        "Stadt Städte Städten",
        "Jahr Jahre Jahren Jahres",
        "partnership partnerships",
        "city cities",
        "town towns",
        "partenariat partenariats",
        "ville villes",
        "échange échanges",
        "jeune jeunes",
        "partnerschap partnerschappen",
        "gemeente gemeenten gemeentes",
        "uitwisseling uitwisselingen",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


def test_different_words_keep_their_stems() -> None:
    words = ["leszno", "suhl", "biel", "deal", "macon", "partnerstwo", "partner", "miasto", "most", "orkiestra", "rok"]
    assert len({stem(word) for word in words}) == len(words)


@pytest.mark.parametrize("word", ["", "a", "is", "2004", "b2b", "київ", "αθηνα"])
def test_what_has_no_ending_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="abcdeghiklmnoprstuwyz", max_size=20))
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    found = stem(word)
    assert word.startswith(found)
    assert bool(found) == bool(word)
