"""`manage.py check_links`: whether the outside addresses that records name still answer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pomost.desk.links.actions import ADDRESSES_A_NIGHT, check_due_links, gather_links


class Command(BaseCommand):
    """Ask the addresses that are due, of the cities whose officers have turned it on."""

    help = (
        "Gathers the web addresses that records name and asks those that are due, of the cities that have turned "
        "“check links” on in their settings. Without such a city it sends no request."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=ADDRESSES_A_NIGHT, help="ask no more addresses than this")

    def handle(self, *args: Any, **options: Any) -> None:
        known = gather_links()
        asked = check_due_links(limit=options["limit"]) if known else 0
        self.stdout.write(f"{known} addresses, {asked} asked.")
