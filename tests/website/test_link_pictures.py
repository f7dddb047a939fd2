"""The picture beside a link to a page: the city's own facts, drawn once and kept."""

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Partnership
from pomost.website.drawings.bridge import ArchFacts
from pomost.website.link_pictures import serving
from pomost.website.link_pictures.drawing import draw_picture
from pomost.website.link_pictures.facts import PictureFacts
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = [code for code, _name in project_settings.LANGUAGES]
ARCH = ArchFacts("Suhl", "", "", "", 432.0, 42, True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> Path:
    """Pictures go into a folder of the test's own."""
    settings.POMOST_HOME = tmp_path
    return tmp_path / "link-pictures"


def address(client: Client, page: str) -> str:
    (found,) = re.findall(
        r'<meta property="og:image"\s+content="http://testserver([^"]+)">', client.get(page).content.decode()
    )
    return str(found)


def facts(title: str = "Suhl", line: str = "", arch: ArchFacts | None = None) -> PictureFacts:
    return PictureFacts("Leszno", "", title, line, arch, "")


def ink(picture: bytes) -> int:
    """How many pixels are not paper."""
    image = Image.open(BytesIO(picture)).convert("L")
    return sum(image.histogram()[:200])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", "partnerships-{0}/", "partnerships-{0}/suhl/", "activities-{0}/concert/"])
def test_every_page_has_one(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality, language: str, form: str
) -> None:
    factories.partnership(leszno, suhl, since="1984")
    makers.activity(leszno, slug="concert")
    response = visitor.get(address(visitor, f"/{language}/{form.format(language)}"))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 60_000


def test_its_address_changes_with_the_facts_and_the_old_one_leads_to_it(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl, since="1984")
    before = address(visitor, "/pl/partnerships-pl/suhl/")
    old = visitor.get(before).content
    changed = Partnership.objects.get()
    changed.since = "2004"
    publish_record(record=changed)
    after = address(visitor, "/pl/partnerships-pl/suhl/")
    assert after != before
    response = visitor.get(before)
    assert (response.status_code, response["Location"]) == (302, after)
    assert ink(visitor.get(after).content) < ink(old)  # twenty hangers fewer


def test_a_language_has_words_of_its_own(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl, since="1984")
    pictures = {visitor.get(address(visitor, f"/{code}/partnerships-{code}/suhl/")).content for code in LANGUAGES}
    assert len(pictures) == len(LANGUAGES)


def test_it_is_drawn_once_and_kept(
    visitor: Client, site: CitySettings, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address(visitor, "/pl/")
    first = visitor.get(path).content
    assert len(list(own_home.glob("*.png"))) == 1
    monkeypatch.setattr(serving, "draw_picture", lambda *_facts: pytest.fail("it was drawn again"))
    assert visitor.get(path).content == first
    assert len(list(own_home.iterdir())) == 1


def test_of_many_those_asked_for_longest_ago_are_forgotten(
    visitor: Client, site: CitySettings, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_KEPT", 2)
    own_home.mkdir()
    for n in range(3):
        old = own_home / f"{n}.png"
        old.touch()
        os.utime(old, (n, n))
    visitor.get(address(visitor, "/pl/"))
    names = {file.name for file in own_home.iterdir()}
    assert "2.png" in names
    assert len(names) == 2


def test_what_is_not_public_has_none(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl)
    path = address(visitor, "/pl/partnerships-pl/suhl/")
    Partnership.objects.get().unpublish()
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["xx/page/1/a.png", "pl/page/0/a.png", "pl/person/1/a.png", "pl/partnership/99999999999999999999/a.png"]
)
def test_a_picture_of_nothing_is_not_found(visitor: Client, site: CitySettings, path: str) -> None:
    assert visitor.get(f"/link-pictures/{path}").status_code == 404


def test_it_costs_few_queries(visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality) -> None:
    factories.partnership(leszno, suhl)
    costs = {}
    for page in ("/pl/", "/pl/partnerships-pl/suhl/"):
        path = address(visitor, page)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(path)
        costs[page] = len(queries)
    assert costs == {"/pl/": 2, "/pl/partnerships-pl/suhl/": 1}


def test_each_arch_and_each_year_is_drawn() -> None:
    one = draw_picture(facts(), [ARCH])
    assert ink(draw_picture(facts(), [])) < ink(one)
    assert ink(draw_picture(facts(), [ArchFacts("", "", "", "", 432.0, 4, True)])) < ink(one)
    assert ink(draw_picture(facts(arch=ArchFacts("", "", "", "", None, None, False)), [])) < ink(one)


def test_letters_of_european_languages_are_drawn_and_others_left_out() -> None:
    def drawn(title: str) -> bytes:
        return draw_picture(facts(title), [])

    empty = drawn("")
    letters = "łżÆøßœőșğČЧґΘώÞ"
    assert [letter for letter in letters if drawn(letter) == empty] == []
    assert drawn("千葉市") == empty


def test_a_long_name_stays_on_the_sheet() -> None:
    words = draw_picture(facts("Llanfairpwllgwyngyll " * 12), [])
    one_word = draw_picture(facts("Llanfairpwllgwyngyll" * 12), [])
    for picture in (words, one_word):
        image = Image.open(BytesIO(picture)).convert("L")
        assert sum(image.crop((1150, 0, 1200, 540)).histogram()[:200]) == 0  # the margin is free
