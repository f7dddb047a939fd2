"""A worker in a process of its own, with jobs that tell in a file that they ran: `python -m tests.conf.work_alone`."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")
django.setup()

from django.core.management.base import BaseCommand  # noqa: E402 - Django first

from pomost.conf import worker  # noqa: E402
from pomost.conf.management.commands.work import stop  # noqa: E402
from pomost.conf.schedule import Job  # noqa: E402
from pomost.conf.stopping import on_signals  # noqa: E402
from tests.conf.jobs import DAILY  # noqa: E402


class Tell(BaseCommand):
    """Adds a line when it begins and one when it ends."""

    def handle(self, *args: Any, **options: Any) -> None:
        path, seconds = Path(os.environ["TOLD"]), float(os.environ.get("SECONDS", "0"))
        with path.open("a") as file:
            file.write(f"began {os.getpid()}\n")
        time.sleep(seconds)
        with path.open("a") as file:
            file.write("ended\n")


if __name__ == "__main__":
    jobs = [Job("tell", Tell(), "Tell", at=DAILY.at)]
    if "once" in sys.argv:
        worker.work_once(jobs=jobs)
    else:
        worker.CLOCK_SECONDS = worker.QUEUE_SECONDS = 0.2
        on_signals([signal.SIGTERM], stop)
        worker.work(jobs=jobs)
