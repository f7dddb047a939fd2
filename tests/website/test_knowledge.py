"""Challenges and solutions, area by area, with whom to ask."""

import re

import pytest
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Area, Challenge
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import main_of, part_of, words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/knowledge-en/"


@pytest.fixture
def areas(site: CitySettings) -> list[Area]:
    """Two areas of cooperation."""
    return [Area.objects.create(name=factories.translated(name)) for name in ("Culture", "Sport")]


def challenge(keeper: Municipality, name: str, areas: list[Area]) -> Challenge:
    record = Challenge(keeper=keeper, municipality=keeper, name=factories.translated(name), slug=name.lower())
    record.areas = areas
    return publish_record(record=record)


def test_challenges_stand_in_each_of_their_areas(visitor: Client, areas: list[Area], leszno: Municipality) -> None:
    challenge(leszno, "Noise", areas)
    challenge(leszno, "Silence", areas[1:])
    challenge(leszno, "Dust", [])
    html = main_of(visitor.get(PAGE))
    found = re.findall(r'<h2 id="area-[^"]*">(.*?)</h2>|<h3><a[^>]*>(.*?)</a>', html)
    assert [words_of("".join(each)) for each in found] == [
        "Culture (en)", "Noise (en)",
        "Sport (en)", "Noise (en)", "Silence (en)",
        "In no area of cooperation", "Dust (en)",
    ]  # fmt: skip
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_whom_to_ask_is_named_where_it_is_public(
    visitor: Client, areas: list[Area], leszno: Municipality, suhl: Municipality
) -> None:
    noise = challenge(leszno, "Noise", areas[:1])
    here = factories.office(leszno, slug="office")
    there = factories.office(suhl, name=factories.translated("Their office"))
    hidden = makers.unpublished(factories.office(suhl, name=factories.translated("Hidden office")))
    for name, office in (("Walls", here), ("Trees", there), ("Laws", hidden)):
        makers.solution(noise, suhl, name=name, slug=name.lower(), office=office)
    for page in (PAGE, f"{PAGE}noise/"):
        html = main_of(visitor.get(page))
        asked = [words_of(found) for found in re.findall(r'<p class="register__ask">(.*?)</p>', html)]
        assert asked == ["Whom to ask: Office (en)", "Whom to ask: Their office (en), Suhl"]
        assert '<a href="/en/contact-en/office/">Office (en)</a>' in html
        assert "Hidden office" not in html


def test_a_solution_names_the_public_persons_of_the_city_s_office(
    visitor: Client, areas: list[Area], leszno: Municipality
) -> None:
    office = factories.office(leszno, slug="office")
    publish_record(record=makers.person(office, "Anna Widoczna"))
    publish_record(record=makers.person(office, "Ewa Ukryta", is_public=False))
    makers.solution(challenge(leszno, "Noise", areas), leszno, name="Walls", slug="walls", office=office)
    said = words_of(part_of(visitor.get(f"{PAGE}noise/walls/"), "ask"))
    assert "Anna Widoczna" in said
    assert "Ukryta" not in said
