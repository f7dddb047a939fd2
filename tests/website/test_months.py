"""The month calendar of activities: a sheet of days with addresses that can be shared."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from pomost.places.models import Municipality
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import main_of, part_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PAGE = "/en/activities-en/"


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def programme(leszno: Municipality, site: CitySettings) -> None:
    """Activities of several months, of which November and January have known days."""
    plan = [
        ("Fair", "2026-11-29", "2026-12-02", "planned"),
        ("Ball", "2027-02-06", "", "planned"),
        ("Race", "2027-02-06", "", "cancelled"),
        ("Sometime", "2027-02", "", "planned"),
        ("Old", "2025-05-09", "", "held"),
    ]
    for name, start, end, status in plan:
        makers.activity(leszno, name=name, slug=name.lower(), start=start, end=end, status=status)


def days(response: Any) -> dict[str, str]:
    """The days of the sheet with something on, and what it says there."""
    cells = re.findall(r'<td class="month__day--on">(.*?)</td>', main_of(response))
    return {words_of(cell).partition(" ")[0]: words_of(cell).partition(" ")[2] for cell in cells}


def ways(response: Any) -> list[tuple[str, str]]:
    """The ways to other months."""
    return re.findall(r'<a class="month__(?:earlier|later)" href="([^"]*)">([^<]*)</a>', main_of(response))


def test_the_first_page_shows_the_nearest_month_with_something_on(visitor: Client, programme: None) -> None:
    page = visitor.get(PAGE)
    assert re.findall(r"<caption>([^<]*)</caption>", main_of(page)) == ["November 2026"]
    assert days(page) == {"29": "Fair (en)", "30": "Fair (en)"}
    assert ways(page) == [(f"{PAGE}2025-05/", "May 2025"), (f"{PAGE}2026-12/", "December 2026")]


def test_today_is_marked(visitor: Client, programme: None) -> None:
    assert re.findall(r'aria-current="date">(\d+)<', main_of(visitor.get(PAGE))) == ["27"]
    assert 'aria-current="date"' not in main_of(visitor.get(f"{PAGE}2027-02/"))


def test_a_month_has_an_address_of_its_own(visitor: Client, programme: None) -> None:
    page = visitor.get(f"{PAGE}2027-02/")
    assert "<h1>Activities en February 2027</h1>" in main_of(page)
    assert days(page) == {"6": "Ball (en) Race (en) cancelled"}
    # What has no day stands in the list alone.
    assert re.findall(r'<h3 class="register__name"><a[^>]*>(\w+)', main_of(page)) == ["Sometime", "Ball", "Race"]
    assert ways(page) == [(f"{PAGE}2026-12/", "December 2026")]
    assert 'href="/de/activities-de/2027-02/"' in page.content.decode()


def test_an_activity_over_two_months_stands_in_both(visitor: Client, programme: None) -> None:
    assert days(visitor.get(f"{PAGE}2026-12/")) == {"1": "Fair (en)", "2": "Fair (en)"}


def test_the_days_are_links_to_the_activities(visitor: Client, programme: None) -> None:
    assert '<a href="/en/activities-en/ball/">Ball (en)</a>' in part_of(visitor.get(f"{PAGE}2027-02/"), "calendar")


@pytest.mark.parametrize(
    "month", ["2027-01", "2027-03", "2026-10", "2027-13", "2027-00", "0999-05", "2027-2", "3000-01", "2027-02-06"]
)
def test_a_month_without_known_days_is_not_there(visitor: Client, programme: None, month: str) -> None:
    assert visitor.get(f"{PAGE}{month}/").status_code == 404


def test_whoever_leafs_through_comes_to_an_end(visitor: Client, programme: None) -> None:
    seen: set[str] = set()
    waiting = [PAGE]
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            waiting += [way for way, _title in ways(visitor.get(address))]
    assert seen == {PAGE, *(f"{PAGE}{month}/" for month in ("2025-05", "2026-11", "2026-12", "2027-02"))}


@pytest.mark.parametrize(
    ("language", "first", "title"),
    [("pl", "poniedziałek", "Listopad 2026"), ("en", "Monday", "November 2026"), ("de", "Montag", "November 2026")],
)
def test_the_sheet_is_written_as_the_language_does(
    visitor: Client, programme: None, language: str, first: str, title: str
) -> None:
    html = main_of(visitor.get(f"/{language}/activities-{language}/"))
    assert re.findall(r'<th scope="col"><abbr title="([^"]*)"', html)[0] == first
    assert f"<caption>{title}</caption>" in html


def test_the_weeks_are_whole_and_hold_each_day_once(visitor: Client, programme: None) -> None:
    sheet = re.findall(r"<tbody>(.*?)</tbody>", main_of(visitor.get(f"{PAGE}2027-02/")))[0]
    rows = re.findall(r"<tr>(.*?)</tr>", sheet)
    assert [len(re.findall("<td", row)) for row in rows] == [7] * len(rows)
    assert re.findall(r'month__number"[^>]*>(\d+)<', sheet) == [str(day) for day in range(1, 29)]


def test_where_nothing_has_a_known_day_there_is_no_sheet(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, start="2027-02", status="planned")
    page = visitor.get(PAGE)
    assert "<table" not in main_of(page)
    assert "Coming" in words_of(main_of(page))


class TestThoseOfOnePartnership:
    """`?partnership=suhl`."""

    @pytest.fixture
    def with_suhl(self, programme: None, leszno: Municipality, suhl: Municipality) -> None:
        record = factories.partnership(leszno, suhl)
        makers.activity(leszno, name="Joint", start="2027-02-07", status="planned", partnerships=[record])
        makers.activity(leszno, name="Past", start="2024-02-07", partnerships=[record])

    def test_a_month_and_the_ways_on_stay_with_it(self, visitor: Client, with_suhl: None) -> None:
        page = visitor.get(f"{PAGE}2027-02/?partnership=suhl")
        assert days(page) == {"7": "Joint (en)"}
        assert ways(page) == [(f"{PAGE}2024-02/?partnership=suhl", "February 2024")]
        assert "with Suhl" in words_of(main_of(page))
        assert visitor.get(f"{PAGE}2026-12/?partnership=suhl").status_code == 404

    def test_the_first_page_shows_only_its_activities(self, visitor: Client, with_suhl: None) -> None:
        html = main_of(visitor.get(f"{PAGE}?partnership=suhl"))
        assert re.findall(r'<h3 class="register__name"><a[^>]*>(\w+)', html) == ["Joint", "Past"]
        assert 'href="/en/partnerships-en/suhl/calendar.ics"' in html

    @pytest.mark.parametrize("slug", ["nobody", "leszno", "%00", "<script>"])
    def test_one_that_is_not_there_is_told(self, visitor: Client, with_suhl: None, slug: str) -> None:
        assert visitor.get(f"{PAGE}?partnership={slug}").status_code == 404
