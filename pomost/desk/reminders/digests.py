"""The weekly mail: the rows of the dashboard, once a week, to whoever wishes it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.desk.dashboard.overview import overview_of
from pomost.desk.reminders.models import Digest, DigestSubscription
from pomost.desk.reminders.officers import as_seen_by, readable_cities
from pomost.languages.formats import listed

_SALT = "pomost.desk.digest"
_log = logging.getLogger(__name__)


@dataclass
class Sent:
    """What a run did: mails sent, accounts to whom there was nothing to tell, and mails that could not be sent."""

    sent: int = 0
    empty: int = 0
    failed: int = 0


def week_of(now: datetime) -> str:
    """The week of a moment as ISO 8601 names it, in the installation's time zone: 2026-W48."""
    year, week, _day = timezone.localdate(now).isocalendar()
    return f"{year}-W{week:02}"


def send_digests(*, now: datetime) -> Sent:
    """Send the mail of this week to everybody who wishes it and has not got it; see models.Digest.

    Run it as often as you like, also twice at once: each mail is claimed before it is sent, and marked as sent after.
    A run that dies in between leaves it to the next one, which may then send it a second time: rather twice than
    never. A mail that cannot be sent is logged, and tried again by the next run.
    """
    result = Sent()
    wished = DigestSubscription.objects.filter(user__is_active=True).exclude(user__email="")
    for subscription in wished.select_related("user__wagtail_userprofile").order_by("pk"):
        digest, _made = Digest.objects.get_or_create(user=subscription.user, week=week_of(now))
        if Digest.objects.claim(digest, now):
            _send(subscription, digest, now, result)
    return result


def _send(subscription: DigestSubscription, digest: Digest, now: datetime, result: Sent) -> None:
    try:
        with as_seen_by(subscription.user):
            message = digest_for(subscription.user, now, since=_told_until(subscription))
            if message is not None:
                message.send()
    except Exception:  # whatever a mail server may say: the others shall get theirs
        _log.exception("The weekly mail to account %s could not be sent", subscription.user.pk)
        Digest.objects.filter(pk=digest.pk).update(claimed_at=None)
        result.failed += 1
        return
    Digest.objects.filter(pk=digest.pk).update(sent_at=now)
    if message is None:
        result.empty += 1
    else:
        result.sent += 1


def _told_until(subscription: DigestSubscription) -> datetime:
    """The moment until which the account knows what changed: its last mail, or the beginning of its subscription."""
    last = Digest.objects.filter(user=subscription.user, sent_at__isnull=False).order_by("-sent_at").first()
    return max(last.sent_at, subscription.since) if last and last.sent_at else subscription.since


def digest_for(user: Any, now: datetime, *, since: datetime) -> EmailMultiAlternatives | None:
    """Return the mail for `user` in the active language; None where there is nothing to tell."""
    cities = readable_cities(user)
    overview = overview_of(user, timezone.localdate(now), since=since) if cities else None
    if not overview:
        return None
    off = absolute(reverse("digest_off", args=[off_token(user)]))
    context = {
        "overview": overview,
        "cities": listed([city.title for city in cities]),
        "base": settings.WAGTAILADMIN_BASE_URL,
        "home": absolute(reverse("wagtailadmin_home")),
        "off": off,
    }
    message = EmailMultiAlternatives(
        subject=_("%(cities)s: what comes and what is wrong") % {"cities": context["cities"]},
        body=render_to_string("desk/reminders/digest.txt", context),
        to=[user.email],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("desk/reminders/digest.html", context), "text/html")
    return message


def absolute(path: str) -> str:
    """The whole address of `path`."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"


def off_token(user: Any) -> str:
    """What switches the weekly mail of `user` off without logging in, and does nothing else."""
    return signing.dumps(user.pk, salt=_SALT)


def user_to_leave(token: str) -> int | None:
    """The key of the account whose mail `token` switches off, or None where it is no such token."""
    try:
        key: int = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return key
