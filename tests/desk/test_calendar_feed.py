"""The calendar at a secret address: what stands in it, and who must not get in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from pomost.desk.models import Role
from pomost.desk.reminders.actions import renew_calendar
from pomost.desk.reminders.models import CalendarFeed
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Activity, Partnership
from tests import factories
from tests.desk.addresses import url
from tests.website import makers

pytestmark = pytest.mark.django_db

PAGE = "/admin/calendar-and-digest/"
TODAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def feed(officer_user: Any, leszno: Municipality) -> CalendarFeed:
    """The officer's calendar of Leszno."""
    return renew_calendar(user=officer_user, city=leszno)


@pytest.fixture
def program() -> Client:
    """A calendar program, which is logged in nowhere."""
    return Client(headers={"host": "localhost"})


def path(feed: CalendarFeed) -> str:
    return reverse("calendar_feed", args=[feed.token])


def events(client: Client, feed: CalendarFeed) -> list[Any]:
    response = client.get(path(feed))
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_known_days_stand_in_it_and_years_and_months_do_not(
    program: Client, feed: CalendarFeed, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.partnership(leszno, suhl, since="2003-05-17")
    factories.partnership(leszno, factories.municipality("Deurne", "NL"), since="2003-05")
    factories.partnership(leszno, factories.municipality("Montluçon", "FR"), since="2003")
    (event,) = events(program, feed)
    assert (event["summary"], event["dtstart"].dt, event["dtend"].dt) == (
        "Suhl: 25 years", date(2028, 5, 17), date(2028, 5, 18),
    )  # fmt: skip
    assert str(event["url"]).endswith(url(Partnership, "edit", record.pk))


def test_an_activity_of_several_days_is_one_event(program: Client, feed: CalendarFeed, leszno: Municipality) -> None:
    makers.activity(leszno, name="Choirs", start="2027-05-02", end="2027-05-04", status="planned")
    (event,) = events(program, feed)
    assert (event["summary"], event["dtstart"].dt, event["dtend"].dt) == (
        "Choirs (en)", date(2027, 5, 2), date(2027, 5, 5),
    )  # fmt: skip


def test_the_same_matter_has_the_same_uid_whenever_it_is_asked_for(
    program: Client, feed: CalendarFeed, leszno: Municipality
) -> None:
    record = makers.activity(leszno, start="2027-05-02", status="planned")
    before = [str(event["uid"]) for event in events(program, feed)]
    version = Activity.objects.get().get_latest_revision_as_object()
    version.name = factories.translated("Another name")
    publish_record(record=version)
    with time_machine.travel(datetime(2026, 12, 24, tzinfo=UTC), tick=False):
        assert [str(event["uid"]) for event in events(program, feed)] == before
    assert before == [f"activities-{record.public_id.hex}@127.0.0.1"]


def test_it_speaks_the_officer_s_language(
    program: Client, feed: CalendarFeed, officer_user: Any, leszno: Municipality
) -> None:
    makers.activity(leszno, name="Choirs", start="2027-05-02", status="planned")
    officer_user.wagtail_userprofile.preferred_language = "de"
    officer_user.wagtail_userprofile.save()
    assert [event["summary"] for event in events(program, feed)] == ["Choirs (de)"]


def test_it_leaves_no_cookie_and_is_kept_by_nobody_else(program: Client, feed: CalendarFeed) -> None:
    response = program.get(path(feed))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"].startswith("private")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


class TestWhoMustNotGetIn:
    """Everybody else finds nothing, and the same nothing."""

    def test_a_wrong_address(self, program: Client, feed: CalendarFeed) -> None:
        for token in ("0" * 64, feed.token[:-1] + ("0" if feed.token[-1] != "0" else "1"), feed.digest, feed.nonce):
            response = program.get(reverse("calendar_feed", args=[token]))
            assert (response.status_code, b"VCALENDAR" in response.content) == (404, False)

    def test_a_revoked_address(
        self, officer: Client, program: Client, feed: CalendarFeed, leszno: Municipality
    ) -> None:
        officer.post(PAGE, {"action": "revoke", "city": leszno.pk})
        assert program.get(path(feed)).status_code == 404
        assert not CalendarFeed.objects.exists()

    def test_an_address_that_was_replaced(
        self, officer: Client, program: Client, feed: CalendarFeed, leszno: Municipality
    ) -> None:
        officer.post(PAGE, {"action": "renew", "city": leszno.pk})
        assert program.get(path(feed)).status_code == 404
        assert events(program, CalendarFeed.objects.get()) == []

    def test_an_account_that_was_closed(self, program: Client, feed: CalendarFeed, officer_user: Any) -> None:
        officer_user.is_active = False
        officer_user.save()
        assert program.get(path(feed)).status_code == 404

    def test_an_account_whose_role_was_taken_away(self, program: Client, feed: CalendarFeed, officer_user: Any) -> None:
        officer_user.groups.clear()
        assert program.get(path(feed)).status_code == 404

    def test_an_account_whose_role_is_for_another_city_now(
        self, program: Client, feed: CalendarFeed, officer_user: Any, suhl: Municipality
    ) -> None:
        officer_user.groups.set([city_groups(suhl)[Role.ADMINISTRATOR]])
        assert program.get(path(feed)).status_code == 404

    def test_an_installation_with_another_key(self, program: Client, feed: CalendarFeed, settings: Any) -> None:
        address = path(feed)
        settings.SECRET_KEY = "another one"
        assert program.get(address).status_code == 404
        assert not CalendarFeed.objects.get().is_open

    def test_the_records_of_another_city_are_not_in_it(
        self, program: Client, feed: CalendarFeed, officer_user: Any, suhl: Municipality
    ) -> None:
        officer_user.groups.add(city_groups(suhl)[Role.READER])
        makers.activity(suhl, start="2027-05-02", status="planned")
        assert events(program, feed) == []

    def test_nothing_can_be_sent_there(self, program: Client, feed: CalendarFeed) -> None:
        assert program.post(path(feed)).status_code == 405

    def test_the_secret_is_not_in_the_database(self, feed: CalendarFeed) -> None:
        assert feed.token not in [str(value) for value in CalendarFeed.objects.values_list().get()]


class TestThePage:
    """Where an officer makes and revokes addresses."""

    def test_there_is_no_address_until_one_is_wished(
        self, officer: Client, program: Client, officer_user: Any, leszno: Municipality
    ) -> None:
        assert "There is no address yet." in officer.get(PAGE).content.decode()
        officer.post(PAGE, {"action": "renew", "city": leszno.pk})
        feed = CalendarFeed.objects.get()
        assert (feed.user, feed.city) == (officer_user, leszno)
        assert feed.address in officer.get(PAGE).content.decode()
        assert events(program, feed) == []

    def test_nobody_sees_another_s_address(self, colleague: Client, feed: CalendarFeed) -> None:
        assert feed.token not in colleague.get(PAGE).content.decode()

    def test_nobody_makes_one_for_a_city_without_a_role(self, officer: Client, suhl: Municipality) -> None:
        assert officer.post(PAGE, {"action": "renew", "city": suhl.pk}).status_code == 404
        assert not CalendarFeed.objects.exists()

    def test_strangers_are_sent_to_the_login(self, program: Client, leszno: Municipality) -> None:
        get_user_model().objects.create_user("nobody")
        assert program.get(PAGE)["Location"].startswith("/admin/login/")
        program.post(PAGE, {"action": "renew", "city": leszno.pk})
        assert not CalendarFeed.objects.exists()
