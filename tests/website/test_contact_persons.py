"""A person is on the public site while ticked, in office and published with the office, and never else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import ContactPerson, Membership, Office
from pomost.website.links import SECTION_OF
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/[^"#?]*)"')


def every_page(client: Client) -> dict[str, str]:
    """Every page that a reader can come to from the home pages: address → HTML."""
    pages: dict[str, str] = {}
    waiting = [f"/{code}/" for code, _name in settings.LANGUAGES]
    while waiting:
        address = waiting.pop()
        if address not in pages and not address.startswith(("/static/", "/photos/", "/documents/")):
            response = client.get(address)
            assert response.status_code == 200, address
            pages[address] = response.content.decode()
            waiting += LINK.findall(pages[address])
    return pages


@pytest.fixture
def office(site: CitySettings, leszno: Municipality) -> Office:
    """The office that answers for the site."""
    site.office = factories.office(leszno, slug="office")
    site.save()
    return site.office


def test_a_published_person_stands_with_function_languages_and_ways(visitor: Client, office: Office) -> None:
    publish_record(
        record=makers.person(
            office, "Anna Widoczna", languages="pl, de", phone="+48655550100", email="anna@leszno.example"
        )
    )
    for address in ("/de/contact-de/", "/de/contact-de/office/"):
        html = visitor.get(address).content.decode()
        assert html.index("Specialist (de)") < html.index("Anna Widoczna")
        assert "Polnisch und Deutsch" in html
        assert 'href="tel:+48655550100"' in html
        assert 'href="mailto:anna@leszno.example"' in html


def hidden(case: str, office: Office) -> ContactPerson:
    """A person named Ukryta whom the public must not see for the reason `case`; saved."""
    today = timezone.localdate()
    day = timedelta(days=1)
    by_case: dict[str, dict[str, Any]] = {
        "unticked": {"is_public": False},
        "left": {"valid_until": today - day},
        "not yet in office": {"valid_from": today + day},
    }
    person = makers.person(office, "Ewa Ukryta", email="ukryta@leszno.example", **by_case.get(case, {}))
    if case == "draft only":
        return save_draft(record=person)
    person = publish_record(record=person)
    if case == "unpublished":
        person.unpublish()
    elif case == "deleted":
        delete_record(record=person)
    elif case == "office unpublished":
        office.unpublish()
    elif case == "office deleted":
        Office.objects.filter(pk=office.pk).update(deleted_at=timezone.now())
    return person


CASES = [
    "unticked",
    "left",
    "not yet in office",
    "draft only",
    "unpublished",
    "deleted",
    "office unpublished",
    "office deleted",
]


@pytest.mark.parametrize("case", CASES)
def test_nobody_else_is_on_any_page(
    visitor: Client, office: Office, leszno: Municipality, suhl: Municipality, case: str
) -> None:
    person = hidden(case, office)
    network = factories.network(leszno, slug="cities")
    publish_record(record=Membership(keeper=leszno, network=network, member=leszno, representative=person))
    makers.solution(makers.challenge(leszno, slug="shops"), suhl, slug="season", office=office)
    pages = every_page(visitor)
    assert {"/pl/contact-pl/", "/de/networks-de/cities/", "/en/knowledge-en/shops/season/"} <= set(pages)
    assert [address for address, html in pages.items() if "kryta" in html] == []


def test_a_ticked_person_is_named_as_the_network_s_representative(
    visitor: Client, office: Office, leszno: Municipality
) -> None:
    person = publish_record(record=makers.person(office, "Anna Widoczna"))
    network = factories.network(leszno, slug="cities")
    publish_record(record=Membership(keeper=leszno, network=network, member=leszno, representative=person))
    html = visitor.get("/en/networks-en/cities/").content.decode()
    assert "Specialist (en), Anna Widoczna" in html


def test_persons_of_another_town_are_not_on_this_site(
    visitor: Client, office: Office, leszno: Municipality, suhl: Municipality
) -> None:
    theirs = factories.office(suhl, slug="suhl", name={"de": "Büro in Suhl"})
    publish_record(record=makers.person(theirs, "Erika Ukryta"))
    makers.solution(makers.challenge(leszno, slug="shops"), suhl, slug="season", office=theirs)
    pages = every_page(visitor)
    assert "Büro in Suhl" in pages["/de/knowledge-de/shops/season/"]
    assert [address for address, html in pages.items() if "Ukryta" in html] == []


@pytest.mark.parametrize("case", ["unticked", "left", "not yet in office", "draft only"])
def test_the_preview_shows_a_person_only_as_the_public_would(office: Office, rf: Any, case: str) -> None:
    person = hidden(case, office)
    request = rf.get("/", headers={"host": "testserver"})
    html = person.serve_preview(request, "en").content.decode()
    assert ("Ewa Ukryta" in html) is (case == "draft only")


def test_every_kind_of_record_has_its_section() -> None:
    assert SECTION_OF[ContactPerson] == "ContactPage"
