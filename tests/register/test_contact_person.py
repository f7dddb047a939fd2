"""A person is private unless ticked, and gone from the public the day after the last one in office."""

from datetime import date
from typing import Any

import pytest

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import ContactPerson, Office
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def office(leszno: Municipality) -> Office:
    """A published office."""
    return factories.office(leszno)


def person(office: Office, **facts: Any) -> ContactPerson:
    """An unsaved person who would be public."""
    facts = {"name": "Anna Przykładowa", "legal_basis": "public_task", "is_public": True, **facts}
    return ContactPerson(keeper=office.municipality, office=office, **facts)


@pytest.mark.parametrize(
    ("facts", "is_shown"),
    [
        ({}, True),
        ({"is_public": False}, False),
        ({"valid_from": date(2026, 5, 1)}, True),
        ({"valid_from": date(2026, 5, 2)}, False),
        ({"valid_until": date(2026, 5, 1)}, True),
        ({"valid_until": date(2026, 4, 30)}, False),
    ],
)
def test_who_is_shown_on_a_day(office: Office, facts: dict[str, Any], is_shown: bool) -> None:
    publish_record(record=person(office, **facts))
    assert ContactPerson.objects.published_on(DAY).exists() is is_shown


def test_nobody_is_public_by_default() -> None:
    assert ContactPerson().is_public is False


def test_a_draft_shows_nobody(office: Office) -> None:
    someone = person(office, live=False)
    someone.save()
    save_draft(record=someone)
    assert not ContactPerson.objects.published_on(DAY).exists()


def test_nobody_is_shown_without_their_office(office: Office) -> None:
    publish_record(record=person(office))
    office.unpublish()
    assert not ContactPerson.objects.published_on(DAY).exists()


def test_a_deleted_person_is_gone(office: Office) -> None:
    someone = publish_record(record=person(office))
    delete_record(record=someone)
    assert not ContactPerson.objects.published_on(DAY).exists()


def test_the_address_tells_no_name(office: Office) -> None:
    someone = publish_record(record=person(office))
    assert "anna" not in someone.slug
    assert "przyk" not in someone.slug
