"""Editorial pages: anywhere below the home page, in every language that has one, and their pictures with them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pomost.places.models import Municipality
from pomost.website.models import EditorialPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.test_files import photo_address, status
from tests.website.written import block, editorial, home_of

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def languages_of(html: str) -> list[str]:
    """The languages of the switch."""
    switch = html.partition('class="languages"')[2].partition("</nav>")[0]
    return re.findall(r'hreflang="(\w+)"', switch)


def test_a_page_in_five_languages_leads_from_each_to_each(visitor: Client, site: CitySettings) -> None:
    key = uuid4()
    for code in LANGUAGES:
        body = block("text", f"<p>Text {code}</p>")
        editorial(home_of(site, code), body, slug=f"page-{code}", translation_key=key, title=f"Title {code}")
    for code in LANGUAGES:
        response = visitor.get(f"/{code}/page-{code}/")
        html = response.content.decode()
        assert f'<html lang="{code}">' in html
        assert f"<h1>Title {code}</h1>" in html.replace("\N{NO-BREAK SPACE}", " ")
        assert f"<p>Text {code}</p>" in html.replace("\N{NO-BREAK SPACE}", " ")
        assert languages_of(html) == LANGUAGES
        for other in LANGUAGES:
            assert re.search(rf'hreflang="{other}"\s+href="http://testserver/{other}/page-{other}/"', html)
        assert response.cookies == {}


def test_a_language_without_the_page_is_left_out_of_the_switch(visitor: Client, site: CitySettings) -> None:
    key = uuid4()
    editorial(home_of(site, "pl"), slug="strona", translation_key=key)
    german = editorial(home_of(site, "de"), slug="seite", translation_key=key)
    assert languages_of(visitor.get("/pl/strona/").content.decode()) == ["pl", "de"]
    german.unpublish()
    assert languages_of(visitor.get("/pl/strona/").content.decode()) == ["pl"]


def test_a_page_below_a_page_leads_back_and_to_its_translations(visitor: Client, site: CitySettings) -> None:
    keys = uuid4(), uuid4(), uuid4()
    for code in ("pl", "fr"):
        parent = home_of(site, code)
        for place, key in enumerate(keys):
            parent = editorial(parent, slug=f"{code}-{place}", translation_key=key, title=f"{code} {place}")
    html = visitor.get("/fr/fr-0/fr-1/fr-2/").content.decode()
    assert '<p class="back"><a href="/fr/fr-0/fr-1/">fr 1</a></p>' in html
    assert languages_of(html) == ["pl", "fr"]
    assert 'href="/pl/pl-0/pl-1/pl-2/"' in html
    assert 'class="back"' not in visitor.get("/fr/fr-0/").content.decode()
    assert visitor.get("/fr/fr-0/fr-2/").status_code == 404
    assert visitor.get("/fr/fr-0/fr-1/fr-2/more/").status_code == 404


def test_a_translation_below_a_page_that_was_taken_back_is_left_out(visitor: Client, site: CitySettings) -> None:
    key = uuid4()
    above = editorial(home_of(site, "fr"), slug="above")
    editorial(above, slug="page", translation_key=key)
    editorial(editorial(home_of(site, "pl"), slug="above"), slug="page", translation_key=key)
    assert languages_of(visitor.get("/pl/above/page/").content.decode()) == ["pl", "fr"]
    above.unpublish()
    assert languages_of(visitor.get("/pl/above/page/").content.decode()) == ["pl"]
    assert visitor.get("/fr/above/page/").status_code == 404


def test_a_draft_is_nowhere(visitor: Client, site: CitySettings) -> None:
    page = editorial(home_of(site), slug="page")
    below = editorial(page, slug="below")
    below.unpublish()
    assert visitor.get("/pl/page/below/").status_code == 404
    page.unpublish()
    assert visitor.get("/pl/page/").status_code == 404


def test_a_page_in_the_menu_stands_there(visitor: Client, site: CitySettings) -> None:
    editorial(home_of(site), slug="page", title="About us", show_in_menus=True)
    editorial(home_of(site), slug="other", title="Elsewhere")
    html = visitor.get("/pl/").content.decode()
    assert '<a href="/pl/page/">About us</a>' in html
    assert "Elsewhere" not in html


def test_an_example_says_so(visitor: Client, site: CitySettings) -> None:
    editorial(home_of(site, "en"), slug="page", title="Invented", is_example=True)
    assert '<h1>Invented <span class="example">example</span></h1>' in visitor.get("/en/page/").content.decode()


@pytest.mark.parametrize(("path", "number"), [("/pl/page/", 2), ("/pl/page/below/", 3)])
def test_a_page_costs_few_queries(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality, path: str, number: int
) -> None:
    factories.partnership(leszno, suhl)
    page = editorial(home_of(site), block("partnerships"), slug="page")
    editorial(page, block("partnerships"), slug="below")
    visitor.get(path)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(path)
    # A page below a page: itself whole, what is above it with its translations, and all that stands on it.
    assert len(queries) == number


def test_a_page_kept_from_the_public_asks_for_its_password_and_so_do_those_below(
    visitor: Client, site: CitySettings
) -> None:
    page = editorial(home_of(site), slug="page")
    below = editorial(page, block("text", "<p>Secret</p>"), slug="below")
    image = makers.image()
    below.body = [block("picture", {"image": image.pk, "alternative": "Secret"})]
    below.save()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="sesame")
    for address in ("/pl/page/", "/pl/page/below/"):
        response = visitor.get(address)
        assert response.status_code == 200
        assert "Secret" not in response.content.decode()
        assert "password" in response.content.decode()
    assert status(visitor, photo_address(image)) == 404


def test_pictures_and_documents_are_public_as_long_as_a_published_page_shows_them(
    visitor: Client, site: CitySettings
) -> None:
    image, file = makers.image(), makers.document()
    address = file.url
    assert (status(visitor, photo_address(image)), status(visitor, address)) == (404, 404)
    page: Any = editorial(
        home_of(site),
        block("picture", {"image": image.pk, "alternative": "A bridge"}),
        block("document", {"file": file.pk, "title": "", "language": ""}),
    )
    assert (status(visitor, photo_address(image)), status(visitor, address)) == (200, 200)
    page = EditorialPage.objects.get(pk=page.pk)
    page.unpublish()
    assert (status(visitor, photo_address(image)), status(visitor, address)) == (404, 404)


def test_what_a_draft_shows_is_not_public_yet(visitor: Client, site: CitySettings) -> None:
    image = makers.image()
    page = editorial(home_of(site), block("text", "<p>Published</p>"))
    page.body = [block("picture", {"image": image.pk, "alternative": "A bridge"})]
    page.save_revision()
    assert status(visitor, photo_address(image)) == 404
    page.get_latest_revision().publish()
    assert status(visitor, photo_address(image)) == 200
