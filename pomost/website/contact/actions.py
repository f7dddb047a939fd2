"""What happens to messages, each a transaction. Nothing here sends mail: that is left to `send_messages`."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.models import Office
from pomost.register.rules.due_dates import months_later
from pomost.website.contact.limits import KEEP_SENDERS
from pomost.website.contact.models import Delivery, DeliveryKind, Message


@transaction.atomic
def receive_message(
    *, city: Municipality, office: Office, fingerprint: str, now: datetime, **written: str
) -> tuple[Message, bool]:
    """Keep a message with the mail that brings it to `office`, and return it and whether it is new.

    `written` are the columns that the visitor filled. A form that is sent twice is one message.
    """
    given = {"city": city, "office": office, "received_at": now, **written}
    message, is_new = Message.objects.get_or_create(fingerprint=fingerprint, defaults=given)
    if is_new:
        Delivery.objects.create(message=message, kind=DeliveryKind.FORWARD, created_at=now, next_try_at=now)
    return message, is_new


@transaction.atomic
def mark_read(*, message: Message, now: datetime) -> None:
    """Somebody has opened it."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
    message.read_at = message.read_at or now


@transaction.atomic
def answer_message(*, message: Message, text: str, user: Any, now: datetime) -> Delivery:
    """Write an answer, which is sent soon, and settle the message."""
    settle_message(message=message, is_done=True, now=now)
    return Delivery.objects.create(
        message=message, kind=DeliveryKind.ANSWER, text=text, written_by=user, created_at=now, next_try_at=now
    )


@transaction.atomic
def settle_message(*, message: Message, is_done: bool, now: datetime) -> None:
    """Say that nothing more is to be done about it, or take that back."""
    message.done_at = now if is_done else None
    message.read_at = message.read_at or now
    message.save(update_fields=["done_at", "read_at"])


@transaction.atomic
def try_again(*, delivery: Delivery, now: datetime) -> None:
    """Have a mail that could not be sent tried from the beginning."""
    Delivery.objects.filter(pk=delivery.pk, sent_at__isnull=True).update(next_try_at=now, attempts=0)


@transaction.atomic
def delete_message(*, message: Message) -> None:
    """Delete a message, its answers, and whatever mail of it has not gone out."""
    message.delete()


@transaction.atomic
def forget_messages(*, now: datetime, written_by: str = "") -> int:
    """Delete what was received longer ago than POMOST_KEEP_MESSAGES_MONTHS; return how many messages that were.

    With `written_by`, an e-mail address, everything that came from it instead. Codes of senders go after a day anyway.
    """
    last_day = months_later(timezone.localdate(now), -settings.POMOST_KEEP_MESSAGES_MONTHS)
    too_old = Q(received_at__lt=timezone.make_aware(datetime.combine(last_day, time.min)))
    gone = Message.objects.filter(Q(email__iexact=written_by) if written_by else too_old)
    number = gone.count()
    gone.delete()
    Message.objects.filter(received_at__lt=now - KEEP_SENDERS).exclude(sender="").update(sender="")
    return number
