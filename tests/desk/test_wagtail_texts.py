"""What Wagtail says in the languages of the desk, where its own translations have gaps or do not fit our names."""

import re
from pathlib import Path
from typing import Any

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, ngettext, override

from pomost.places.models import Municipality
from pomost.register.models import ContactPerson, Partnership
from tests import factories
from tests.desk.addresses import url

pytestmark = pytest.mark.once

WAGTAIL = Path(wagtail.__file__).parent
OURS = settings.REPOSITORY / "pomost" / "wagtail_texts"
LANGUAGES = ("pl", "de", "nl", "fr")
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def messages_of(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The texts of a catalogue, each with its translation; a text with a plural stands as a pair."""
    with path.open("rb") as file:
        return {_forms(message.id): _forms(message.string) for message in read_po(file) if message.id}


def _forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def own(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    return messages_of(OURS / language / "LC_MESSAGES" / "django.po")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_is_still_one_of_wagtail_s(language: str) -> None:
    theirs: set[tuple[str, ...]] = set()
    for path in WAGTAIL.rglob("locale/en/LC_MESSAGES/django.po"):
        theirs |= messages_of(path).keys()
    assert own(language).keys() - theirs == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_asks_for_what_the_text_has_not_got(language: str) -> None:
    for text, translation in own(language).items():
        known = set(PLACEHOLDER.findall(text[-1]))
        assert [form for form in translation if set(PLACEHOLDER.findall(form)) - known] == []
        assert all(translation), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_ours_is_what_is_said(language: str) -> None:
    with override(language):
        for text, translation in own(language).items():
            said = gettext(text[0]) if len(text) == 1 else ngettext(text[0], text[1], 5)
            assert said in translation


@pytest.mark.django_db
class TestInPolish:
    """Sentences that fit a name of any gender."""

    @pytest.fixture
    def polish(self, officer: Client, officer_user: Any) -> Client:
        officer_user.wagtail_userprofile.preferred_language = "pl"
        officer_user.wagtail_userprofile.save()
        return officer

    def test_a_list_names_its_button_and_its_length(
        self, polish: Client, leszno: Municipality, suhl: Municipality
    ) -> None:
        factories.partnership(leszno, suhl)
        shown = polish.get(url(Partnership, "list")).content.decode()
        assert "Dodaj: partnerstwo" in shown
        assert "Pozycje: 1" in shown
        assert "Dodaj: osoba kontaktowa" in polish.get(url(ContactPerson, "list")).content.decode()

    def test_a_form_that_is_refused_says_so_in_a_whole_sentence(self, polish: Client) -> None:
        shown = polish.post(url(Partnership, "add"), {"action-publish": "1"}).content.decode()
        assert "Nie zapisano: popraw zaznaczone pola." in shown
        assert "nie mógł" not in shown
        assert "Go to the first error" not in shown
