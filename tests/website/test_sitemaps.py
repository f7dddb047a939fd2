"""The sitemap: every public page in every language, at the same cost for few and for many."""

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.places.models import Municipality
from pomost.register.models import Project
from pomost.website import sitemaps
from pomost.website.models import BasketPage, HomePage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ORIGIN = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def parts(client: Client) -> list[str]:
    """The addresses of the sitemaps that the index names."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [str(loc.text) for loc in ElementTree.fromstring(response.content).iter(f"{SITEMAP}loc")]


def entries(client: Client, path: str) -> dict[str, Any]:
    """The entries of one sitemap by address."""
    found = ElementTree.fromstring(client.get(path).content)
    return {str(entry.findtext(f"{SITEMAP}loc")): entry for entry in found.iter(f"{SITEMAP}url")}


def addresses(client: Client) -> list[str]:
    """All addresses of all sitemaps, without the host."""
    return [url.removeprefix(ORIGIN) for part in parts(client) for url in entries(client, part.removeprefix(ORIGIN))]


def test_robots_are_told_where_it_is(client: Client) -> None:
    assert client.get("/robots.txt").content == (
        b"User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
    )


def test_an_entry_names_all_languages_and_the_last_publication(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    factories.project(leszno, slug="project")
    Project.objects.update(last_published_at=datetime(2031, 5, 1, 8, 0, 1, tzinfo=UTC))
    found = entries(visitor, "/sitemap-project-1.xml")
    assert set(found) == {f"{ORIGIN}/{code}/projects-{code}/project/" for code in LANGUAGES}
    for entry in found.values():
        links = {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)}
        assert links.pop("x-default") == f"{ORIGIN}/en/projects-en/project/"
        assert links == {code: f"{ORIGIN}/{code}/projects-{code}/project/" for code in LANGUAGES}
        assert entry.findtext(f"{SITEMAP}lastmod") == "2031-05-01T08:00:01+00:00"


def test_what_is_not_public_is_not_in_it(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    makers.unpublished(factories.project(leszno, slug="withdrawn"))
    other = factories.municipality("Poznań", "PL")
    factories.project(other, slug="others")
    BasketPage.objects.get(locale__language_code="nl").unpublish()
    known = addresses(visitor)
    assert [address for address in known if "withdrawn" in address or "others" in address] == []
    assert "/nl/basket-nl/" not in known
    assert "/pl/basket-pl/" in known


def test_a_page_that_is_kept_from_the_public_is_not_in_it(visitor: Client, site: CitySettings) -> None:
    from wagtail.models import PageViewRestriction

    page = BasketPage.objects.get(locale__language_code="pl")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    known = addresses(visitor)
    assert "/pl/basket-pl/" not in known
    assert "/de/basket-de/" in known
    assert HomePage.objects.count() == len([address for address in known if re.fullmatch(r"/../", address)])


@pytest.mark.parametrize("number", [1, 40])
def test_it_costs_the_same_for_few_and_for_many(
    visitor: Client, site: CitySettings, leszno: Municipality, number: int
) -> None:
    text = factories.translated("Text")
    for n in range(number):
        makers.built(Project, keeper=leszno, name=text, slug=f"project-{n}", live=True).save()
    from pomost.register.models import Participation

    Participation.objects.bulk_create(Participation(project=p, municipality=leszno) for p in Project.objects.all())
    visitor.get("/pl/")
    counted = {}
    for path in ("/sitemap.xml", "/sitemap-pages-1.xml", "/sitemap-project-1.xml"):
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        counted[path] = len(queries)
    assert counted == {"/sitemap.xml": 2, "/sitemap-pages-1.xml": 1, "/sitemap-project-1.xml": 1}


def test_a_large_register_has_several(
    visitor: Client, site: CitySettings, leszno: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "THINGS", 2)
    for n in range(5):
        factories.project(leszno, slug=f"project-{n}")
    named = [part for part in parts(visitor) if "project" in part]
    assert named == [f"{ORIGIN}/sitemap-project-{n}.xml" for n in (1, 2, 3)]
    sizes = [len(entries(visitor, part.removeprefix(ORIGIN))) for part in named]
    assert sizes == [2 * len(LANGUAGES), 2 * len(LANGUAGES), len(LANGUAGES)]
    assert len([address for address in addresses(visitor) if "/project-" in address]) == 5 * len(LANGUAGES)


def test_no_sitemap_has_more_than_5000_addresses() -> None:
    assert sitemaps.THINGS * len(settings.LANGUAGES) <= 5000


@pytest.mark.parametrize("path", ["project-1", "pages-0", "pages-99", "pages-99999999999999999999", "person-1", "x-1"])
def test_a_sitemap_that_is_not_there_is_not_found(visitor: Client, site: CitySettings, path: str) -> None:
    assert visitor.get(f"/sitemap-{path}.xml").status_code == 404


def test_without_a_city_there_is_none(visitor: Client, db: None) -> None:
    assert visitor.get("/sitemap.xml").status_code == 404
