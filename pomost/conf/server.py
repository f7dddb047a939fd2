"""The web server: granian, one or more processes, and the background worker beside them, stopped as a whole."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from pomost.conf.environment import env
from pomost.conf.forking import NO_FORK
from pomost.conf.stopping import on_signals
from pomost.conf.supervisor import Supervised, worker_command
from pomost.conf.web_process import GRACE_SECONDS, load_application

ADDRESS = "127.0.0.1"
# Threads a process: enough to keep two cores busy while some wait for the database, and few enough connections.
BLOCKING_THREADS = 4


def run_server(*, port: int, ready: Callable[[str], None], address: str = ADDRESS, with_worker: bool = True) -> None:
    """Serve until interrupted, with POMOST_WORKERS processes; `ready` is called with the address once it answers.

    A background worker runs beside them, unless it is told to run elsewhere. SIGINT, SIGTERM and SIGHUP end all of it.
    Raises CommandError where the port is taken: the answer of another server must not be taken for ours.
    """
    check_port(address, port)
    server = Server(
        target="pomost.conf.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=env.int("POMOST_WORKERS", 1),
        blocking_threads=BLOCKING_THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
    )
    supervised = Supervised(worker_command(os.getpid())) if with_worker else None
    _close_connections()
    _stop_on_signals(server, supervised)
    threading.Thread(target=_tell_when_ready, args=(address, port, ready), daemon=True).start()
    with supervised or nullcontext():
        server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def check_port(address: str, port: int) -> None:
    """Raise CommandError where nobody can listen at `port` of `address`."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
            message = f"Port {port} of {address} cannot be used ({reason}). Another one: PORT={port + 1} make run"
            raise CommandError(message) from error


def _stop_on_signals(server: AbstractServer[Any], supervised: Supervised | None) -> None:
    """Let Ctrl-C, the service manager and a closed terminal end `server`.

    On SIGHUP granian would begin its processes anew, of no use where they are forked from what is loaded, and a closed
    terminal would leave them running. What was ignored from the beginning (`nohup`) stays so.
    """
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signals.remove(signal.SIGHUP)
        server.on_startup(lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))

    def stop() -> None:
        if supervised is not None:
            supervised.end()
        server.interrupt_signal = True
        server.main_loop_interrupt.set()

    on_signals(signals, stop)


def _close_connections() -> None:
    """Close what this thread has open to the database, so that no child shares it after the fork."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):  # PostgreSQL's
            connection.close_pool()


def _tell_when_ready(address: str, port: int, ready: Callable[[str], None]) -> None:
    while True:
        with NO_FORK:
            if _answers(address, port):
                ready(f"http://{address}:{port}/")
                _close_connections()
                return
        time.sleep(0.1)


def _answers(address: str, port: int) -> bool:
    known = settings.ALLOWED_HOSTS[0].lstrip(".")  # or the answer would be a refusal, and a line in the log
    try:
        connection = HTTPConnection(address, port, timeout=20)
        connection.request("HEAD", "/", headers={"X-Forwarded-Proto": "https", "Host": known})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
