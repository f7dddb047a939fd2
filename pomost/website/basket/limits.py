"""How many files may be asked for: so that nobody can tire the server out, and a school class is served."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from django.core.cache import cache
from django.db.models import Sum

from pomost.website.basket.prepared import KEPT, PreparedFile

# Made while somebody waits, in one web process: each takes a core and some memory. Whoever waits holds a thread, of
# which a process has four, so that one is always left for pages.
AT_THE_SAME_TIME = 2
WAITING = 1
PATIENCE = 5.0  # seconds
RETRY_SECONDS = 10

# Of one network address in a web process; a school class behind one address asks for a page each, perhaps twice.
SHARE = 80
SHARE_SECONDS = 600
_SHARE = "pomost.website.basket"

# Made in the background, one after the other.
WINDOW = timedelta(hours=1)
MOST_OF_ONE_VISITOR = 12  # in a WINDOW; a school may stand behind one address
MOST_IN_ALL = 60  # in a WINDOW
MOST_UNFINISHED = 15
MOST_BYTES = 2_000_000_000  # kept at a time

_making = BoundedSemaphore(AT_THE_SAME_TIME)
_waiting = BoundedSemaphore(WAITING)


class BusyError(Exception):
    """Too many files are being made in this process."""


@contextmanager
def turn(sender: str) -> Iterator[None]:
    """Wait for a turn of `sender` to have a file made, for PATIENCE at most. Raises BusyError.

    Also where the same sender had more than their share of this process.
    """
    key = f"{_SHARE}:{sender}"
    cache.add(key, 0, SHARE_SECONDS)
    with suppress(ValueError):  # the cache has forgotten it between the two lines
        if cache.incr(key) > SHARE:
            raise BusyError
    if not _making.acquire(blocking=False):
        if not _waiting.acquire(blocking=False):
            raise BusyError
        try:
            if not _making.acquire(timeout=PATIENCE):
                raise BusyError
        finally:
            _waiting.release()
    try:
        yield
    finally:
        _making.release()


def free_again_at(sender: str, now: datetime) -> datetime | None:
    """Return when `sender` (a code of the network address) may ask for a file again; None where that is now.

    Costs five queries at most.
    """
    files = PreparedFile.objects.all()
    recent = files.filter(asked_at__gt=now - WINDOW).order_by("-asked_at")
    for limit, asked in ((MOST_OF_ONE_VISITOR, recent.filter(sender=sender)), (MOST_IN_ALL, recent)):
        for moment in asked.values_list("asked_at", flat=True)[limit - 1 : limit]:
            return moment + WINDOW
    if files.unfinished().kept(now).count() >= MOST_UNFINISHED:
        return now + timedelta(minutes=5)
    if (files.aggregate(bytes=Sum("size"))["bytes"] or 0) >= MOST_BYTES:
        oldest = files.filter(size__gt=0).order_by("asked_at").values_list("asked_at", flat=True).first()
        return max(oldest + KEPT, now) + timedelta(hours=1) if oldest else None
    return None
