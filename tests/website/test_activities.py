"""The section of activities: what comes, then one year at a time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.website.settings import CitySettings
from tests.website import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def programme(leszno: Municipality, site: CitySettings) -> None:
    """Activities of several years, a coming one, and one without a date."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    makers.activity(leszno, name="Later", slug="later", start=str(tomorrow + timedelta(days=9)), status="planned")
    makers.activity(leszno, name="Soon", slug="soon", start=tomorrow.isoformat(), status="planned")
    makers.activity(leszno, name="Spring", slug="spring", start="2020-04")
    makers.activity(leszno, name="Winter", slug="winter", start="2020-12-24")
    makers.activity(leszno, name="Old", slug="old", start="2011")
    makers.activity(leszno, name="Undated", slug="undated", start="")


def shown(response: Any) -> list[str]:
    """The headings and the names of the activities in the lists, from top to bottom."""
    listed = response.content.decode().rpartition('class="month"')[2].rpartition("</table>")[2]
    found = re.finditer(r'<h2 id="group-[^"]*">(.*?)</h2>|>(\w+) \(pl\)</a>', listed)
    return [match[1] or match[2] for match in found]


def test_the_latest_year_stands_with_what_comes(visitor: Client, programme: None) -> None:
    response = visitor.get("/pl/activities-pl/")
    assert shown(response) == ["Przed nami", "Soon", "Later", "2020", "Winter", "Spring", "Bez daty", "Undated"]


def test_another_year_stands_alone(visitor: Client, programme: None) -> None:
    response = visitor.get("/pl/activities-pl/2011/")
    assert shown(response) == ["2011", "Old"]
    assert "<title>Activities pl 2011" in response.content.decode()


def test_the_years_lead_to_each_other_in_every_language(visitor: Client, programme: None) -> None:
    html = visitor.get("/pl/activities-pl/2011/").content.decode()
    assert re.findall(r'<a href="(/pl/activities-pl/(?:\d{4}/)?)"\s*(?:aria-current="page")?\s*>(\d{4})</a>', html) == [
        ("/pl/activities-pl/", "2020"),
        ("/pl/activities-pl/2011/", "2011"),
    ]
    assert 'href="/de/activities-de/2011/"' in html


@pytest.mark.parametrize("year", ["2015", "0999", "20111", "１９８４"])
def test_a_year_without_activities_is_not_there(visitor: Client, programme: None, year: str) -> None:
    assert visitor.get(f"/pl/activities-pl/{year}/").status_code == 404


def test_where_nothing_was_published_the_page_says_so(visitor: Client) -> None:
    assert "Nie opublikowano jeszcze żadnego działania." in visitor.get("/pl/activities-pl/").content.decode()
