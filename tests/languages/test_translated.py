"""Short texts in several languages."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from pomost.languages.forms import TranslatedFormField
from pomost.languages.templatetags.languages import words
from pomost.languages.translated import Translated, Wording, translated


def test_a_text_is_told_in_the_language_that_is_asked_for() -> None:
    text = Translated({"pl": "nagroda", "en": "award"})
    assert text.wording("pl") == Wording("nagroda", "pl")
    with override("pl"):
        assert str(text) == "nagroda"


def test_where_a_language_is_missing_another_is_told_and_marked() -> None:
    text = Translated({"pl": "nagroda <1>", "en": "award"})
    assert text.wording("fr") == Wording("award", "en")
    with override("de"):
        assert words(Translated({"pl": "nagroda <1>"})) == '<span lang="pl">nagroda &lt;1&gt;</span>'


def test_an_empty_text_is_empty_in_every_language() -> None:
    assert Translated({"pl": "  "}) == Translated()
    assert Translated().wording("nl") == Wording("", "nl")
    assert not Translated()


def test_lines_are_items() -> None:
    assert Translated({"pl": "raz\n\n dwa "}).lines("pl") == [Wording("raz", "pl"), Wording("dwa", "pl")]


@pytest.mark.parametrize("value", ["text", 5, {"pl": 5}, {"xx": "text"}])
def test_what_is_no_text_in_known_languages_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        translated(value)


def test_a_form_field_gathers_the_five_inputs() -> None:
    field = TranslatedFormField(label="Name")
    assert field.clean(["nagroda", "award", "", "", ""]) == Translated({"pl": "nagroda", "en": "award"})
    with pytest.raises(ValidationError):
        field.clean(["", "", "", "", " "])
    assert field.has_changed(Translated({"pl": "a"}), ["a", "", "", "", ""]) is False
    assert field.has_changed(Translated({"pl": "a"}), ["b", "", "", "", ""]) is True
