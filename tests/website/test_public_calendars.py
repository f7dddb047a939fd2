"""Calendars that anybody may subscribe to: one activity, one partnership, everything."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import Activity, Partnership
from pomost.register.programme import MOST_SUBSCRIBED
from pomost.website.models import ActivitiesPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import part_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ALL = "/en/activities-en/calendar.ics"
TODAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def events(client: Client, address: str = ALL) -> list[Any]:
    response = client.get(address)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def names(client: Client, address: str = ALL) -> list[str]:
    return [str(event["summary"]) for event in events(client, address)]


def test_whole_days_are_events_of_whole_days(visitor: Client, leszno: Municipality, suhl: Municipality) -> None:
    venue = factories.translated("Market square")
    makers.activity(leszno, name="Fair", slug="fair", start="2027-05-02", end="2027-05-04", place=suhl, venue=venue)
    (event,) = events(visitor)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 5, 2), date(2027, 5, 5))
    assert (event["summary"], event["location"]) == ("Fair (en)", "Market square (en), Suhl, Germany")
    assert event["url"] == "http://testserver/en/activities-en/fair/"
    assert event["status"] == "CONFIRMED"


def test_hours_are_those_of_the_place(visitor: Client, leszno: Municipality) -> None:
    makers.activity(
        leszno, start="2027-05-02", start_time="11:00", end_time="17:30", time_zone="America/New_York", slug="far"
    )
    (event,) = events(visitor)
    zone = ZoneInfo("America/New_York")
    assert event["dtstart"].dt == datetime(2027, 5, 2, 11, tzinfo=zone)
    assert event["dtend"].dt == datetime(2027, 5, 2, 17, 30, tzinfo=zone)
    assert event["dtstart"].params["TZID"] == "America/New_York"
    calendar = Calendar.from_ical(visitor.get(ALL).content)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]


def test_where_the_end_of_the_day_is_not_known_none_is_invented(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, start="2027-05-02", start_time="11:00")
    (event,) = events(visitor)
    assert "dtend" not in event


@pytest.mark.parametrize(("start", "end"), [("2027", ""), ("2027-05", ""), ("", ""), ("2027-05-02", "2027-06")])
def test_days_that_are_not_known_are_no_events(visitor: Client, leszno: Municipality, start: str, end: str) -> None:
    makers.activity(leszno, slug="vague", start=start, end=end, status="planned")
    assert events(visitor) == []
    assert visitor.get("/en/activities-en/vague/calendar.ics").status_code == 404
    assert "calendar.ics" not in visitor.get("/en/activities-en/vague/").content.decode()


def test_what_is_over_stays_for_a_year(visitor: Client, leszno: Municipality) -> None:
    for name, day in [("Long ago", "2025-11-26"), ("A year ago", "2025-11-27"), ("Yesterday", "2026-11-26")]:
        makers.activity(leszno, name=name, start=day)
    assert names(visitor) == ["A year ago (en)", "Yesterday (en)"]


def test_a_cancelled_one_stays_and_says_so(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, start="2027-05-02", status="cancelled")
    assert [event["status"] for event in events(visitor)] == ["CANCELLED"]


def test_an_example_says_so(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, name="Fair", start="2027-05-02", is_example=True)
    assert names(visitor) == ["Fair (en) (example)"]


def test_a_change_keeps_the_uid_and_moves_the_moment_of_change(visitor: Client, leszno: Municipality) -> None:
    record = makers.activity(leszno, start="2027-05-02")
    (before,) = events(visitor)
    later = TODAY + timedelta(days=3)
    with time_machine.travel(later, tick=False):
        version = Activity.objects.get().get_latest_revision_as_object()
        version.start = "2027-05-03"
        publish_record(record=version)
        (after,) = events(visitor)
    assert str(after["uid"]) == str(before["uid"]) == f"activity-{record.public_id.hex}@127.0.0.1"
    assert (before["last-modified"].dt, after["last-modified"].dt) == (TODAY, later)
    assert after["dtstart"].dt == date(2027, 5, 3)


def test_each_language_has_its_own(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, name="Fair", slug="fair", start="2027-05-02")
    assert names(visitor, "/pl/activities-pl/calendar.ics") == ["Fair (pl)"]
    (event,) = events(visitor, "/de/activities-de/fair/calendar.ics")
    assert event["summary"].params["LANGUAGE"] == "de"


def test_one_activity_whenever_it_was(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, name="Old", slug="old", start="1994-06-18")
    makers.activity(leszno, name="New", slug="new", start="2027-05-02")
    assert names(visitor, "/en/activities-en/old/calendar.ics") == ["Old (en)"]


def test_those_of_one_partnership(visitor: Client, leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl)
    makers.activity(leszno, name="Joint", start="2027-05-02", partnerships=[record])
    makers.activity(leszno, name="Alone", start="2027-05-03")
    assert names(visitor, "/en/partnerships-en/suhl/calendar.ics") == ["Joint (en)"]
    title = Calendar.from_ical(visitor.get("/en/partnerships-en/suhl/calendar.ics").content)["name"]
    assert title == "Leszno – Suhl"


def test_only_what_is_published_is_in_it(
    visitor: Client, leszno: Municipality, suhl: Municipality, site: CitySettings
) -> None:
    makers.unpublished(makers.activity(leszno, name="Withdrawn", slug="withdrawn", start="2027-05-02"))
    delete_record(record=makers.activity(leszno, name="Deleted", slug="deleted", start="2027-05-02"))
    draft = Activity(keeper=leszno, name=factories.translated("Draft"), slug="draft", start="2027-05-02")
    save_draft(record=draft)
    makers.activity(suhl, name="Of another city", slug="other", start="2027-05-02")
    assert events(visitor) == []
    for slug in ("withdrawn", "deleted", "draft", "other"):
        assert visitor.get(f"/en/activities-en/{slug}/calendar.ics").status_code == 404


def test_an_unpublished_partnership_has_none(visitor: Client, leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl)
    record.unpublish()
    assert Partnership.objects.count() == 1
    assert visitor.get("/en/partnerships-en/suhl/calendar.ics").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/en/calendar.ics", "/en/nothing/calendar.ics", "/en/projects-en/calendar.ics", "/en/contact-en/calendar.ics",
     "/en/partnerships-en/calendar.ics", "/en/partnerships-en/suhl/more/calendar.ics",
     "/en/activities-en/2027/calendar.ics", "/en/activities-en/2027-05/calendar.ics", "/en/basket-en/calendar.ics"],
)  # fmt: skip
def test_where_there_is_no_calendar_that_is_told(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_page_that_is_kept_from_readers_has_none(visitor: Client, leszno: Municipality) -> None:
    makers.activity(leszno, start="2027-05-02")
    page = ActivitiesPage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get(ALL).status_code == 404
    assert len(events(visitor, "/pl/activities-pl/calendar.ics")) == 1


def test_it_is_a_calendar_that_others_may_keep_for_an_hour(visitor: Client) -> None:
    response = visitor.get(ALL)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert not response.cookies
    assert visitor.post(ALL).status_code == 405


def test_it_costs_the_same_with_few_and_with_many(
    visitor: Client, leszno: Municipality, django_assert_num_queries: Any
) -> None:
    makers.activity(leszno, start="2027-05-02", place=leszno)
    visitor.get(ALL)
    with django_assert_num_queries(1):
        visitor.get(ALL)
    Activity.objects.bulk_create(
        Activity(
            keeper=leszno, name=factories.translated("A"), slug=f"a{n}", start="2027-05-02", place=leszno, live=True
        )
        for n in range(MOST_SUBSCRIBED + 1)
    )
    visitor.get(ALL)  # what was written moves the stamp
    with django_assert_num_queries(1):
        assert len(events(visitor)) == MOST_SUBSCRIBED


def test_the_pages_lead_to_their_calendars(visitor: Client, leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl)
    makers.activity(leszno, slug="joint", start="2027-05-02", partnerships=[record])
    for page in ("/en/activities-en/", "/en/activities-en/joint/", "/en/partnerships-en/suhl/"):
        part = part_of(visitor.get(page), "calendar-file")
        addresses = set(re.findall(r'href="([^"]*)"', part))
        is_one = page.endswith("joint/")
        assert addresses == {f"{page}calendar.ics"} | (set() if is_one else {f"webcal://testserver{page}calendar.ics"})
        assert visitor.get(f"{page}calendar.ics").status_code == 200
