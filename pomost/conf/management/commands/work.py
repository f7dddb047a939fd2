"""`manage.py work`: what is due by the clock, and what was put into the queue."""

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localtime

from pomost.conf.models import Run, Worker
from pomost.conf.schedule import SCHEDULE
from pomost.conf.stopping import STOP, on_signals
from pomost.conf.worker import work, work_once


class Command(BaseCommand):
    """Work in the background until told to stop."""

    help = (
        "Runs what is due by the clock (pomost/conf/schedule.py) and the tasks of the queue, until interrupted. "
        "Several may run at once, on one machine or on several: none does what another has begun."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due and queued now, and end")
        parser.add_argument("--list", action="store_true", help="tell what became of each job, and when it is next due")
        parser.add_argument("--stop-with", type=int, metavar="PID", help="stop when this parent process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.tell()
        elif options["once"]:
            failed = work_once()
            if failed:
                raise CommandError(f"Failed: {failed}. `manage.py work --list` tells why.")
        else:
            on_signals((signal.SIGINT, signal.SIGTERM), stop)
            parent = options["stop_with"]
            work(has_to_stop=lambda: parent is not None and os.getppid() != parent)

    def tell(self) -> None:
        """Print a paragraph a job."""
        now = timezone.now()
        names = list(Worker.alive(now).order_by("name").values_list("name", flat=True))
        self.stdout.write(f"Workers alive: {len(names)}. {', '.join(names)}")
        runs = {run.job: run for run in Run.objects.all()}
        for job in SCHEDULE:
            due = localtime(job.next_due(now))
            self.stdout.write(f"\n{job.command}: next due {due:%Y-%m-%d %H:%M}")
            run = runs.get(job.name)
            if run is None or run.started_at is None:
                self.stdout.write("  has not run yet")
                continue
            began = f"{localtime(run.started_at):%Y-%m-%d %H:%M:%S}"
            if run.worker:
                self.stdout.write(f"  begun {began} by {run.worker}")
            else:
                self.stdout.write(f"  last begun {began}: {'failed' if run.error else 'done'}")
            if run.error:
                self.stdout.write(f"  {run.error}")


def stop() -> None:
    """Ask the lanes to end; whoever asks twice does not wait."""
    if STOP.is_set():
        os._exit(1)
    STOP.set()
