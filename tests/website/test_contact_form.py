"""Writing to the office: what is taken, what is refused and how, and that nothing typed is lost."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomost.places.models import Municipality
from pomost.register.models import Office
from pomost.website.contact import limits
from pomost.website.models import Delivery, Message
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.pages import main_of

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "pl": "/pl/formularz-kontaktowy/",
    "en": "/en/contact-form/",
    "de": "/de/kontaktformular/",
    "nl": "/nl/contactformulier/",
    "fr": "/fr/formulaire-de-contact/",
}
FORM = ADDRESSES["en"]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """A clock that the test sets."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(leszno: Municipality) -> Office:
    """The office that answers for the content, with its role address."""
    return factories.office(leszno, email="wspolpraca@leszno.example", phone="+48650000000")


@pytest.fixture
def site(leszno: Municipality, office: Office) -> CitySettings:
    return factories.site(leszno, office=office)


@pytest.fixture
def filled(site: CitySettings, clock: Any) -> dict[str, str]:
    """What is sent by somebody who filled in the form within a minute."""
    written = {"opened": limits.opened_now(), **WRITTEN}
    clock.shift(timedelta(minutes=1))
    return written


WRITTEN = {
    "name": "Anna Nowak",
    "email": "anna@example.org",
    "subject": "Year of the agreement",
    "text": "The agreement with Suhl\nis from 1984.",
    "consent": "on",
    "homepage": "",
    "about": "/en/partnerships-en/suhl/",
}


def send(client: Client, written: dict[str, Any], **more: Any) -> Any:
    return client.post(FORM, written, **more)


def told(response: Any) -> str:
    """What the page tells somebody whose message was not taken."""
    part = BeautifulSoup(response.content, "html.parser").select_one("[role=alert]")
    return " ".join(part.get_text(" ").split()) if part else ""


class TestTheForm:
    @pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
    def test_stands_at_an_address_of_each_language(self, visitor: Client, site: CitySettings, address: str) -> None:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = visitor.get(address)
        assert response.status_code == 200
        assert len(asked) == 1
        assert response.cookies == {}
        page = BeautifulSoup(response.content, "html.parser")
        assert page.select("[maxlength]") == page.select("#search-site")  # a browser would cut off in silence
        for field in page.select(".writing :is(input, textarea):not([type=hidden])"):
            assert page.select_one(f"label[for={field['id']}]") is not None

    def test_names_the_time_for_which_a_message_is_kept(
        self, visitor: Client, site: CitySettings, settings: Any
    ) -> None:
        settings.POMOST_KEEP_MESSAGES_MONTHS = 7
        assert "for at most 7 months" in visitor.get(FORM).content.decode()
        assert "7 miesięcy" in visitor.get(ADDRESSES["pl"]).content.decode()
        assert "7 months after it came" in main_of(visitor.get("/en/privacy/"))

    def test_is_offered_at_the_foot_of_every_page_with_the_page_s_address(
        self, visitor: Client, site: CitySettings
    ) -> None:
        page = BeautifulSoup(visitor.get("/en/awards-en/").content, "html.parser")
        link = page.select_one(f'.imprint a[href^="{FORM}"]')
        assert link is not None
        shown = BeautifulSoup(visitor.get(str(link["href"])).content, "html.parser")
        assert shown.select_one("input[name=about][value='/en/awards-en/']") is not None

    @pytest.mark.parametrize("office_has", [{"email": ""}, {"live": False}], ids=["no address", "not public"])
    def test_is_not_there_where_nobody_would_get_it(
        self, visitor: Client, site: CitySettings, office: Office, office_has: dict[str, Any]
    ) -> None:
        Office.objects.filter(pk=office.pk).update(**office_has)
        assert visitor.get(FORM).status_code == 404
        assert visitor.post(FORM, WRITTEN).status_code == 404
        assert FORM not in visitor.get("/en/").content.decode()

    @pytest.mark.parametrize(
        "about", ["//evil.example/", "https://evil.example/", "/a b", '/"><script>', "x" * 600, ""]
    )
    def test_takes_only_addresses_of_this_site_as_what_it_is_about(
        self, visitor: Client, site: CitySettings, about: str
    ) -> None:
        shown = BeautifulSoup(visitor.get(FORM, {"about": about}).content, "html.parser")
        field = shown.select_one("input[name=about]")
        assert field is not None
        assert field.get("value") is None

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_is_read_and_written_and_nothing_else(self, site: CitySettings, method: str) -> None:
        assert getattr(Client(enforce_csrf_checks=True), method)(FORM).status_code == 405


class TestAMessage:
    def test_is_kept_and_its_mail_waits(
        self, site: CitySettings, leszno: Municipality, office: Office, filled: dict[str, str]
    ) -> None:
        response = send(Client(enforce_csrf_checks=True), filled)  # as a browser without any cookie
        assert (response.status_code, response["Location"]) == (302, "/en/contact-form/sent/")
        assert response.cookies == {}
        message = Message.objects.get()
        assert (message.city, message.office, message.language) == (leszno, office, "en")
        assert (message.name, message.email, message.subject) == (
            "Anna Nowak",
            "anna@example.org",
            "Year of the agreement",
        )
        assert message.text == "The agreement with Suhl\nis from 1984."
        assert message.about == "/en/partnerships-en/suhl/"
        assert message.received_at == NOW + timedelta(minutes=1)
        delivery = Delivery.objects.get()
        assert (delivery.message, delivery.next_try_at, delivery.sent_at) == (message, message.received_at, None)
        assert mail.outbox == []  # sending is the worker's

    def test_that_is_sent_twice_is_one(self, site: CitySettings, filled: dict[str, str]) -> None:
        assert send(Client(), filled).status_code == 302
        assert send(Client(), filled).status_code == 302
        assert Message.objects.count() == Delivery.objects.count() == 1
        send(Client(), {**filled, "text": "Something else"})
        assert Message.objects.count() == 2

    def test_needs_no_name_and_no_page(self, site: CitySettings, filled: dict[str, str]) -> None:
        send(Client(), {**filled, "name": "", "about": ""})
        assert Message.objects.get().writer == "anna@example.org"

    def test_keeps_only_a_code_of_where_it_came_from(self, site: CitySettings, filled: dict[str, str]) -> None:
        send(Client(), filled, REMOTE_ADDR="192.0.2.77")
        assert re.fullmatch(r"[0-9a-f]{64}", Message.objects.get().sender)

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"email": ""}, "E-mail: This field is required."),
            ({"email": "anna"}, "E-mail: Enter a valid email address."),
            ({"email": "anna@example.org\nBcc: all@example.org"}, "E-mail: Enter a valid email address."),
            (
                {"email": f"{'a' * 250}@example.org"},
                "E-mail: Ensure this value has at most 254 characters (it has 262).",
            ),
            ({"subject": ""}, "Subject: This field is required."),
            ({"subject": "\u202e\u200f"}, "Subject: This field is required."),
            ({"text": "  "}, "Message: This field is required."),
            ({"text": "x" * 5001}, "Message: Ensure this value has at most 5000 characters (it has 5001)."),
            ({"subject": "x" * 151}, "Subject: Ensure this value has at most 150 characters (it has 151)."),
            ({"text": "a\0b"}, "Message: Null characters are not allowed."),
            ({"consent": ""}, "Without your consent the office may not keep your message."),
            ({"homepage": "https://buy.example"}, "This field has to stay empty: it tells people from programs."),
        ],
    )
    def test_with_a_fault_is_shown_again_with_the_fault(
        self, site: CitySettings, filled: dict[str, str], changed: dict[str, str], fault: str
    ) -> None:
        written = {**filled, **changed}
        response = send(Client(), written)
        assert response.status_code == 422
        assert fault in told(response)
        assert Message.objects.count() == 0
        shown = BeautifulSoup(response.content, "html.parser")
        for name in {"name", "subject", "email"} - set(changed):
            field = shown.select_one(f"#id_{name}")
            assert field is not None
            assert field["value"] == written[name]
        text = shown.select_one("textarea")
        assert text is not None
        assert text.text.strip().splitlines() == written["text"].strip().splitlines()

    def test_that_comes_back_too_quickly_is_asked_for_once_more(self, site: CitySettings, clock: Any) -> None:
        written = {"opened": limits.opened_now(), **WRITTEN}
        clock.shift(timedelta(seconds=1))
        assert "very quick" in told(send(Client(), written))
        clock.shift(timedelta(seconds=5))
        assert send(Client(), written).status_code == 302

    @pytest.mark.parametrize("opened", ["", "x", "2026:forged", None])
    def test_that_comes_too_late_or_unsigned_is_asked_for_once_more_and_then_taken(
        self, site: CitySettings, clock: Any, opened: str | None
    ) -> None:
        written = {**WRITTEN, "opened": limits.opened_now() if opened is None else opened}
        clock.shift(timedelta(hours=25))
        response = send(Client(), written)
        assert "open for too long" in told(response)
        field = BeautifulSoup(response.content, "html.parser").select_one("[name=opened]")
        assert field is not None
        clock.shift(timedelta(seconds=10))
        assert send(Client(), {**written, "opened": field["value"]}).status_code == 302

    def test_of_megabytes_is_refused_before_it_is_read(self, site: CitySettings, filled: dict[str, str]) -> None:
        response = send(Client(), {**filled, "text": "x" * 3_000_000})
        assert response.status_code == 413
        assert "too large" in told(response)
        assert "wspolpraca@leszno.example" in told(response)

    def test_with_all_the_characters_it_may_have_is_small_enough(
        self, site: CitySettings, filled: dict[str, str]
    ) -> None:
        longest = {**filled, "text": "𝄞" * 5000, "subject": "ż" * 150, "name": "ż" * 100}
        content = "&".join(f"{name}={value}" for name, value in longest.items())
        assert send(Client(), longest).status_code == 302
        assert len(content) < limits.LARGEST_REQUEST

    def test_of_hundreds_at_once_a_few_are_taken(self, site: CitySettings, filled: dict[str, str]) -> None:
        answers = [
            send(Client(), {**filled, "text": f"Number {number}"}, REMOTE_ADDR="192.0.2.1").status_code
            for number in range(200)
        ]
        assert answers == [302] * limits.MOST_OF_ONE_SENDER + [429] * (200 - limits.MOST_OF_ONE_SENDER)
        assert Message.objects.count() == limits.MOST_OF_ONE_SENDER
        other = send(Client(), {**filled, "text": "An honest one"}, REMOTE_ADDR="192.0.2.2")
        assert other.status_code == 302

    def test_that_has_to_wait_stays_in_the_form_and_is_taken_later(
        self, site: CitySettings, filled: dict[str, str], clock: Any
    ) -> None:
        for number in range(limits.MOST_OF_ONE_SENDER):
            send(Client(), {**filled, "text": f"Number {number}"})
        refused = send(Client(), filled)
        assert refused.status_code == 429
        assert refused["Retry-After"] == "Fri, 27 Nov 2026 13:01:00 GMT"
        assert "after 27 November 2026" in told(refused).replace("\xa0", " ")
        assert "is from 1984." in refused.content.decode()
        clock.shift(limits.WINDOW)
        assert send(Client(), filled).status_code == 302

    def test_from_everywhere_at_once_are_as_many_as_an_office_can_read(
        self, site: CitySettings, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "MOST_IN_ALL", 7)
        answers = [
            send(Client(), {**filled, "text": f"{number}"}, REMOTE_ADDR=f"198.51.100.{number}").status_code
            for number in range(9)
        ]
        assert answers == [302] * 7 + [429] * 2


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    [
        "'; DROP TABLE website_message; --",
        "<script>alert(1)</script>",
        "{{ settings.SECRET_KEY }}",
        "\u202eevil",
        "%s%d",
        "\r\nBcc: x@example.org",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HOSTILE, subject=HOSTILE, text=HOSTILE, about=HOSTILE)
def test_whatever_is_written_is_taken_or_clearly_refused(
    site: CitySettings, filled: dict[str, str], name: str, subject: str, text: str, about: str
) -> None:
    Message.objects.all().delete()
    written = {**filled, "name": name, "subject": subject, "text": text, "about": about}
    response = send(Client(), written)
    if response.status_code == 302:
        message = Message.objects.get()
        assert message.name.isprintable() or not set(message.name) & set("\r\n\0\u202e")
        assert not set(message.subject) & set("\r\n\0\u202e")
        assert not message.about.startswith("//")
    else:
        assert response.status_code == 422
        assert told(response)
        assert b"<script>" not in response.content
        assert Message.objects.count() == 0
