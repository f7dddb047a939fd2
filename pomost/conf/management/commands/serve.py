"""`manage.py serve`: the real server on what is there."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pomost.conf.home_lock import home_lock
from pomost.conf.server import ADDRESS, check_port, run_server


class Command(BaseCommand):
    """Serve this installation; run `prepare` before."""

    help = (
        "Serves this installation with POMOST_WORKERS processes and a background worker until interrupted; "
        "run `prepare` before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default=ADDRESS)
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--without-worker",
            action="store_true",
            help="start no background worker: `manage.py work` runs elsewhere, as a service of its own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        check_port(options["address"], options["port"])
        with home_lock(settings.POMOST_HOME, alone=False):
            run_server(
                address=options["address"],
                port=options["port"],
                ready=self.ready,
                with_worker=not options["without_worker"],
            )

    def ready(self, address: str) -> None:
        """Say where the site is and how to stop."""
        self.stdout.write(self.style.SUCCESS(f"Pomost is ready at {address}. Ctrl-C stops it."))
        self.stdout.flush()
