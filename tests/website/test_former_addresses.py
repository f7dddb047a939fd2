"""What was linked once is found for ever: a record, or a page, that moved answers at its old address too."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, empty_bin, publish_record, save_draft
from pomost.register.models import FormerAddress, Record
from pomost.website.models import ProjectsPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def move(record: Any, slug: str) -> Any:
    """Publish `record` at another address."""
    record.slug = slug
    return publish_record(record=record)


def answer(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.get("Location", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_that_moved_is_found_in_every_language(
    visitor: Client, site: CitySettings, leszno: Municipality, language: str
) -> None:
    move(factories.project(leszno, slug="old"), "new")
    assert answer(visitor, f"/{language}/projects-{language}/old/") == (301, f"/{language}/projects-{language}/new/")
    assert answer(visitor, f"/{language}/projects-{language}/new/")[0] == 200


def every_kind(leszno: Municipality, suhl: Municipality) -> dict[str, Record]:
    """A record of each kind that has a page of its own, by its section."""
    network = factories.network(leszno, slug="old")
    factories.membership(network, leszno)
    return {
        "partnerships": factories.partnership(leszno, suhl, slug="old"),
        "networks": network,
        "projects": factories.project(leszno, slug="old"),
        "awards": factories.award(leszno, factories.ladder("First")[0], slug="old"),
        "activities": makers.activity(leszno, slug="old"),
        "knowledge": makers.challenge(leszno, slug="old"),
        "contact": factories.office(leszno, slug="old"),
    }


def test_every_kind_of_record_is_found(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    for section, record in every_kind(leszno, suhl).items():
        move(record, "new")
        assert answer(visitor, f"/pl/{section}-pl/old/") == (301, f"/pl/{section}-pl/new/"), section


def test_a_solution_is_found_whichever_part_of_its_address_moved(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    challenge = makers.challenge(leszno, slug="shops")
    solution = makers.solution(challenge, suhl, slug="season")
    move(challenge, "empty-shops")
    assert answer(visitor, "/en/knowledge-en/shops/season/") == (301, "/en/knowledge-en/empty-shops/season/")
    move(solution, "summer")
    for path in ("shops/season", "empty-shops/season"):
        assert answer(visitor, f"/en/knowledge-en/{path}/") == (301, "/en/knowledge-en/empty-shops/summer/")
    assert answer(visitor, "/en/knowledge-en/shops/winter/")[0] == 404


def test_a_partnership_is_found_on_the_partner_s_site_too(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    move(factories.partnership(leszno, suhl, slug="suhl-friends"), "suhl")
    site.home = suhl
    site.save()
    assert answer(visitor, "/de/partnerships-de/leszno/")[0] == 200
    assert answer(visitor, "/de/partnerships-de/leszno-friends/") == (301, "/de/partnerships-de/leszno/")
    assert answer(visitor, "/de/partnerships-de/suhl-friends/")[0] == 404


def test_all_earlier_addresses_lead_to_the_present_one(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    record = factories.project(leszno, slug="first")
    for slug in ("second", "third"):
        record = move(record, slug)
    for slug in ("first", "second"):
        assert answer(visitor, f"/pl/projects-pl/{slug}/") == (301, "/pl/projects-pl/third/")


def test_who_returns_to_a_former_address_stands_there(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    move(move(factories.project(leszno, slug="first"), "second"), "first")
    assert answer(visitor, "/pl/projects-pl/first/")[0] == 200
    assert answer(visitor, "/pl/projects-pl/second/") == (301, "/pl/projects-pl/first/")


def test_an_address_that_another_record_takes_belongs_to_it(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    move(factories.project(leszno, slug="old"), "new")
    other = factories.project(leszno, slug="old", name="Other")
    assert answer(visitor, "/pl/projects-pl/old/")[0] == 200
    makers.unpublished(other)
    assert answer(visitor, "/pl/projects-pl/old/")[0] == 404
    other = move(publish_record(record=other), "other")
    assert answer(visitor, "/pl/projects-pl/old/") == (301, "/pl/projects-pl/other/")


def test_a_draft_moves_nothing(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    record = factories.project(leszno, slug="old")
    record.slug = "new"
    save_draft(record=record)
    assert answer(visitor, "/pl/projects-pl/old/")[0] == 200
    assert answer(visitor, "/pl/projects-pl/new/")[0] == 404
    assert FormerAddress.objects.count() == 0


def test_what_is_not_public_any_more_is_not_found(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    record = move(factories.project(leszno, slug="old"), "new")
    makers.unpublished(record)
    assert answer(visitor, "/pl/projects-pl/old/")[0] == 404


def test_another_city_s_former_address_leads_nowhere(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    poznan = factories.municipality("Poznań", "PL")
    move(factories.project(poznan, slug="old"), "new")
    assert answer(visitor, "/pl/projects-pl/old/")[0] == 404


def test_former_addresses_go_with_their_record(leszno: Municipality) -> None:
    from datetime import timedelta

    from django.utils import timezone

    record = move(makers.activity(leszno, slug="old"), "new")
    assert FormerAddress.objects.count() == 1
    delete_record(record=record, now=timezone.now() - timedelta(days=31))
    empty_bin()
    assert FormerAddress.objects.count() == 0


def test_a_page_that_moved_leads_on_and_so_do_its_records(
    visitor: Client, site: CitySettings, leszno: Municipality, django_capture_on_commit_callbacks: Any
) -> None:
    factories.project(leszno, slug="bridge")
    page = ProjectsPage.objects.get(locale__language_code="de")
    page.slug = "vorhaben"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert answer(visitor, "/de/projects-de/") == (301, "/de/vorhaben/")
    assert answer(visitor, "/de/projects-de/bridge/") == (301, "/de/vorhaben/bridge/")
    assert answer(visitor, "/de/vorhaben/bridge/")[0] == 200
    assert answer(visitor, "/pl/projects-pl/bridge/")[0] == 200
    assert answer(visitor, "/de/nothing/bridge/")[0] == 404


def test_only_what_is_not_there_costs_more(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(path)
        return len(queries)

    record = factories.project(leszno, slug="old")
    before = cost("/pl/projects-pl/old/")
    move(record, "new")
    assert cost("/pl/projects-pl/new/") == before
    # The record, the former address; where there is none, Wagtail looks for a page's.
    assert cost("/pl/projects-pl/old/") == 2
    assert cost("/pl/projects-pl/nothing/") == 3


def test_a_null_character_is_no_address(visitor: Client, site: CitySettings) -> None:
    assert answer(visitor, "/pl/projects-pl/a%00b/")[0] == 404
