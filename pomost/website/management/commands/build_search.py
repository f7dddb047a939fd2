"""`manage.py build_search`: the search's index, brought up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pomost.website.search.entry import SearchEntry
from pomost.website.search.index import build_search


class Command(BaseCommand):
    """Read everything that is public and enter it into the search."""

    help = "Brings the search of the public site up to date; what was written in bulk is found from then on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where the search holds something")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and SearchEntry.objects.exists():
            return
        self.stdout.write(f"The search holds {build_search()} things.")
