"""The stamp: it differs from what it was before whenever the public might see something else than before.

**The truth** stands in the database: each transaction that writes into a counted table adds one row to the table of
`Write` (conf.writes). A stamp is the day, the number of these rows and the sum of their keys. Two stamps of one day are
the same only if nothing was committed between them:

- rows are added, never changed, and what is deleted (`forget_writes`) is older than two days;
- keys are given out in order and never twice, so every row that is deleted has a smaller key than every row that is
  added on the same day, in whatever order their transactions commit (none lasts for a day);
- so if the number is the same although rows came and went, the sum has grown.

**The bell** (conf.bell) is rung after the commit, and tells when the truth has to be asked again; otherwise it is asked
once a second. So a process that was killed between its commit and the bell leaves nothing stale for longer than that.

Read the stamp before what it is to stand for: what is made later is at least as new.
"""

import threading
from contextvars import ContextVar
from datetime import date
from time import monotonic
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from pomost.conf import bell
from pomost.conf.models import Write

LOOK_SECONDS = 1.0


class Stamp(NamedTuple):
    """What is shown depends on the day too: who is in office, what comes next, which agreement has run out."""

    day: date
    writes: int
    keys: int


class Watch:
    """Knows the stamp, and asks the database for it where it might have changed."""

    def __init__(self, its_bell: bell.Bell, look_seconds: float = LOOK_SECONDS) -> None:
        self._bell = its_bell
        self._look_seconds = look_seconds
        self._known: tuple[bytes | None, float, Stamp] | None = None
        self._lock = threading.Lock()

    def stamp(self) -> Stamp:
        """Return the stamp; in some tenths of a microsecond, or by one query. Raises django.db.Error."""
        return self._current() or self._look()

    def _current(self) -> Stamp | None:
        known = self._known
        if known is None:
            return None
        heard, until, stamp = known
        return stamp if heard is not None and heard == self._bell.heard() and monotonic() < until else None

    def _look(self) -> Stamp:
        with self._lock:  # the others wait for one answer
            stamp = self._current()
            if stamp is None:
                heard, until = self._bell.heard(), monotonic() + self._look_seconds  # before the question
                stamp = ask()
                self._known = (heard, until, stamp)
            return stamp


def ask() -> Stamp:
    """Ask the database; a connection that is opened for it is closed again."""
    was_open = connection.connection is not None
    try:
        writes, keys = Write.told()
    finally:
        if not was_open:
            connection.close()
    return Stamp(timezone.localdate(timezone=timezone.get_default_timezone()), writes, keys)


_watch: Watch | None = None


def seen() -> Stamp:
    """The stamp, outside of any transaction. Raises django.db.Error where the database does not answer."""
    global _watch
    if _watch is None:
        _watch = Watch(bell.bell())
    return _watch.stamp()


# Of a request that reads from the replica: what it reads is as new as this, and maybe no newer (conf.replica).
held: ContextVar[Stamp | None] = ContextVar("held", default=None)


def current() -> Stamp | None:
    """The stamp of what is read now; None within a transaction, which sees what others do not, and maybe never will."""
    return None if connection.in_atomic_block else held.get() or seen()
