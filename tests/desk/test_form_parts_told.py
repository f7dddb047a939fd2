"""What a form only tells: the latest versions and the people of both towns."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record, save_draft
from pomost.register.models import ContactPerson, Office, Partnership
from tests import factories
from tests.desk.addresses import form_at, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl since 1984."""
    return factories.partnership(leszno, suhl, since="1984")


def person(office: Office, name: str, **more: object) -> ContactPerson:
    return publish_record(
        record=ContactPerson(keeper=office.keeper, office=office, name=name, legal_basis="public_task", **more)
    )


def lines(response: object, selector: str) -> list[str]:
    found = BeautifulSoup(response.content, "html.parser").select(selector)  # type: ignore[attr-defined]  # a response
    return [" ".join(part.get_text(" ", strip=True).split()) for part in found]


class TestHistory:
    """The latest versions."""

    def test_the_latest_come_first_with_who_saved_them(
        self, officer: Client, officer_user: object, record: Partnership
    ) -> None:
        record.since = "1985"
        save_draft(record=record, user=officer_user)
        response = officer.get(url(Partnership, "latest_versions", record.pk))
        told = lines(response, "li")
        assert "zofia" in told[0]
        assert "What changed" in told[0]
        assert lines(response, "a.button") == ["The whole history"]

    def test_no_more_than_ten_are_told(self, officer: Client, officer_user: object, record: Partnership) -> None:
        for year in range(1985, 1997):
            record.since = str(year)
            save_draft(record=record, user=officer_user)
        assert len(lines(officer.get(url(Partnership, "latest_versions", record.pk)), "li")) == 10

    def test_nothing_is_told_to_another_city(self, officer: Client, suhl: Municipality, leszno: Municipality) -> None:
        record = factories.partnership(leszno, suhl, keeper=suhl)
        for view in ("latest_versions", "people"):
            assert officer.get(url(Partnership, view, record.pk)).status_code == 302


class TestPeople:
    """The offices and persons of both towns."""

    def test_they_are_told_with_what_is_public(
        self, officer: Client, record: Partnership, leszno: Municipality
    ) -> None:
        office = factories.office(leszno)
        person(office, "Zofia Nowak", is_public=True)
        person(office, "Jan Kos", review_on=date(2020, 5, 1))
        response = officer.get(url(Partnership, "people", record.pk))
        first, second = lines(response, "li")
        assert first.startswith("Zofia Nowak public")
        assert second.startswith("Jan Kos for officers only")
        assert "was to be checked on" in second
        assert lines(response, "h3") == ["Leszno", "Suhl"]

    def test_those_whom_another_city_keeps_are_not_told(
        self, officer: Client, record: Partnership, suhl: Municipality
    ) -> None:
        person(factories.office(suhl), "Karl Bauer")
        response = officer.get(url(Partnership, "people", record.pk))
        assert "Karl Bauer" not in response.content.decode()
        assert "another city keeps it" in response.content.decode()

    def test_a_person_is_begun_in_the_office(self, officer: Client, record: Partnership, leszno: Municipality) -> None:
        office = factories.office(leszno)
        page = BeautifulSoup(officer.get(url(Partnership, "people", record.pk)).content, "html.parser")
        link = page.select_one("a[href*='office=']")
        assert link is not None
        form = form_at(officer, str(link["href"]))
        assert form["office"].value() == office.pk

    def test_many_cost_no_more_than_few(
        self,
        officer: Client,
        record: Partnership,
        leszno: Municipality,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        address = url(Partnership, "people", record.pk)
        person(factories.office(leszno), "Zofia Nowak")
        officer.get(address)
        for number in range(5):
            person(factories.office(leszno), f"Jan Kos {number}")
        with django_assert_num_queries(6):
            officer.get(address)
