"""How a process learns that it is to stop, and what takes long in it."""

import signal
import threading
from collections.abc import Callable, Iterable

# Set once in a process that is to end.
STOP = threading.Event()


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Raised by a job that ends early because its worker stops; it is begun again by the next one."""


def on_signals(numbers: Iterable[signal.Signals], do: Callable[[], object]) -> None:
    """Call `do` in a thread of its own each time one of the signals `numbers` comes; called before others are started.

    Handlers are not enough. The kernel may give a signal to any thread, Python runs the handler in the main thread, and
    if that one sleeps in a lock nobody wakes it: Ctrl-C was lost so. Handlers also run between any two steps, maybe
    while the main thread holds the very lock that they would wait for. So the signals are kept from every thread, those
    started later inherit that, and one thread waits for them. Children inherit it too, until they end it.
    """
    kept = set(numbers)
    signal.pthread_sigmask(signal.SIG_BLOCK, kept)

    def attend() -> None:
        while True:
            signal.sigwait(kept)
            do()

    threading.Thread(target=attend, name="signals", daemon=True).start()


def stop_if_asked() -> None:
    """Raise Stopped where the process is to end; called by long jobs between two steps."""
    if STOP.is_set():
        raise Stopped


def pause(seconds: float) -> None:
    """Sleep. Raises Stopped where the process is to end meanwhile."""
    if STOP.wait(seconds):
        raise Stopped
