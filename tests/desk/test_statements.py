"""The accessibility statement at the desk: entered by whoever administers the city, and looked through by 31 March."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from pomost.website.models import AccessibilityStatement
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db

WORDS = "accessibility statement to be looked through"
FORM = ["website", "accessibilitystatement"]


@pytest.fixture
def statement(site: CitySettings) -> AccessibilityStatement:
    """Drawn up in 2025."""
    return AccessibilityStatement.objects.create(site=site.site, prepared_on=date(2025, 9, 15))


@pytest.fixture
def in_january() -> Iterator[None]:
    """The review is due in two months."""
    with time_machine.travel(datetime(2026, 1, 20, 9, tzinfo=UTC), tick=False):
        yield


def rows(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    found = [row for row in page.select("main li, main tr") if WORDS in row.get_text()]
    return [str(link["href"]) for row in found for link in row.select("a")]


def test_an_officer_is_reminded_before_the_day_and_led_to_the_form(
    officer: Client, statement: AccessibilityStatement, in_january: None
) -> None:
    (address,) = rows(officer)
    form = officer.get(address, follow=True)
    assert form.status_code == 200
    assert b'name="prepared_on"' in form.content
    statement.reviewed_on = date(2026, 1, 19)
    statement.save()
    assert rows(officer) == []


def test_nobody_is_reminded_a_year_ahead(officer: Client, statement: AccessibilityStatement) -> None:
    with time_machine.travel(datetime(2025, 10, 1, 9, tzinfo=UTC), tick=False):
        assert rows(officer) == []


def test_who_may_not_change_it_is_not_led_there(
    writer: Client, statement: AccessibilityStatement, in_january: None
) -> None:
    assert rows(writer) == []
    assert WORDS in writer.get("/admin/").content.decode()
    address = reverse("wagtailsettings:edit", args=[*FORM, statement.site_id])
    assert writer.get(address).status_code == 302


def test_mistakes_are_told_at_their_field(officer: Client, site: CitySettings) -> None:
    address = reverse("wagtailsettings:edit", args=[*FORM, site.site_id])
    page = BeautifulSoup(officer.get(address).content, "html.parser")
    typed = {str(field["name"]): field.get("value", "") for field in page.select("form [name]")}
    answer = officer.post(address, {**typed, "state": "partial", "assessment": "own"})
    assert "Say what is not accessible, and why." in answer.content.decode()
    assert not AccessibilityStatement.objects.exclude(state="").exists()
