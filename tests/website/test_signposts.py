"""The way to a page: one query finds the city that is asked and its pages, however many cities there are."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from wagtail.models import Locale, Page, Site

from pomost.places.models import Municipality
from pomost.website.models import HomePage, ProjectsPage
from pomost.website.settings import CitySettings
from pomost.website.signposts import signpost_for
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_city(site: CitySettings, suhl: Municipality, settings: Any) -> CitySettings:
    """A second city at a host of its own, in German alone."""
    settings.ALLOWED_HOSTS = ["testserver", "suhl.example", "elsewhere.example"]
    german = Locale.objects.get(language_code="de")
    root: Page = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Suhl in der Welt", slug="suhl-de", locale=german))
    home.add_child(instance=ProjectsPage(title="Vorhaben", slug="vorhaben", locale=german, show_in_menus=True))
    own = Site.objects.create(hostname="suhl.example", port=80, root_page=home)
    return CitySettings.objects.create(site=own, home=suhl, publisher=factories.translated("Town hall"))


@pytest.mark.parametrize(
    ("host", "town", "languages"),
    [
        ("suhl.example", "Suhl", ["de"]),
        ("testserver", "Leszno", ["pl", "en", "de", "nl", "fr"]),
        ("elsewhere.example", "Leszno", ["pl", "en", "de", "nl", "fr"]),  # the default site answers
    ],
)
def test_each_host_leads_to_its_city_at_the_cost_of_one_query(
    other_city: CitySettings, django_assert_num_queries: Any, host: str, town: str, languages: list[str]
) -> None:
    assert connection.features.supports_json_field  # which Django asks SQLite once a connection
    with django_assert_num_queries(1):
        signpost = signpost_for(RequestFactory().get("/", headers={"host": host}))
        assert signpost is not None
        assert signpost.home.name == town
        assert list(signpost.homes) == languages
        assert signpost.url(signpost.homes[languages[0]]) == f"/{languages[0]}/"
    assert {page.pk for page in signpost.pages} == {
        page.pk for page in Page.objects.all() if page.path.startswith(tuple(p.path for p in signpost.homes.values()))
    }


def test_a_city_s_pages_are_at_its_host_alone(visitor: Client, other_city: CitySettings) -> None:
    assert b"Vorhaben" in visitor.get("/de/vorhaben/", headers={"host": "suhl.example"}).content
    assert visitor.get("/de/vorhaben/").status_code == 404
    assert visitor.get("/de/projects-de/", headers={"host": "suhl.example"}).status_code == 404


def test_a_language_whose_first_page_was_taken_back_is_left_out(visitor: Client, site: CitySettings) -> None:
    HomePage.objects.get(locale__language_code="pl").unpublish()
    signpost = signpost_for(RequestFactory().get("/"))
    assert signpost is not None
    assert list(signpost.homes) == ["en", "de", "nl", "fr"]
    assert visitor.get("/pl/").status_code == 404
    assert visitor.get("/de/").status_code == 200
