"""The register of changes of the whole site, and its feed."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record, save_draft, unpublish_record
from pomost.register.models import Change, Partnership
from pomost.website.models import ProjectsPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.page_checks import Page
from tests.website.pages import main_of, words_of
from tests.website.test_crawl import faults

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CHANGES = "/en/~changes/"
FEED = f"{CHANGES}atom/"
SECRET = "Sekretny"


@pytest.fixture
def record(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Partnership:
    """A partnership that was corrected once."""
    record = factories.partnership(leszno, suhl, since="1984")
    record.since = "1985"
    return publish_record(record=record, kind="correction", reason="The year was misread.")


def told(client: Client, path: str = CHANGES) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return words_of(main_of(response))


def feed_of(client: Client) -> list[dict[str, str]]:
    """The entries of the feed."""
    entries = ElementTree.fromstring(client.get(FEED).content).findall(f"{ATOM}entry")
    return [{part.tag.removeprefix(ATOM): part.text or "" for part in entry} for entry in entries]


def test_the_register_tells_what_changed_anywhere_and_why(
    visitor: Client, record: Partnership, leszno: Municipality
) -> None:
    project = factories.project(leszno, name="Bridge", slug="bridge")
    words = told(visitor)
    assert words.index(project.title) < words.index("The year was misread.")
    assert words.count("First publication") == 2
    assert 'href="/en/partnerships-en/suhl/~changes/2/"' in visitor.get(CHANGES).content.decode()
    assert f'href="{CHANGES}"' in visitor.get("/en/").content.decode()


def test_the_feed_tells_the_same(visitor: Client, record: Partnership) -> None:
    latest, first = feed_of(visitor)
    assert latest["title"] == "Leszno – Suhl: Correction"
    assert latest["summary"] == "The year was misread. Since"
    assert latest["id"] != first["id"]
    before = [entry["id"] for entry in feed_of(visitor)]
    record.slug = "elsewhere"
    publish_record(record=record)
    assert [entry["id"] for entry in feed_of(visitor)][1:] == before


@pytest.mark.parametrize("language", ["pl", "de", "nl", "fr", "en"])
def test_the_register_is_sound_in_every_language(visitor: Client, record: Partnership, language: str) -> None:
    response = visitor.get(f"/{language}/~changes/")
    assert faults(Page(response.content.decode()), language) == []
    assert visitor.get(f"/{language}/~changes/atom/").status_code == 200


def test_what_is_not_public_is_in_neither(
    visitor: Client, record: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    record.until = "2020"
    save_draft(record=record, kind="substance", reason=f"{SECRET} draft")
    withdrawn = factories.project(leszno, name=f"{SECRET} project")
    unpublish_record(record=withdrawn, reason=f"{SECRET} withdrawal")
    office = factories.office(leszno)
    person = publish_record(record=makers.person(office, f"Jan {SECRET}"), kind="correction", reason=f"{SECRET} person")
    person.is_public = False
    publish_record(record=person, kind="correction", reason=f"{SECRET} hides")
    challenge = makers.challenge(leszno, name=f"{SECRET} challenge")
    makers.solution(challenge, suhl, name=f"{SECRET} solution")
    unpublish_record(record=challenge)
    poznan = factories.municipality("Poznań", "PL")
    factories.project(poznan, name=f"{SECRET} of another city")
    for path in (CHANGES, FEED, f"{CHANGES}?before=999999"):
        assert SECRET not in visitor.get(path).content.decode(), path
    assert "The year was misread." in told(visitor)


def test_a_section_kept_from_the_public_is_in_neither(
    visitor: Client, record: Partnership, leszno: Municipality
) -> None:
    factories.project(leszno, name=SECRET)
    assert SECRET in told(visitor)
    page = ProjectsPage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for path in (CHANGES, FEED):
        assert SECRET not in visitor.get(path).content.decode()


def test_it_costs_the_same_with_few_and_with_many(visitor: Client, record: Partnership, leszno: Municipality) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        return len(queries)

    visitor.get(CHANGES)
    few = (cost(CHANGES), cost(FEED))
    last = Change.objects.of(record)[0]
    same: dict[str, Any] = {"content_type": last.content_type, "object_id": last.object_id, "keeper": leszno}
    Change.objects.bulk_create(
        Change(**same, reason=f"Reason {n}", kind="correction", number=n, published_at=last.published_at)
        for n in range(3, 3_001)
    )
    factories.project(leszno)
    factories.office(leszno)
    before = Change.objects.get(number=1_500).pk
    assert few == (3, 2)
    visitor.get(CHANGES)
    assert (cost(CHANGES), cost(FEED), cost(f"{CHANGES}?before={before}")) == (3, 2, 3)
    words = told(visitor, f"{CHANGES}?before={before}")
    assert "Reason 1499" in words
    assert "Reason 1500" not in words


@pytest.mark.parametrize("before", ["0", "-1", "x", "٣", "9" * 30, "1' OR 1=1", "\0"])
def test_a_strange_place_to_begin_breaks_nothing(visitor: Client, record: Partnership, before: str) -> None:
    assert visitor.get(CHANGES, {"before": before}).status_code == 200
