"""What a web process does before it serves: it takes its orders from its parent, and ends with it."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from pomost.conf.stopping import on_signals

LOOK_SECONDS = 1.0
# How long a web process has for the requests it is at, once it is told to end; then it is killed.
GRACE_SECONDS = 5


def load_application(parent: int) -> Callable[..., Any]:
    """Return the WSGI application, in a process that was just forked from the process `parent`.

    In a session of its own: Ctrl-C in the terminal reaches the parent alone, which then tells each child.
    """
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent's handler came with the fork
    on_signals([signal.SIGTERM], _end)
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()
    from pomost.conf.wsgi import application  # in the child: it freezes what is loaded

    return application


def _end() -> None:
    """Do what granian does on SIGTERM, or end at once while it has not begun."""
    handler = signal.getsignal(signal.SIGTERM)
    if not callable(handler):
        os._exit(0)
    handler(signal.SIGTERM, None)


def _end_with(parent: int) -> None:
    """End this process soon after its parent, however that ended: a child left alone would hold the port."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    _end()
    time.sleep(GRACE_SECONDS)
    os._exit(1)
