"""The bell: tells all processes at once that something was written. What was written, and whether, tells the stamp."""

import mmap
import os
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

SIZE = 8  # bytes: read and written in one piece


class Bell(Protocol):
    """Rung after each commit; what is heard differs afterwards from whatever was heard before."""

    def ring(self) -> None:
        """Let everybody hear something new."""

    def heard(self) -> bytes | None:
        """What was rung last; None where nobody can tell."""


class HomeBell:
    """For the processes of one machine: a few random bytes in a file of the home folder, which all have in memory.

    Random, because of a number that two processes raise at once one step may be lost.
    """

    def __init__(self, path: Path) -> None:
        with path.open("ab") as file:
            file.truncate(SIZE)
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), SIZE)

    def ring(self) -> None:
        self._shared[:] = os.urandom(SIZE)

    def heard(self) -> bytes:
        return self._shared[:]


class RedisBell:
    """For several machines with a Redis. While it does not answer, the stamp is asked of the database each time."""

    KEY = "pomost-bell"
    PATIENCE = 0.2  # seconds

    def __init__(self, url: str) -> None:
        import redis

        self._errors = redis.RedisError
        self._redis = redis.Redis.from_url(
            url, socket_timeout=self.PATIENCE, socket_connect_timeout=self.PATIENCE, protocol=2
        )

    def ring(self) -> None:
        self._redis.set(self.KEY, os.urandom(SIZE))

    def heard(self) -> bytes | None:
        try:
            heard: Any = self._redis.get(self.KEY)
        except self._errors:
            return None
        return heard or b""


class NoBell:
    """For several machines with nothing but their database: it is asked each time."""

    def ring(self) -> None:
        """Nobody hears it."""

    def heard(self) -> None:
        return None


@cache
def bell() -> Bell:
    """The bell of this installation, as the settings say."""
    if settings.REDIS_URL:
        return RedisBell(settings.REDIS_URL)
    return NoBell() if settings.POMOST_SEVERAL_MACHINES else HomeBell(settings.POMOST_HOME / "bell")
