"""The weekly mail: to whom, in which language, once a week, and never lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.users.models import UserProfile

from pomost.desk.models import Role
from pomost.desk.reminders.actions import switch_digest
from pomost.desk.reminders.digests import off_token, send_digests, week_of
from pomost.desk.reminders.models import Digest, DigestSubscription
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.models import Partnership
from tests import factories
from tests.desk.addresses import url

pytestmark = pytest.mark.django_db

PAGE = "/admin/calendar-and-digest/"
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Something to tell: a jubilee of 25 years, and no story."""
    return factories.partnership(leszno, suhl, since="2003")


@pytest.fixture
def subscriber(officer_user: Any) -> Any:
    """The officer, who wishes the weekly mail."""
    officer_user.email = "zofia@leszno.example"
    officer_user.save()
    switch_digest(user=officer_user, wanted=True, now=MONDAY - timedelta(days=7))
    return officer_user


def sent() -> list[str]:
    return [message.to[0] for message in mail.outbox]


def test_it_holds_the_rows_of_the_dashboard_as_text_and_as_html(subscriber: Any, partnership: Partnership) -> None:
    assert send_digests(now=MONDAY).sent == 1
    message: Any = mail.outbox[0]
    assert (len(mail.outbox), message.to) == (1, ["zofia@leszno.example"])
    assert message.subject == "Leszno: what comes and what is wrong"
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    address = f"http://127.0.0.1:8000{url(Partnership, 'edit', partnership.pk)}"
    for body in (str(message.body), str(html)):
        for words in ("What comes", "2028", "Suhl", "25 years", "What is wrong", "no story yet", address):
            assert words in body
    assert "<" not in str(message.body).replace("<http", "")


def test_it_speaks_the_officer_s_language(subscriber: Any, partnership: Partnership) -> None:
    UserProfile.objects.update(preferred_language="pl")
    send_digests(now=MONDAY)
    message: Any = mail.outbox[0]
    assert '<html lang="pl">' in str(message.alternatives[0][0])


def test_nobody_gets_it_without_wishing_it(officer_user: Any, partnership: Partnership) -> None:
    officer_user.email = "zofia@leszno.example"
    officer_user.save()
    assert send_digests(now=MONDAY).sent == 0
    assert sent() == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_closed_accounts_and_those_without_an_address_get_none(
    subscriber: Any, partnership: Partnership, change: dict[str, Any]
) -> None:
    type(subscriber).objects.update(**change)
    assert send_digests(now=MONDAY).sent == 0


def test_who_has_no_role_any_more_gets_none(subscriber: Any, partnership: Partnership) -> None:
    subscriber.groups.clear()
    result = send_digests(now=MONDAY)
    assert (result.sent, result.empty, sent()) == (0, 1, [])


def test_records_of_another_city_are_not_told(subscriber: Any, partnership: Partnership, suhl: Municipality) -> None:
    subscriber.groups.set([city_groups(suhl)[Role.READER]])
    assert send_digests(now=MONDAY).sent == 0


def test_nothing_is_sent_where_there_is_nothing_to_tell(subscriber: Any) -> None:
    result = send_digests(now=MONDAY)
    assert (result.sent, result.empty, sent()) == (0, 1, [])


class TestOnceAWeek:
    """However often the command runs."""

    def test_a_second_run_sends_nothing(self, subscriber: Any, partnership: Partnership) -> None:
        for day in range(7):
            send_digests(now=MONDAY + timedelta(days=day))
        assert sent() == ["zofia@leszno.example"]

    def test_the_next_week_has_its_own(self, subscriber: Any, partnership: Partnership) -> None:
        send_digests(now=MONDAY)
        send_digests(now=MONDAY + timedelta(days=7))
        assert len(sent()) == 2
        assert sorted(Digest.objects.values_list("week", flat=True)) == ["2026-W48", "2026-W49"]

    def test_two_runs_at_once_send_one(self, subscriber: Any, partnership: Partnership) -> None:
        digest = Digest.objects.create(user=subscriber, week=week_of(MONDAY))
        assert Digest.objects.claim(digest, MONDAY)  # the other run is sending it
        assert send_digests(now=MONDAY + timedelta(minutes=1)).sent == 0
        assert not Digest.objects.claim(digest, MONDAY + timedelta(minutes=1))

    def test_what_a_crash_interrupted_is_sent_by_a_later_run(self, subscriber: Any, partnership: Partnership) -> None:
        digest = Digest.objects.create(user=subscriber, week=week_of(MONDAY))
        Digest.objects.claim(digest, MONDAY)
        assert send_digests(now=MONDAY + timedelta(hours=1)).sent == 1

    def test_a_mail_that_cannot_be_sent_is_tried_again_and_keeps_nobody_else_from_theirs(
        self, subscriber: Any, partnership: Partnership, leszno: Municipality, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = get_user_model().objects.create_user("marek", email="marek@leszno.example")
        other.groups.add(city_groups(leszno)[Role.READER])
        switch_digest(user=other, wanted=True, now=MONDAY)
        deliver = EmailBackend.send_messages

        def refuse_zofia(backend: Any, messages: Any) -> Any:
            if messages[0].to == ["zofia@leszno.example"]:
                raise OSError("no such mailbox today")
            return deliver(backend, messages)

        with monkeypatch.context() as broken:
            broken.setattr(EmailBackend, "send_messages", refuse_zofia)
            with pytest.raises(CommandError, match="Some mails could not be sent"):
                call_command("send_digests", verbosity=0)
        assert sent() == ["marek@leszno.example"]
        call_command("send_digests", verbosity=0)
        assert sent() == ["marek@leszno.example", "zofia@leszno.example"]


def test_what_changed_is_told_once(subscriber: Any, leszno: Municipality, suhl: Municipality) -> None:
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        factories.partnership(leszno, suhl, since="2003")
    send_digests(now=MONDAY)
    send_digests(now=MONDAY + timedelta(days=7))
    first, second = (str(message.body) for message in mail.outbox)
    assert "What changed" in first
    assert "What changed" not in second


class TestSwitchingItOff:
    """On the officer's page, and by the link in the mail without logging in."""

    def test_on_the_page(self, officer: Client, officer_user: Any) -> None:
        officer.post(PAGE, {"action": "digest-on"})
        assert DigestSubscription.objects.get().user == officer_user
        assert "Stop the weekly mail" in officer.get(PAGE).content.decode()
        officer.post(PAGE, {"action": "digest-off"})
        assert not DigestSubscription.objects.exists()

    def test_by_the_link_in_the_mail(self, subscriber: Any, partnership: Partnership, client: Client) -> None:
        send_digests(now=MONDAY)
        link = str(mail.outbox[0].extra_headers["List-Unsubscribe"]).strip("<>")
        assert link in str(mail.outbox[0].body)
        path = link.removeprefix("http://127.0.0.1:8000")
        page = client.get(path, headers={"host": "localhost"})
        assert "Shall Pomost send you no more weekly mails?" in page.content.decode()
        assert DigestSubscription.objects.exists()  # a program that follows every link switches nothing off
        client.post(path, {"List-Unsubscribe": "One-Click"}, headers={"host": "localhost"})
        assert not DigestSubscription.objects.exists()

    def test_a_wrong_link_switches_nothing_off(self, subscriber: Any, client: Client) -> None:
        token = off_token(subscriber)
        for wrong in (token[:-2], "1", token.replace(":", ".", 1)):
            assert client.post(f"/digest/off/{wrong}/", headers={"host": "localhost"}).status_code == 404
        assert DigestSubscription.objects.exists()
