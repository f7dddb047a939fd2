"""`manage.py load_demo`: the demonstration city."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from pomost.demo.loading import is_loaded, load_city
from pomost.demo.officer import create_officer


class Command(BaseCommand):
    """Load the demonstration city and its officer into an empty installation; otherwise change nothing."""

    help = "Loads the demonstration city and its officer's account; does nothing where a city is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("A city is here already; nothing was loaded.")
            return
        with transaction.atomic():
            home: Any = load_city().home
            create_officer(home)
        self.stdout.write("The demonstration city is loaded.")
