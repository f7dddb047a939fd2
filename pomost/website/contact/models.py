"""A visitor's message, and each mail that has to go out because of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.languages.search import FoldedField
from pomost.places.models import Municipality
from pomost.register.models import Office

LONGEST_NAME = 100  # characters, as the following
LONGEST_SUBJECT = 150
LONGEST_TEXT = 5_000
LONGEST_ADDRESS = 500

# How long after each failure the next try comes; after the last of them it is left to an officer. Mail servers that are
# down for a weekend are usual, those that are down for a week need somebody to look.
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 6, 12, 24, 24, 24, 24)),
)


class State(models.TextChoices):
    """How far the office is with a message."""

    NEW = "new", pgettext_lazy("message", "new")
    OPEN = "open", pgettext_lazy("message", "read")
    DONE = "done", pgettext_lazy("message", "settled")


class MessageQuerySet(models.QuerySet["Message"]):
    """Words about messages."""

    def in_state(self, state: str) -> "MessageQuerySet":
        """Those in one State."""
        if state == State.DONE:
            return self.filter(done_at__isnull=False)
        return self.filter(done_at__isnull=True, read_at__isnull=state == State.NEW)


class Message(models.Model):
    """What a visitor wrote to an office of `city` in the form of its site.

    `office` is null where it has been deleted since. `sender` is a code of the network address that the message came
    from, kept for a day to count by, and empty afterwards. `fingerprint` is the same for a form that is sent twice.
    """

    city = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    office = models.ForeignKey(
        Office, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=pgettext_lazy("unit", "office")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("message"), max_length=LONGEST_TEXT)
    about = models.CharField(_("about the page"), max_length=LONGEST_ADDRESS, blank=True)
    received_at = models.DateTimeField(_("received"), db_index=True)
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    folded = FoldedField(of=("name", "email", "subject", "text"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("from a visitor", "message")
        verbose_name_plural = pgettext_lazy("from visitors", "messages")

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> State:
        """How far the office is."""
        if self.done_at is not None:
            return State.DONE
        return State.NEW if self.read_at is None else State.OPEN

    @property
    def writer(self) -> str:
        """Who wrote it, as they call themselves."""
        return self.name or self.email


class DeliveryKind(models.TextChoices):
    """What a mail is for."""

    FORWARD = "forward", _("to the office")
    ANSWER = "answer", _("answer to the writer")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Words about mails that go out."""

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Those to be sent at the moment `now`, the eldest first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def failing(self) -> "DeliveryQuerySet":
        """Those that could not be sent so far, whether they will be tried again or not."""
        return self.filter(sent_at__isnull=True).exclude(error="")


class Delivery(models.Model):
    """A mail that goes out because of a message.

    `next_try_at` is null where nothing is to be tried any more: it was sent, or too often tried in vain. `public_id`
    becomes the mail's Message-ID, so that one that was sent twice, because a process was killed right after sending,
    is recognised as one.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    public_id = models.UUIDField(default=uuid4, unique=True)
    kind = models.CharField(max_length=10, choices=DeliveryKind)
    text = models.TextField(_("answer"), blank=True)
    written_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, db_index=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.message_id}"

    @property
    def recipient(self) -> str:
        """Where it goes today; empty where the office is gone or has no address."""
        if self.kind == DeliveryKind.ANSWER:
            return self.message.email
        return self.message.office.email if self.message.office else ""

    @property
    def is_given_up(self) -> bool:
        """Whether only an officer can have it tried again."""
        return self.sent_at is None and self.next_try_at is None
