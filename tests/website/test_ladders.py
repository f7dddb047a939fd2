"""Awards as a ladder with photos."""

import re

import pytest
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Award, AwardPhoto
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import main_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(site: CitySettings, leszno: Municipality) -> list[Award]:
    """Two steps of three, the second with two photos."""
    first, second, _third = factories.ladder("Diploma", "Flag", "Plaque")
    with_photos = Award(keeper=leszno, recipient=leszno, step=second, slug="flag", received="2003")
    with_photos.photos = [
        AwardPhoto(image=makers.image(f"{name}.jpg"), alternative=factories.translated(name), author="A. Photographer")
        for name in ("Handing over", "Banquet")
    ]
    return [factories.award(leszno, first, slug="diploma", received="2002"), publish_record(record=with_photos)]


def rungs(html: str) -> list[tuple[str, list[str]]]:
    """The steps of the ladder, each with the alternative texts of its photos."""
    found = re.findall(r'<li class="ladder__step.*?</li>', html)
    return [(words_of(re.findall(r"<h3>(.*?)</h3>", rung)[0]), re.findall(r'alt="([^"]*)"', rung)) for rung in found]


def test_a_step_shows_the_first_photo_of_its_award(visitor: Client, awards: list[Award]) -> None:
    html = main_of(visitor.get("/en/awards-en/"))
    assert rungs(html) == [("Diploma (en)", []), ("Flag (en)", ["Handing over (en)"]), ("Plaque (en)", [])]
    assert "Photo: A. Photographer" in words_of(html)
    assert "the next step, still open" in words_of(html)


def test_the_page_of_an_award_shows_the_others_photos_in_the_ladder_and_its_own_below(
    visitor: Client, awards: list[Award]
) -> None:
    of_first = main_of(visitor.get("/en/awards-en/diploma/"))
    assert rungs(of_first)[1] == ("Flag (en)", ["Handing over (en)"])
    of_second = main_of(visitor.get("/en/awards-en/flag/"))
    assert rungs(of_second)[1] == ("Flag (en)", [])
    assert re.findall(r'alt="([^"]*)"', of_second) == ["Handing over (en)", "Banquet (en)"]


def test_the_photo_of_an_award_that_is_not_public_is_nowhere(visitor: Client, awards: list[Award]) -> None:
    awards[1].unpublish()
    for page in ("/en/awards-en/", "/en/awards-en/diploma/"):
        assert "Handing over" not in main_of(visitor.get(page))
