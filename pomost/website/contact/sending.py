"""Sending what waits: each mail is claimed before it is sent and marked afterwards, so that none is lost.

Two workers never send one mail at the same time. One that is killed between sending and marking sends it once more
after LEASE, under the same Message-ID.
"""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import formataddr
from smtplib import SMTPDataError, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pomost.website.contact.models import RETRY_AFTER, Delivery, DeliveryKind

LEASE = timedelta(minutes=10)
MOST_AT_ONCE = 50

# What a mail server says about one mail, or what one mail lacks; everything else concerns them all.
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPDataError, BadHeaderError, UnicodeError)


class NoRecipientError(Exception):
    """The office has been deleted, or has no e-mail address any more."""


@dataclass
class Sending:
    """How many mails went out, could not be sent, and are still due."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


def send_due() -> Sending:
    """Send what is due, and return what became of it. Where the mail server does not answer, the rest waits."""
    result = Sending()
    for pk in list(Delivery.objects.due(timezone.now()).values_list("pk", flat=True)[:MOST_AT_ONCE]):
        delivery = _claim(pk)
        if delivery is None:
            continue
        try:
            mail_of(delivery).send()
        except Exception as error:  # whatever a mail server comes up with: it is shown, and tried again
            _failed(delivery, error)
            result.failed += 1
            if not isinstance(error, (*OF_ONE_MAIL, NoRecipientError)):
                break
        else:
            _sent(delivery)
            result.sent += 1
    result.waiting = Delivery.objects.due(timezone.now()).count()
    return result


def mail_of(delivery: Delivery) -> EmailMessage:
    """Return the mail itself. Raises NoRecipientError."""
    if not delivery.recipient:
        raise NoRecipientError(_("The office has no e-mail address."))
    is_answer = delivery.kind == DeliveryKind.ANSWER
    message = delivery.message
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    headers = {"Message-ID": f"<{delivery.public_id}@{host}>"}
    with override(message.language if is_answer else settings.LANGUAGE_CODE):
        context = {"delivery": delivery, "message": message, "base_url": settings.WAGTAILADMIN_BASE_URL}
        body = render_to_string(f"website/contact/{delivery.kind}.txt", context)
        subject = "Re: %(subject)s" if is_answer else _("From the website: %(subject)s")
    if is_answer:
        answers_go_to = message.office.email if message.office else ""
    else:
        answers_go_to = formataddr((message.name, message.email))
        headers["Auto-Submitted"] = "auto-generated"  # no notice of absence goes back to the visitor
    return EmailMessage(
        subject % {"subject": message.subject},
        body.strip() + "\n",
        to=[delivery.recipient],
        reply_to=[answers_go_to] if answers_go_to else None,
        headers=headers,
        connection=get_connection(),
    )


def _claim(pk: int) -> Delivery | None:
    """Take a mail that is due, for LEASE; None where another process was quicker."""
    now = timezone.now()
    claimed = Delivery.objects.due(now).order_by().filter(pk=pk)
    if not claimed.update(next_try_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.select_related("message__office").filter(pk=pk).first()


def _sent(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        sent_at=timezone.now(), sent_to=delivery.recipient, next_try_at=None, error=""
    )


def _failed(delivery: Delivery, error: Exception) -> None:
    is_last = delivery.attempts > len(RETRY_AFTER)
    next_try_at = None if is_last else timezone.now() + RETRY_AFTER[delivery.attempts - 1]
    said = str(error) if isinstance(error, NoRecipientError) else f"{type(error).__name__}: {error}"
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=next_try_at, error=said[:500])
