"""How much may be written, how quickly and how often: what keeps a form open to people and closed to floods.

Neither cookies nor anybody else's service: a signed moment in the form tells how long it was filled in, and a keyed
code of the network address, kept for a day, how often somebody wrote.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing

from pomost.places.models import Municipality
from pomost.website.contact.models import Message

LARGEST_REQUEST = 64 * 1024  # bytes: 5,000 characters of four bytes, each written as %XX, and the rest
QUICKEST = timedelta(seconds=3)  # nobody reads the form and writes a message in less
SLOWEST = timedelta(hours=24)  # a page may lie open for a day
WINDOW = timedelta(hours=1)
MOST_OF_ONE_SENDER = 5  # in a WINDOW; a school class behind one address writes one after the other
MOST_IN_ALL = 200  # in a WINDOW, to one city: what an office can read
KEEP_SENDERS = timedelta(days=1)

_SALT = "pomost.website.contact"


class TooQuickError(Exception):
    """The form came back quicker than a person writes."""


class TooOldError(Exception):
    """The form was opened too long ago, or its moment was not signed by this site."""


def opened_now() -> str:
    """Return the signed moment for a form that is shown now."""
    return signing.TimestampSigner(salt=_SALT).sign("")


def check_opened(signed: str) -> None:
    """Check the signed moment of a form that comes back now. Raises TooQuickError and TooOldError."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(signed, max_age=SLOWEST)
    except signing.BadSignature:
        raise TooOldError from None
    try:
        signer.unsign(signed, max_age=QUICKEST)
    except signing.SignatureExpired:
        return
    raise TooQuickError


def fingerprint_of(*parts: str) -> str:
    """Return what is the same only for a form that is sent twice."""
    return sha256("\0".join([settings.SECRET_KEY, *parts]).encode()).hexdigest()


def free_again_at(city: Municipality, sender: str, now: datetime) -> datetime | None:
    """Return when `sender` may write to `city` again; None where that is now. Costs two queries at most."""
    for limit, messages in (
        (MOST_OF_ONE_SENDER, Message.objects.filter(city=city, sender=sender) if sender else Message.objects.none()),
        (MOST_IN_ALL, Message.objects.filter(city=city)),
    ):
        recent = messages.filter(received_at__gt=now - WINDOW).order_by("-received_at")
        counting = recent.values_list("received_at", flat=True)[limit - 1 : limit]
        for moment in counting:
            return moment + WINDOW
    return None
