"""Every public page in every language, from records."""

import re
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pomost.languages.typography import NO_BREAK
from pomost.places.models import Municipality
from pomost.register.models import Area, Funding, Partnership
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SECTIONS = ["", "partnerships", "networks", "projects", "awards", "activities", "knowledge", "contact", "basket"]


def address(language: str, section: str = "", slug: str = "") -> str:
    return f"/{language}/" + (f"{section}-{language}/" if section else "") + (f"{slug}/" if slug else "")


def text_of(response: Any) -> str:
    """What a page says, without its tags and with plain spaces."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+", " ", bare)


@pytest.fixture
def full_site(site: CitySettings, leszno: Municipality, suhl: Municipality) -> CitySettings:
    """A site with one record of each kind."""
    area = Area.objects.create(name=factories.translated("Culture"))
    factories.partnership(leszno, suhl, since="1984", stories=("pl",), areas=[area])
    factories.membership(factories.network(leszno, seat=suhl, slug="cities"), leszno)
    factories.project(leszno, suhl, end="2014", slug="project")
    first, _second = factories.ladder("Diploma", "Flag")
    factories.award(leszno, first, received="2002-05", slug="diploma")
    makers.activity(leszno, slug="concert")
    makers.solution(makers.challenge(leszno, slug="shops"), suhl, slug="season")
    site.office = factories.office(leszno, email="office@leszno.example", phone="+48655550100", slug="office")
    site.save()
    return site


RECORDS = [
    ("partnerships", "suhl"),
    ("networks", "cities"),
    ("projects", "project"),
    ("awards", "diploma"),
    ("activities", "concert"),
    ("knowledge", "shops"),
    ("knowledge", "shops/season"),
    ("contact", "office"),
]


def test_every_section_answers_in_every_language(visitor: Client, full_site: CitySettings) -> None:
    for section, language in product(SECTIONS, LANGUAGES):
        response = visitor.get(address(language, section))
        assert response.status_code == 200
        html = response.content.decode()
        assert f'<html lang="{language}">' in html
        assert f"<h1>{(section or 'home').title()} {language}</h1>" in html.replace(NO_BREAK, " ")
        assert response.cookies == {}


def test_every_record_has_its_page_in_every_language(visitor: Client, full_site: CitySettings) -> None:
    for (section, slug), language in product(RECORDS, LANGUAGES):
        response = visitor.get(address(language, section, slug))
        html = " ".join(response.content.decode().split())
        assert response.status_code == 200
        assert f'<html lang="{language}">' in html
        assert html.count("<h1") == 1
        for other in LANGUAGES:
            assert f'hreflang="{other}" href="http://testserver{address(other, section, slug)}"' in html
        assert f'<link rel="canonical" href="http://testserver{address(language, section, slug)}">' in html
        assert f'<a href="{address(language, section)}" aria-current="true">' in html


@pytest.mark.parametrize(("section", "slug"), RECORDS)
def test_an_unpublished_record_is_nowhere(visitor: Client, full_site: CitySettings, section: str, slug: str) -> None:
    from pomost.website.links import SECTION_OF

    for record_class in SECTION_OF:
        for record in record_class._default_manager.all():
            record.unpublish()
    assert visitor.get(address("pl", section, slug)).status_code == 404
    assert slug not in re.findall(r'href="/pl/[\w-]+/([\w-]+)/"', visitor.get(address("pl", section)).content.decode())
    assert visitor.get(address("pl")).status_code == 200


def test_a_record_of_another_city_is_not_on_this_site(visitor: Client, full_site: CitySettings) -> None:
    poznan, hannover = factories.municipality("Poznań", "PL"), factories.municipality("Hannover", "DE")
    factories.partnership(poznan, hannover)
    factories.office(poznan, slug="other")
    factories.membership(factories.network(poznan, name="Other", slug="other"), poznan)
    factories.project(poznan, hannover, slug="other")
    factories.award(poznan, factories.ladder("Other")[0], slug="other")
    makers.activity(poznan, slug="other", name="Hannover")
    makers.challenge(poznan, slug="other", name="Hannover")
    for section, slug in [*((section, "other") for section, _slug in RECORDS), ("partnerships", "hannover")]:
        assert visitor.get(address("pl", section, slug)).status_code == 404
        assert "Hannover" not in text_of(visitor.get(address("pl", section)))


def test_the_partner_town_s_own_site_shows_the_same_record_from_its_side(
    visitor: Client, full_site: CitySettings, suhl: Municipality
) -> None:
    full_site.home = suhl
    full_site.save()
    response = visitor.get(address("de", "partnerships", "leszno"))
    assert "<h1>Leszno</h1>" in response.content.decode()
    assert visitor.get(address("de", "partnerships", "suhl")).status_code == 404


def test_a_partnership_shows_its_facts_in_the_language_of_the_page(visitor: Client, full_site: CitySettings) -> None:
    text = text_of(visitor.get(address("de", "partnerships", "suhl")))
    assert "Deutschland" in text
    assert "1984" in text
    assert "Culture (de)" in text
    assert re.search(r"4\d\d km Luftlinie von Leszno", text)


def test_where_a_story_is_missing_another_language_s_is_offered_and_marked(
    visitor: Client, full_site: CitySettings
) -> None:
    polish = visitor.get(address("pl", "partnerships", "suhl")).content.decode()
    french = visitor.get(address("fr", "partnerships", "suhl")).content.decode()
    assert f"<h2>Title{NO_BREAK}pl</h2>" in polish
    assert "<details lang=" not in polish
    assert f"<h2>Title{NO_BREAK}pl</h2>" not in french
    assert '<details lang="pl">' in french
    assert "Text pl" in french.replace(NO_BREAK, " ")


def test_the_foot_tells_publisher_office_and_the_last_change_to_the_second(
    visitor: Client, full_site: CitySettings
) -> None:
    moment = datetime(2031, 10, 31, 8, 19, 7, 488143, tzinfo=UTC)
    Partnership.objects.update(last_published_at=moment)
    page = visitor.get(address("pl", "partnerships", "suhl"))
    text = text_of(page)
    assert "City hall (pl)" in text
    assert "Office (pl)" in text
    assert "31 października 2031, 09:19:07" in text
    assert '<time datetime="2031-10-31T09:19:07+01:00">' in page.content.decode()
    assert "31 października 2031, 09:19:07" not in text_of(visitor.get(address("pl", "projects")))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9", "de"),
        ("nl", "nl"),
        ("fr-CH", "fr"),
        ("en-US", "en"),
        ("pl", "pl"),
        ("pt,zh", "pl"),
        ("", "pl"),
    ],
)
def test_the_bare_address_leads_to_the_reader_s_language(
    visitor: Client, full_site: CitySettings, accepted: str, language: str
) -> None:
    response = visitor.get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize(
    "path",
    ["/pl/nothing/", "/pl/partnerships-pl/nothing/", "/pl/partnerships-pl/suhl/more/", "/pl/partnerships-de/"],
)
def test_what_is_not_there_is_not_found(visitor: Client, full_site: CitySettings, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_what_is_not_there_offers_the_way_on(visitor: Client, full_site: CitySettings) -> None:
    html = visitor.get("/pl/nothing/").content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    for section in ("partnerships", "networks", "projects", "awards", "activities", "knowledge", "contact"):
        assert f'href="{address("pl", section)}"' in main
    assert f'href="{address("de")}"' in html  # the other languages' first pages
    assert 'rel="canonical"' not in html
    assert "City hall (pl)" in text_of(visitor.get("/pl/nothing/"))


@pytest.mark.parametrize(("section", "slug"), [("projects", ""), ("projects", "project"), ("networks", "cities")])
def test_a_partner_is_a_link_where_its_partnership_is_published(
    visitor: Client, full_site: CitySettings, section: str, slug: str
) -> None:
    way = f'<a href="{address("pl", "partnerships", "suhl")}">Suhl, Niemcy</a>'
    assert way in visitor.get(address("pl", section, slug)).content.decode()
    Partnership.objects.get().unpublish()
    page = visitor.get(address("pl", section, slug))
    assert way not in page.content.decode()
    assert "Suhl, Niemcy" in text_of(page)


def test_the_list_of_projects_tells_paid_from_planned(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    project = factories.project(leszno, suhl)
    Funding.objects.create(project=project, planned=48000, paid=24000, currency="EUR")
    Funding.objects.create(project=project, kind="partner", planned=9000, currency="EUR")
    text = text_of(visitor.get(address("en", "projects")))
    assert "€24,000 paid €48,000 planned" in text
    assert "€9,000 planned" in text


def test_a_scheme_of_one_step_is_no_ladder(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    (only,) = factories.ladder("Golden Stars")
    factories.award(leszno, only, slug="stars")
    html = visitor.get(address("pl", "awards")).content.decode()
    assert "Golden Stars" in html
    assert 'class="ladder' not in html


def test_the_place_of_an_award_is_not_taken_for_its_date(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.award(leszno, factories.ladder("Golden Stars")[0], place=suhl)
    html = visitor.get(address("en")).content.decode()
    assert "Place: Suhl" in text_of(visitor.get(address("en")))
    assert "register__since" not in html


def test_a_solution_that_ended_says_so_in_the_list(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    makers.solution(makers.challenge(leszno, slug="shops"), suhl, slug="season", start="2022", end="2024-10")
    assert "2022 – October 2024" in text_of(visitor.get(address("en", "knowledge")))


def test_without_a_city_there_is_nothing_but_a_clear_answer(visitor: Client, db: None) -> None:
    response = visitor.get("/pl/")
    assert response.status_code == 503
    assert "manage.py load_demo" in text_of(response)


def test_what_people_typed_is_shown_as_they_typed_it_and_never_as_markup(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    partner = factories.municipality("<script>x</script> & “Town”", "DE", slug="odd")
    factories.partnership(leszno, partner, slug="odd")
    for path in (address("pl"), address("pl", "partnerships"), address("pl", "partnerships", "odd")):
        html = visitor.get(path).content.decode()
        assert html.count("<script") == 2  # the data for programs: see test_head.py; and the basket's
        assert "&lt;script&gt;x&lt;/script&gt; &amp; “Town”" in html
