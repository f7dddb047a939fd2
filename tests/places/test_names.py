"""What a town's name may hold."""

import pytest
from django.core.exceptions import ValidationError

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.places.names import readable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\N{RIGHT-TO-LEFT OVERRIDE}Suhl", "Suhl"),
        ("Su\x00hl\x07", "Suhl"),
        ("Bad\tHomburg \n", "Bad Homburg"),
        ("\N{ZERO WIDTH SPACE}Łuck\N{POP DIRECTIONAL ISOLATE}", "Łuck"),
        ("’s-Hertogenbosch", "’s-Hertogenbosch"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_of_a_name(typed: str, kept: str) -> None:
    assert readable(typed) == kept


def test_a_town_s_names_are_cleaned() -> None:
    town = Municipality(name="\N{LEFT-TO-RIGHT ISOLATE}Wien", country="AT", names=Translated({"pl": "Wie\x1bdeń"}))
    town.clean()
    assert (town.name, dict(town.names)) == ("Wien", {"pl": "Wiedeń"})


@pytest.mark.parametrize("name", ["\N{GRINNING FACE}\N{GRINNING FACE}", "123", "–", "a" * 201])
def test_a_name_without_letters_or_without_end_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Municipality(name=name, country="AT").clean()
    assert "name" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        Municipality(name="Wien", country="AT", names=Translated({"pl": name})).clean()
    assert "names" in caught.value.message_dict
