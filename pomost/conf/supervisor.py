"""A child process that lives as long as its parent: begun again when it dies, ended when the parent ends."""

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from time import monotonic
from types import TracebackType
from typing import Self

from pomost.conf.environment import REPOSITORY
from pomost.conf.forking import NO_FORK

# Longer than a worker gives its jobs to end (conf.worker.GRACE_SECONDS).
END_SECONDS = 15.0
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0

logger = logging.getLogger(__name__)


def worker_command(parent: int) -> list[str]:
    """What starts a background worker that ends with the process `parent`."""
    return [sys.executable, str(REPOSITORY / "manage.py"), "work", "--stop-with", str(parent)]


class Supervised:
    """Runs `command` for as long as the `with` lasts."""

    def __init__(self, command: Sequence[str], *, first_wait: float = FIRST_WAIT) -> None:
        self.command = list(command)
        self.first_wait = first_wait
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.end()
        process = self.process
        if process is not None:
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._thread.join()

    def end(self) -> None:
        """Tell the process to end, without waiting for it; it is not begun again."""
        with self._lock:
            if self._end.is_set():
                return
            self._end.set()
            if self.process is not None:
                self.process.terminate()

    def _keep_alive(self) -> None:
        wait = self.first_wait
        while True:
            with self._lock:
                if self._end.is_set():
                    return
                # In a session of its own: Ctrl-C reaches the parent, which ends the child in its turn.
                with NO_FORK:
                    self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own
            begun = monotonic()
            code = self.process.wait()
            if self._end.is_set():
                return
            lived = monotonic() - begun
            wait = self.first_wait if lived > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
            logger.error("The background worker ended with code %s; it is begun again in %.0f s.", code, wait)
            if self._end.wait(wait):
                return
