"""Who subscribed to what: calendar addresses, weekly mails, and which of these were sent."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from pomost.places.models import Municipality

_SALT = "pomost.desk.calendar"
CLAIM = timedelta(minutes=30)  # for which whoever sends a mail may take


class CalendarFeed(models.Model):
    """The secret address of one account's calendar for one city.

    The secret itself is not stored: it is made from `nonce` and the installation's key, so that a copy of the database
    opens nobody's calendar. It is looked up by its hash, which tells nothing by the time that it takes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    city = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [models.UniqueConstraint(fields=["user", "city"], name="calendar_one_an_account_and_city")]

    def __str__(self) -> str:
        return f"{self.user}: {self.city}"

    @classmethod
    def by_token(cls, token: str) -> "CalendarFeed | None":
        """The calendar that `token` opens, with its account and city, or None."""
        feeds = CalendarFeed.objects.select_related("user__wagtail_userprofile", "city")
        feed = feeds.filter(digest=_hash(token)).first()
        return feed if feed is not None and constant_time_compare(feed.token, token) else None

    def make_secret(self) -> None:
        """Give the calendar a new address; the old one opens nothing any more once this is saved."""
        self.nonce = token_hex(16)
        self.digest = _hash(self.token)
        self.made_at = timezone.now()

    @property
    def token(self) -> str:
        """The secret part of the address."""
        return salted_hmac(_SALT, self.nonce, algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        """Whether the address still opens the calendar; not after the installation got another key."""
        return constant_time_compare(_hash(self.token), self.digest)

    @property
    def address(self) -> str:
        """The whole address, for its owner's eyes."""
        return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('calendar_feed', args=[self.token])}"

    @property
    def webcal(self) -> str:
        """The address in the form that opens a calendar program."""
        return self.address.replace(f"{urlsplit(self.address).scheme}://", "webcal://", 1)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class DigestSubscription(models.Model):
    """An account that wishes the weekly mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("subscription to the weekly mail")
        verbose_name_plural = _("subscriptions to the weekly mail")

    def __str__(self) -> str:
        return str(self.user)


class DigestQuerySet(models.QuerySet[Any]):
    """Mails, and the right to send one."""

    def claim(self, digest: "Digest", now: datetime) -> bool:
        """Take on sending `digest`; False where it was sent already, or where somebody else is sending it.

        Whoever was interrupted loses the right after CLAIM: the mail is then sent by the next run.
        """
        free = models.Q(claimed_at__isnull=True) | models.Q(claimed_at__lt=now - CLAIM)
        return self.filter(free, pk=digest.pk, sent_at__isnull=True).update(claimed_at=now) == 1


class Digest(models.Model):
    """The mail of one account for one week: stored first, then sent, then marked as sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.CharField(max_length=8)  # ISO 8601: 2026-W48
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly mail")
        verbose_name_plural = _("weekly mails")
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="digest_one_a_week")]

    def __str__(self) -> str:
        return f"{self.user}: {self.week}"
