"""Visitors' messages at the desk: who reads them, what is done with them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.users.models import UserProfile

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.contact.actions import receive_message
from pomost.website.contact.models import State
from pomost.website.contact.sending import send_due
from pomost.website.models import Delivery, Message
from pomost.website.settings import CitySettings
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/messages/"
VERBS = ("settle", "reopen", "delete")


def message_to(city: Municipality, number: int = 1, **more: str) -> Message:
    written = {
        "language": "pl", "name": "Anna Nowak", "email": "anna@example.org", "subject": f"Pytanie {number}",
        "text": "Od kiedy?", "about": "/pl/", "sender": "",
    }  # fmt: skip
    office = factories.office(city, email=f"{city.slug}@example.org", slug=f"office-{number}")
    message, _is_new = receive_message(
        city=city, office=office, fingerprint=f"{city.pk}-{number}", now=timezone.now(), **{**written, **more}
    )
    return message


def somebody(role: Role, city: Municipality) -> Client:
    user = get_user_model().objects.create_user(f"{role}-{city.slug}")
    user.groups.add(city_groups(city)[role])
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", Role)
def test_who_may_publish_for_a_city_reads_and_answers_and_nobody_else(
    site: CitySettings, leszno: Municipality, suhl: Municipality, role: Role
) -> None:
    message, foreign = message_to(leszno), message_to(suhl)
    client = somebody(role, leszno)
    may = role in {Role.PUBLISHER, Role.ADMINISTRATOR}
    page = f"{LIST}{message.pk}/"
    assert (client.get(LIST).status_code == 200) is may
    assert (client.get(f"{LIST}results/").status_code == 200) is may
    assert (client.get(page).status_code == 200) is may
    assert (LIST in client.get("/admin/").content.decode()) is may
    assert client.get(f"{LIST}{foreign.pk}/").status_code == (404 if may else 302)
    assert client.post(f"{LIST}{foreign.pk}/", {"text": "Hello"}).status_code == (404 if may else 302)
    again = f"again/{message.deliveries.get().pk}"
    for verb in (again, *VERBS):
        assert client.post(f"{LIST}{foreign.pk}/{verb}/").status_code == (404 if may else 302)
    client.post(page, {"text": "Od 1984."})
    assert Delivery.objects.filter(kind="answer").exists() is may
    client.post(f"{page}delete/")
    assert Message.objects.filter(pk=message.pk).exists() is not may
    assert Message.objects.get(pk=foreign.pk).state == State.NEW
    if may:
        assert "Pytanie 1" not in client.get(LIST).content.decode()


def test_nobody_reads_messages_without_signing_in(site: CitySettings, leszno: Municipality, client: Client) -> None:
    message = message_to(leszno)
    for address in (LIST, f"{LIST}{message.pk}/"):
        response = client.get(address, headers={"host": "localhost"})
        assert response.status_code == 302
        assert "/admin/login/" in response["Location"]


def test_a_message_is_read_answered_and_settled(officer: Client, leszno: Municipality) -> None:
    message = message_to(leszno, text="Od kiedy?\n<script>alert(1)</script>")
    assert "Pytanie 1" in officer.get("/admin/").content.decode()
    page = officer.get(f"{LIST}{message.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert Message.objects.get().state == State.OPEN
    empty = officer.post(f"{LIST}{message.pk}/", {"text": ""})
    assert "This field is required." in empty.content.decode()
    response = officer.post(f"{LIST}{message.pk}/", {"text": "Od 1984."}, follow=True)
    assert "The answer to Anna Nowak is on its way." in response.content.decode()
    send_due()
    assert [sent.to for sent in mail.outbox] == [["leszno@example.org"], ["anna@example.org"]]
    assert Message.objects.get().state == State.DONE
    assert "Pytanie 1" not in officer.get("/admin/").content.decode()
    officer.post(f"{LIST}{message.pk}/reopen/")
    assert Message.objects.get().state == State.OPEN
    officer.post(f"{LIST}{message.pk}/settle/")
    assert Message.objects.get().state == State.DONE


def test_what_could_not_be_sent_is_shown_and_tried_again(officer: Client, leszno: Municipality) -> None:
    message = message_to(leszno)
    delivery = message.deliveries.get()
    failure = "SMTPRecipientsRefused: no such mailbox"
    Delivery.objects.update(attempts=11, next_try_at=None, error=failure)
    assert "a mail could not be sent" in officer.get(LIST).content.decode()
    assert "a mail could not be sent" in officer.get("/admin/").content.decode()
    page = officer.get(f"{LIST}{message.pk}/").content.decode()
    assert "could not be sent (11 attempts), and is not tried any more" in page
    assert failure in page
    officer.post(f"{LIST}{message.pk}/again/{delivery.pk}/")
    assert send_due().sent == 1
    assert "a mail could not be sent" not in officer.get(LIST).content.decode()


def test_the_list_is_searched_and_narrowed_down(officer: Client, leszno: Municipality) -> None:
    message_to(leszno, 1, name="Łucja Żak")
    settled = message_to(leszno, 2)
    officer.post(f"{LIST}{settled.pk}/settle/")
    assert found(officer, q="lucja zak") == {"Pytanie 1"}
    assert found(officer, state="done") == {"Pytanie 2"}
    assert found(officer, state=["new", "done"]) == {"Pytanie 1", "Pytanie 2"}


def found(client: Client, **asked: Any) -> set[str]:
    """The subjects that the list shows."""
    table = BeautifulSoup(client.get(LIST, asked).content, "html.parser").select_one("table.listing")
    return {link.get_text(strip=True) for link in table.select(".title-wrapper a")} if table else set()


def test_the_list_costs_the_same_however_long_it_is(officer: Client, leszno: Municipality) -> None:
    message_to(leszno, 1)
    officer.get(LIST)
    with CaptureQueriesContext(connection) as few:
        officer.get(LIST)
    for number in range(2, 25):
        message_to(leszno, number)
    with CaptureQueriesContext(connection) as many:
        officer.get(LIST)
    assert len(many) == len(few) <= 10
