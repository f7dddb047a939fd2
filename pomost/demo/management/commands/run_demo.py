"""`manage.py run_demo`: what `make run` does."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from pomost.conf.home_lock import home_lock
from pomost.conf.server import ADDRESS, check_port, run_server
from pomost.demo.officer import USERNAME, known_password


class Command(BaseCommand):
    """Prepare the installation, load the demonstration city where there is none, and serve it."""

    help = "Prepares this installation, loads the demonstration city if it is empty, and serves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        check_port(ADDRESS, options["port"])  # before what takes minutes
        with home_lock(settings.POMOST_HOME, alone=True):
            call_command("prepare", verbosity=options["verbosity"])
            call_command("load_demo", verbosity=options["verbosity"])
            run_server(port=options["port"], ready=self.ready)

    def ready(self, address: str) -> None:
        """Print the one line that says where the site is, who may edit it and how to stop."""
        password = known_password()
        login = f"log in at {address}admin/ as {USERNAME} with the password {password or 'that you have set'}"
        self.stdout.write(self.style.SUCCESS(f"Pomost is ready at {address} – {login}. Ctrl-C stops it."))
        self.stdout.flush()
