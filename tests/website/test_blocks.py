"""Blocks: prose as it was written, living blocks as the register stands; all of them in one query."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.models import Area, Attendance, PartnershipPhoto
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.test_query_budget import fill
from tests.website.written import block, editorial, home_of, news

pytestmark = pytest.mark.django_db

EVERY_LIVING_BLOCK = [
    *(block("partnerships", {"shown_as": way, "with_areas": True}) for way in ("list", "cards", "map", "bridge")),
    block("jubilees"),
    block("activities"),
    block("projects"),
    *(block("awards", {"shown_as": way}) for way in ("list", "ladders")),
    *(block("networks", {"shown_as": way}) for way in ("list", "facts")),
    block("office"),
    block("figures"),
    block("news"),
]


def text_of(response: Any) -> str:
    """What the page says within its content, without tags and with plain spaces."""
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    assert main is not None
    return re.sub(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+", " ", main.get_text(" "))


def shown(visitor: Client, site: CitySettings, *blocks: dict[str, Any], language: str = "en") -> str:
    page = editorial(home_of(site, language), *blocks)
    text = text_of(visitor.get(f"/{language}/page/"))
    page.delete()
    return text


def test_prose_stands_as_it_was_written(visitor: Client, site: CitySettings) -> None:
    editorial(
        home_of(site, "en"),
        block("text", "<p>Before any heading</p>"),
        block("heading", "A heading"),
        block("text", "<p>Text with a <b>bold</b> word</p><h3>Below</h3>"),
        block("quote", {"text": "Well said", "source": "Somebody"}),
        block("heading", "A heading"),
        block("action", {"text": "Write to us", "note": "We answer", "page": None, "address": "https://city.example/"}),
    )
    html = " ".join(visitor.get("/en/page/").content.decode().split())
    assert '<section class="part story"> <div class="part__body"> <p>Before any heading</p>' in html
    assert '<h2 id="a-heading">A heading</h2>' in html
    assert '<h2 id="a-heading-2">A heading</h2>' in html
    assert "<p>Text with a <b>bold</b> word</p><h3>Below</h3>" in html
    assert "<blockquote> <p>Well said</p> </blockquote> <figcaption>Somebody</figcaption>" in html
    assert '<a class="action__link" href="https://city.example/">Write to us</a>' in html


def test_pictures_have_their_size_and_text_and_decorative_ones_none(visitor: Client, site: CitySettings) -> None:
    image = makers.image(width=1200, height=800)
    told = {"image": image.pk, "alternative": "A bridge", "caption": "Our bridge", "author": "Ann", "licence": "CC0"}
    decorative = {**told, "is_decorative": True}
    gallery = block("gallery", [{"type": "item", "value": block("picture", told)["value"], "id": "1"}] * 2)
    editorial(home_of(site, "en"), block("picture", told), block("picture", decorative), gallery)
    html = " ".join(visitor.get("/en/page/").content.decode().split())
    images = BeautifulSoup(html, "html.parser").select("img")
    assert [(image["width"], image["height"], image["loading"]) for image in images] == [("1200", "800", "lazy")] * 4
    assert ".webp 480w, " in str(images[0]["srcset"])
    assert [image["alt"] for image in images] == ["A bridge", "", "A bridge", "A bridge"]
    assert "Our bridge" in html
    assert 'Photo: <span class="photo__author">Ann</span>, <span class="photo__licence">CC0</span>' in html
    assert html.count('<div class="gallery">') == 1


def test_a_document_bears_its_own_title_where_none_is_given(visitor: Client, site: CitySettings) -> None:
    file = makers.document("programme.pdf")
    given = {"file": file.pk, "title": "The programme", "language": "de"}
    editorial(home_of(site, "en"), block("document", given), block("document", {**given, "title": "", "language": ""}))
    html = visitor.get("/en/page/").content.decode()
    assert re.findall(r'<a href="/documents/\d+/[^"]*"[^>]*>([^<]*)</a>', html) == ["The programme", "programme.pdf"]
    assert html.count('hreflang="de"') == 1


def test_what_a_block_names_may_have_gone(visitor: Client, site: CitySettings) -> None:
    told = {"image": 999, "alternative": "Gone"}
    away = {"text": "Away", "note": "", "page": 999, "address": ""}
    text = shown(
        visitor,
        site,
        block("picture", told),
        block("document", {"file": 999, "title": "Gone", "language": ""}),
        block("action", away),
        block("text", '<p>To <a linktype="page" id="999">a page</a></p>'),
    )
    assert "To a page" in text
    assert "Gone" not in text
    assert "Away" not in text


def test_links_to_pages_lead_to_where_they_stand_now_and_in_the_page_s_language(
    visitor: Client, site: CitySettings
) -> None:
    from pomost.website.models import ContactPage, ProjectsPage

    polish = ProjectsPage.objects.child_of(home_of(site, "pl")).get()
    contact = ContactPage.objects.child_of(home_of(site, "de")).get()
    contact.slug = "moved"
    contact.save()
    editorial(
        home_of(site, "de"),
        block("text", f'<p><a id="{polish.pk}" linktype="page">Projekte</a></p>'),
        block("action", {"text": "Schreiben", "note": "", "page": contact.pk, "address": ""}),
    )
    html = visitor.get("/de/page/").content.decode()
    assert '<a href="/de/projects-de/">Projekte</a>' in html
    assert '<a class="action__link" href="/de/moved/">' in html


def test_partnerships_in_four_ways(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.partnership(
        leszno,
        suhl,
        since="1984",
        stories=("pl", "en"),
        areas=[Area.objects.create(name=factories.translated("Music"))],
    )
    wien = factories.municipality("Wien", "AT", 48.2, 16.4)
    factories.partnership(leszno, wien, kind="contact")
    as_list = shown(visitor, site, block("partnerships", {"with_areas": True}))
    assert "Partner towns Suhl Germany twinning, since 1984" in as_list
    assert "Further contacts Wien Austria" in as_list
    assert "What the towns do together Music (en)" in as_list
    assert "Wien" not in shown(visitor, site, block("partnerships", {"which": "agreed"}))
    assert "Suhl" not in shown(visitor, site, block("partnerships", {"which": "contacts"}))
    photo = PartnershipPhoto(image=makers.image(), alternative=factories.translated("Town hall"))
    record.photos = [photo]
    record.save_revision().publish()
    page = editorial(home_of(site, "en"), block("partnerships", {"shown_as": "cards", "which": "agreed"}))
    html = visitor.get("/en/page/").content.decode()
    assert 'alt="Town hall (en)"' in html
    assert "Suhl Germany, since 1984 Lead en" in text_of(visitor.get("/en/page/"))
    page.delete()
    page = editorial(home_of(site, "en"), block("partnerships", {"shown_as": "map"}))
    assert visitor.get("/en/page/").content.decode().count('<svg class="map"') == 2
    page.delete()
    editorial(home_of(site, "en"), block("partnerships", {"shown_as": "bridge"}))
    assert visitor.get("/en/page/").content.decode().count('class="bridge__drawing ') == 3


def test_a_heading_of_the_officer_s_own_stands_in_place_of_the_block_s(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl)
    text = shown(visitor, site, block("partnerships", {"title": "Our friends"}))
    assert "Our friends Suhl" in text
    assert "Partner towns" not in text


def test_jubilees_come_from_the_dates_of_the_records(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    year = timezone.localdate().year
    record = factories.partnership(leszno, suhl, since=str(year - 43))
    assert f"Jubilees to come Suhl {year + 2} 45 years together" in shown(visitor, site, block("jubilees"))
    assert "Suhl" not in shown(visitor, site, block("jubilees", {"years": 1}))
    record.until = str(year - 1)
    record.save_revision().publish()
    assert "Jubilees" not in shown(visitor, site, block("jubilees"))


def test_activities_that_come_and_that_were(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    today = timezone.localdate()
    for n in range(1, 5):
        makers.activity(leszno, name=f"Coming {n}", start=str(today + timedelta(days=n)), status="planned")
        makers.activity(leszno, name=f"Past {n}", start=str(today - timedelta(days=n)))
    text = shown(visitor, site, block("activities", {"coming": 2, "past": 1}))
    assert re.findall(r"(?:Coming|Past) \d", text) == ["Coming 1", "Coming 2", "Past 1"]
    only = shown(visitor, site, block("activities", {"coming": 1, "past": 0}))
    assert re.findall(r"(?:Coming|Past) \d", only) == ["Coming 1"]
    assert "What is on Coming 1" in only
    assert "All activities" in only


def test_projects_awards_and_networks(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.project(leszno, suhl, name="Running", status="running", slug="running")
    factories.project(leszno, suhl, name="Over", status="completed", end="2014", slug="over")
    first, _second = factories.ladder("Diploma", "Flag")
    factories.award(leszno, first, received="2002-05")
    undertakings = factories.translated("Exchange ideas")
    network = factories.network(leszno, name="Cities", undertakings=undertakings, seat=suhl)
    factories.membership(network, leszno)
    factories.partnership(leszno, suhl, slug="suhl")
    assert "Projects Over (en) ended 2014 Running (en)" in shown(visitor, site, block("projects"))
    assert "Over" not in shown(visitor, site, block("projects", {"running": True}))
    listed = shown(visitor, site, block("awards", {"shown_as": "list"}))
    assert "Diploma (en) Grantor (en) May 2002" in listed
    assert "Flag" not in listed
    assert "Flag (en) the next step, still open" in shown(visitor, site, block("awards"))
    assert "Cities (en) member since 2002" in shown(visitor, site, block("networks"))
    page = editorial(home_of(site, "en"), block("networks", {"shown_as": "facts"}))
    html = visitor.get("/en/page/").content.decode()
    assert "Exchange ideas (en)" in html
    assert '<a href="/en/partnerships-en/suhl/">Suhl, Germany</a>' in html
    page.delete()


def test_the_office_and_the_figures(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    assert "Who coordinates it" not in shown(visitor, site, block("office"))
    site.office = factories.office(leszno, email="office@leszno.example")
    site.save()
    assert "Who coordinates it Office (en)" in shown(visitor, site, block("office"))
    assert "In figures" not in shown(visitor, site, block("figures"))
    record = factories.partnership(leszno, suhl, since="1984")
    makers.activity(leszno, attendance=[Attendance(municipality=suhl, direct=1250)])
    years = timezone.localdate().year - 1984
    text = shown(visitor, site, block("figures"))
    assert (
        f"In figures partner town 1 country 1 years since the first partnership {years} participants 1,250 activity 1"
        in text
    )
    assert "participants" not in shown(visitor, site, block("figures", {"which": ["towns"]}))
    record.unpublish()
    assert "partner town" not in shown(visitor, site, block("figures"))


def test_the_latest_news_in_the_page_s_language(visitor: Client, site: CitySettings) -> None:
    for day in (1, 2, 3):
        news(site, f"2026-03-0{day}", slug=f"item-{day}", title=f"Item {day}", language="en")
    news(site, "2026-03-09", slug="po-polsku", title="Po polsku")
    hidden = news(site, "2026-03-08", slug="hidden", title="Hidden", language="en")
    hidden.unpublish()
    text = shown(visitor, site, block("news", {"number": 2}))
    assert "News Item 3 3 March 2026 Item 2 2 March 2026 All news" in text
    assert not re.search("Item 1|Po polsku|Hidden", text)


def test_a_page_was_changed_when_a_record_on_it_was(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.partnership(leszno, suhl, since="1984")
    for body in (block("partnerships"), block("figures"), block("text", "<p>{Suhl: since}</p>")):
        moment = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
        type(record).objects.filter(pk=record.pk).update(last_published_at=moment)
        page = editorial(home_of(site, "en"), body)
        assert "6 May 2031, 09:08:09" in visitor.get("/en/page/").content.decode(), body["type"]
        page.delete()


@pytest.mark.parametrize("number", [1, 40])
def test_all_living_blocks_of_a_page_cost_one_query(
    visitor: Client, site: CitySettings, leszno: Municipality, number: int
) -> None:
    fill(leszno, number)
    image, file = makers.image(), makers.document()
    for n in range(number):
        news(site, f"2026-01-{n % 28 + 1:02}", slug=f"item-{n}")
    prose = [
        block("picture", {"image": image.pk, "alternative": "A bridge"}),
        block("document", {"file": file.pk, "title": "", "language": ""}),
        block("text", f'<p>{{Town-1: since}} <a id="{site.site.root_page.pk}" linktype="page">home</a></p>'),
        block("text", "<p>{Leszno: projects}, {Leszno: activities}</p>"),
    ]
    editorial(home_of(site), *EVERY_LIVING_BLOCK, *prose * number)
    visitor.get("/pl/page/")  # what Django keeps for the life of a process is there before anything is counted
    with CaptureQueriesContext(connection) as queries:
        response = visitor.get("/pl/page/")
    assert response.status_code == 200
    assert "od 1984" in text_of(response)
    assert len(queries) == 2  # the page's own texts, and all that stands on it
