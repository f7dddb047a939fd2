"""News: the latest, a year at a time, one item, and the feed."""

import json
import re
from datetime import UTC, datetime
from uuid import uuid4
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pomost.places.models import Municipality
from pomost.website.models import NewsPage
from pomost.website.pages.news import ON_INDEX
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.test_blocks import text_of
from tests.website.test_editorial_pages import languages_of
from tests.website.written import block, editorial, home_of, news

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_at(visitor: Client, address: str) -> Element:
    response = visitor.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.cookies == {}
    return fromstring(response.content)


def test_the_index_names_the_latest_and_the_way_to_each_year(visitor: Client, site: CitySettings) -> None:
    for n in range(ON_INDEX):
        news(site, f"2026-02-{n + 1:02}", slug=f"new-{n}", title=f"New {n}.", language="en")
    news(site, "2024-05-09", slug="old", title="Old one", intro="<p>What was</p>", language="en")
    html = visitor.get("/en/news-en/").content.decode()
    assert re.findall(r"New \d+", html)[:2] == [f"New {ON_INDEX - 1}", f"New {ON_INDEX - 2}"]
    assert "Old one" not in html
    assert re.findall(r'<a href="(/en/news-en/\d+/)"', html) == ["/en/news-en/2026/", "/en/news-en/2024/"]
    archive = text_of(visitor.get("/en/news-en/2024/"))
    assert "News en 2024 Intro en All news of 2024 Old one 9 May 2024 What was" in archive
    assert "New 1" not in archive


@pytest.mark.parametrize("address", ["/en/news-en/2025/", "/en/news-en/nothing/", "/en/news-en/2026/more/"])
def test_what_is_not_there_is_not_found(visitor: Client, site: CitySettings, address: str) -> None:
    news(site, "2026-02-01", slug="new", language="en")
    assert visitor.get(address).status_code == 404


def test_programs_are_told_that_an_item_is_news_unless_it_is_an_example(visitor: Client, site: CitySettings) -> None:
    for slug, is_example in (("new", False), ("invented", True)):
        news(site, "2026-02-01", slug=slug, title="New", language="en", is_example=is_example)
        data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text_of_page(visitor, slug))[0]
        page = json.loads(data)["@graph"][0]
        told = (["WebPage", "NewsArticle"], "New") if slug == "new" else ("WebPage", None)
        assert (page["@type"], page.get("headline")) == told


def text_of_page(visitor: Client, slug: str) -> str:
    return visitor.get(f"/en/news-en/{slug}/").content.decode()


def test_an_item_bears_its_day_its_text_and_the_way_back(visitor: Client, site: CitySettings) -> None:
    text = block("text", "<p>All of it</p>")
    news(site, "2026-02-01", text, slug="new", title="New", intro="<p>In short</p>", language="en", is_example=True)
    response = visitor.get("/en/news-en/new/")
    assert "News en 1 February 2026 New example In short All of it" in text_of(response)
    html = response.content.decode()
    assert '<p class="back"><a href="/en/news-en/">News en</a></p>' in html
    assert '<time datetime="2026-02-01">' in html


def test_a_year_and_an_item_lead_to_the_languages_that_have_them(visitor: Client, site: CitySettings) -> None:
    key = uuid4()
    news(site, "2026-02-01", slug="neu", language="de", translation_key=key)
    news(site, "2026-02-01", slug="nouveau", language="fr", translation_key=key)
    news(site, "2025-02-01", slug="alt", language="de")
    assert languages_of(visitor.get("/de/news-de/").content.decode()) == ["pl", "en", "de", "nl", "fr"]
    assert languages_of(visitor.get("/de/news-de/2026/").content.decode()) == ["de", "fr"]
    assert languages_of(visitor.get("/de/news-de/2025/").content.decode()) == ["de"]
    html = visitor.get("/de/news-de/neu/").content.decode()
    assert languages_of(html) == ["de", "fr"]
    assert 'href="http://testserver/fr/news-fr/nouveau/"' in html


def test_the_feed_holds_what_the_pages_say(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl, since="1984")
    intro = "<p>Since {Suhl: since} &lt;&amp;</p>"
    first = news(site, "2026-02-01", slug="first", title="First & <best>", intro=intro, language="en")
    news(site, "2026-03-01", slug="second", title="Second", language="en")
    news(site, "2026-03-01", slug="po-polsku", title="Po polsku")
    moment = datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)
    NewsPage.objects.filter(pk=first.pk).update(last_published_at=moment)
    feed = feed_at(visitor, "/en/news-en/atom/")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert feed.findtext(f"{ATOM}title") == "News en – Leszno"
    assert feed.findtext(f"{ATOM}subtitle") == "Intro en"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "City hall (en)"
    assert feed.findtext(f"{ATOM}updated") == "2031-01-02T03:04:05+00:00"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/en/news-en/", "self": "http://testserver/en/news-en/atom/"}
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Second", "First & <best>"]
    entry = entries[1]
    assert entry.findtext(f"{ATOM}summary") == "Since 1984 &lt;&amp;"
    assert entry.findtext(f"{ATOM}updated") == "2031-01-02T03:04:05+00:00"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/en/news-en/first/"


def test_an_item_is_the_same_in_the_feed_when_its_address_changes(visitor: Client, site: CitySettings) -> None:
    page = news(site, "2026-02-01", slug="first", language="en")
    before = feed_at(visitor, "/en/news-en/atom/").findtext(f"{ATOM}entry/{ATOM}id")
    page.slug = "renamed"
    page.save()
    after = feed_at(visitor, "/en/news-en/atom/").findtext(f"{ATOM}entry/{ATOM}id")
    assert before == after
    assert str(before).startswith("urn:uuid:")


def test_a_feed_without_items_is_a_feed(visitor: Client, site: CitySettings) -> None:
    assert feed_at(visitor, "/nl/news-nl/atom/").findall(f"{ATOM}entry") == []


def test_news_pages_and_the_home_page_name_the_feed_in_their_head(visitor: Client, site: CitySettings) -> None:
    news(site, "2026-02-01", slug="new", language="de")
    for address in ("/de/", "/de/news-de/", "/de/news-de/2026/", "/de/news-de/new/"):
        html = " ".join(visitor.get(address).content.decode().split())
        assert 'type="application/atom+xml" title="Aktuelles" href="http://testserver/de/news-de/atom/"' in html
    assert "atom+xml" not in visitor.get("/de/projects-de/").content.decode()


def test_drafts_and_what_is_kept_from_the_public_are_neither_listed_nor_fed(
    visitor: Client, site: CitySettings
) -> None:
    news(site, "2026-02-01", slug="draft", title="Draft", language="en").unpublish()
    kept = news(site, "2026-02-01", slug="kept", title="Kept back", language="en")
    editorial(home_of(site, "en"), block("news"), slug="page")
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    for address in ("/en/news-en/", "/en/news-en/atom/", "/en/page/"):
        answer = visitor.get(address).content.decode()
        assert "Draft" not in answer
        assert "Kept back" not in answer
    assert visitor.get("/en/news-en/draft/").status_code == 404
    assert visitor.get("/en/news-en/2026/").status_code == 404


@pytest.mark.parametrize("slug", ["atom", "2026"])
def test_no_item_takes_the_address_of_the_feed_or_of_a_year(site: CitySettings, slug: str) -> None:
    page = news(site, "2026-02-01", slug="new")
    page.slug = slug
    with pytest.raises(ValidationError, match="belongs to the archive"):
        page.full_clean()


@pytest.mark.parametrize("number", [1, 25])
def test_the_feed_costs_the_same_for_few_items_and_for_many(visitor: Client, site: CitySettings, number: int) -> None:
    for n in range(number):
        news(site, "2026-02-01", slug=f"item-{n}", intro="<p>{Leszno: projects}</p>")
    visitor.get("/pl/news-pl/atom/")
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/pl/news-pl/atom/")
    assert len(queries) == 2  # the items, their texts; living values that count the whole come once a stamp
