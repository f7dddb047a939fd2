"""The stamp of tests: their transactions are never committed, so it moves with each statement that counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from pomost.conf import stamp, writes
from pomost.conf.stamp import Stamp

_written = 0


@contextmanager
def moving_at_once() -> Iterator[None]:
    """As long as the block lasts, what is written moves the stamp of this process, and no row is added for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writes, "note", _note)
        patch.setattr(stamp, "current", _now)
        patch.setattr(stamp, "seen", _now)
        _note()
        yield


def _note(*_connection: Any) -> None:
    global _written
    _written += 1


def _now() -> Stamp:
    today: date = timezone.localdate()
    return Stamp(today, _written, 0)
