"""Mail that goes out because of a message: sent once, tried again, and never lost."""

from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.models import Office
from pomost.website.contact.actions import answer_message, forget_messages, receive_message, try_again
from pomost.website.contact.models import RETRY_AFTER, State
from pomost.website.contact.sending import LEASE, mail_of, send_due
from pomost.website.models import Delivery, Message
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    """A clock that the test sets."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(leszno: Municipality) -> Office:
    return factories.office(leszno, email="wspolpraca@leszno.example")


def message_to(office: Office, number: int = 1, **more: str) -> Message:
    """A message that was just received."""
    written = {
        "language": "de",
        "name": "Anna Nowak",
        "email": f"anna{number}@example.org",
        "subject": "Jahr",
        "text": "Seit 1984?\nIch glaube ja.",
        "about": "/de/partnerschaften/suhl/",
        "sender": "code",
    }
    message, is_new = receive_message(
        city=office.municipality, office=office, fingerprint=f"{number}", now=timezone.now(), **{**written, **more}
    )
    assert is_new
    return message


class FailingBackend(EmailBackend):
    """A mail server that refuses whatever goes to an address of `refused`, or everything by `down`."""

    down: Exception | None = None
    refused: set[str] = set()

    def send_messages(self, messages: Any) -> int:
        if FailingBackend.down is not None:
            raise FailingBackend.down
        for message in messages:
            if set(message.to) & FailingBackend.refused:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> Any:
    """A mail server that can be made to fail."""
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
    yield FailingBackend
    FailingBackend.down, FailingBackend.refused = None, set()


def test_a_message_goes_to_the_office_so_that_an_answer_reaches_the_writer(office: Office, clock: Any) -> None:
    message = message_to(office)
    assert (send_due().sent, send_due().sent) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["wspolpraca@leszno.example"]
    assert sent.reply_to == ["Anna Nowak <anna1@example.org>"]
    assert sent.subject == "Ze strony: Jahr"  # the office's language
    assert sent.body.startswith("Seit 1984?\nIch glaube ja.\n")
    assert "http://127.0.0.1:8000/de/partnerschaften/suhl/" in sent.body
    assert f"http://127.0.0.1:8000/admin/messages/{message.pk}/" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    delivery = Delivery.objects.get()
    assert (delivery.sent_at, delivery.sent_to, delivery.next_try_at) == (NOW, "wspolpraca@leszno.example", None)


def test_an_answer_goes_to_the_writer_in_the_language_of_the_message(office: Office, clock: Any) -> None:
    message = message_to(office, text="<b>Seit 1984 & mehr?</b>")
    user = get_user_model().objects.create_user("zofia")
    answer_message(message=message, text="Ja, seit 1984.", user=user, now=NOW)
    send_due()
    answer = mail.outbox[-1]
    assert (answer.to, answer.subject) == (["anna1@example.org"], "Re: Jahr")
    assert answer.reply_to == ["wspolpraca@leszno.example"]
    assert answer.body.startswith("Ja, seit 1984.\n")
    assert "Am 27." in answer.body
    assert "> <b>Seit 1984 & mehr?</b>" in answer.body
    message.refresh_from_db()
    assert (message.state, message.done_at) == (State.DONE, NOW)


def test_a_mail_that_is_refused_is_tried_again_less_and_less_often_and_then_left(
    office: Office, clock: Any, server: Any
) -> None:
    message_to(office)
    server.refused = {"wspolpraca@leszno.example"}
    waited = []
    while (delivery := Delivery.objects.get()).next_try_at is not None:
        clock.move_to(delivery.next_try_at)
        with pytest.raises(CommandError):
            call_command("send_messages")
        after = Delivery.objects.get().next_try_at
        waited.append(after - timezone.now() if after else None)
    assert waited == [*RETRY_AFTER, None]
    assert "no such mailbox" in delivery.error
    assert delivery.is_given_up
    server.refused = set()
    try_again(delivery=delivery, now=timezone.now())
    assert send_due().sent == 1
    assert Delivery.objects.get().error == ""


def test_a_refused_mail_holds_up_no_other(office: Office, suhl: Municipality, server: Any) -> None:
    other = factories.office(suhl, email="partner@suhl.example")
    message_to(office, 1)
    message_to(other, 2)
    server.refused = {"wspolpraca@leszno.example"}
    result = send_due()
    assert (result.sent, result.failed) == (1, 1)
    assert mail.outbox[0].to == ["partner@suhl.example"]


def test_while_the_server_is_down_all_wait_and_go_out_afterwards(office: Office, clock: Any, server: Any) -> None:
    for number in range(3):
        message_to(office, number)
    server.down = ConnectionRefusedError("connection refused")
    result = send_due()
    assert (result.sent, result.failed, result.waiting) == (0, 1, 2)  # one attempt tells enough
    server.down = None
    clock.shift(RETRY_AFTER[0])
    assert send_due().sent == 3
    assert len(mail.outbox) == 3


def test_a_real_connection_to_a_dead_port_fails_and_is_told(office: Office, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message_to(office)
    assert send_due().failed == 1
    assert Delivery.objects.get().error.startswith("ConnectionRefusedError")


def test_what_a_killed_process_had_claimed_is_sent_by_the_next_under_the_same_name(
    office: Office, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_to(office)
    name = mail_of(Delivery.objects.get()).extra_headers["Message-ID"]
    with monkeypatch.context() as patched:
        patched.setattr("pomost.website.contact.sending._sent", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send_due()  # killed after sending, before it could say so
    assert send_due().sent == 0  # another worker leaves it alone for a while
    clock.shift(LEASE)
    assert send_due().sent == 1
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [name, name]


def test_an_office_that_has_gone_is_told(office: Office, clock: Any) -> None:
    message_to(office)
    Office.everything.filter(pk=office.pk).update(email="")
    assert send_due().failed == 1
    assert Delivery.objects.get().error == "The office has no e-mail address."


def test_old_messages_are_forgotten_with_their_answers(office: Office, clock: Any, settings: Any) -> None:
    settings.POMOST_KEEP_MESSAGES_MONTHS = 6
    old = message_to(office, 1)
    answer_message(message=old, text="Ja.", user=None, now=NOW)
    clock.move_to(datetime(2027, 5, 27, 12, tzinfo=UTC))
    assert forget_messages(now=timezone.now()) == 0
    assert Message.objects.get().sender == ""  # kept for a day
    new = message_to(office, 2)
    clock.move_to(datetime(2027, 5, 29, 12, tzinfo=UTC))
    assert forget_messages(now=timezone.now()) == 1
    assert list(Message.objects.all()) == [new]
    assert Delivery.objects.count() == 1


def test_one_person_s_messages_are_forgotten_on_request(office: Office) -> None:
    message_to(office, 1)
    kept = message_to(office, 2)
    call_command("forget_messages", "--from", "Anna1@Example.org")
    assert list(Message.objects.all()) == [kept]
