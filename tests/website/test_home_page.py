"""The home page: what a new city's shows, and what a city's had before it was made of blocks."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from pomost.website.models import HomePage
from pomost.website.settings import CitySettings
from tests.website.test_blocks import text_of
from tests.website.written import home_of

pytestmark = pytest.mark.django_db

OF_OLD = ["Partner towns", "What is on, and what was", "Networks", "Projects", "Awards", "Who coordinates it"]


def headings(response: Any) -> list[str]:
    """The titles of the parts within the content."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0].replace("\N{NO-BREAK SPACE}", " ")
    return [re.sub(r"<[^>]+>", "", title).strip() for title in re.findall(r"<h2[^>]*>(.*?)</h2>", main, re.DOTALL)]


def give_blocks() -> None:
    import_module("pomost.website.migrations.0004_home_bodies").give_blocks(apps, None)


def test_the_home_page_shows_the_city_s_bridge_and_every_kind_of_record(visitor: Client, city: CitySettings) -> None:
    response = visitor.get("/en/")
    assert headings(response) == [OF_OLD[0], "News", *OF_OLD[1:]]
    assert response.content.decode().count('class="bridge__drawing ') == 3
    text = text_of(response)
    for shown in (
        "Suhl Germany twinning, since 1984",
        "Further contacts Sankt Pölten Austria Biel/Bienne Switzerland",
        "What the towns do together",
        "All activities",
        "member since 2002",
        "Partnership for Development",
        "Golden Stars",
        "wspolpraca@leszno.example",
    ):
        assert shown in text


def test_a_home_page_from_before_gets_the_blocks_that_show_what_it_showed(visitor: Client, city: CitySettings) -> None:
    HomePage.objects.update(body=[])
    assert headings(visitor.get("/en/")) == []
    give_blocks()
    response = visitor.get("/en/")
    assert headings(response) == OF_OLD
    assert response.content.decode().count('class="bridge__drawing ') == 3
    ids = re.findall(r'\sid="([^"]*)"', response.content.decode())
    assert sorted(ids) == sorted(set(ids))


def test_a_draft_from_before_keeps_its_text_and_gets_the_blocks(visitor: Client, city: CitySettings) -> None:
    HomePage.objects.update(body=[])
    page = home_of(city, "en")
    page.title = "A new title"
    draft = page.save_revision()
    del draft.content["body"]
    draft.save()
    give_blocks()
    draft.refresh_from_db()
    draft.publish()
    response = visitor.get("/en/")
    assert "<h1>A new title</h1>" in response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert headings(response) == OF_OLD


def test_what_an_officer_has_made_of_it_stays(city: CitySettings) -> None:
    before = {page.pk: list(page.body.raw_data) for page in HomePage.objects.all()}
    give_blocks()
    assert {page.pk: list(page.body.raw_data) for page in HomePage.objects.all()} == before
