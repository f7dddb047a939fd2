"""Who serves a home folder: told by a lock that the operating system drops with its process, however that ends."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

logger = logging.getLogger(__name__)


@contextmanager
def home_lock(home: Path, *, alone: bool) -> Iterator[None]:
    """Hold `home` as long as the `with` lasts; `alone` tolerates nobody beside it.

    Several `serve` may share a home on purpose: each write takes its turn, each job its claim. `run_demo` prepares and
    loads the home it serves, and a second one is a mistake. Never waits. Web processes inherit the lock, so it lasts as
    long as the last of them. Raises CommandError where somebody else holds the home.
    """
    with (home / "serving.lock").open("a+") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CommandError(_in_use(home, file.read())) from None
        except OSError as error:  # some network drives have no locks
            logger.warning("%s cannot be locked (%s): nothing tells whether another Pomost uses it.", home, error)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _in_use(home: Path, holder: str) -> str:
    """What to say, and to do. The holder is the last that began."""
    process = f" (process {holder})" if holder.isdecimal() and Path(f"/proc/{holder}").exists() else ""
    return (
        f"Another Pomost{process} is using {home}. Stop that one, or give this one a home of its own: "
        f"POMOST_HOME={home}-2 PORT=8001 make run"
    )
