"""`manage.py forget_messages`: visitors' messages after a time, or those of one person on request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from pomost.website.contact.actions import forget_messages


class Command(BaseCommand):
    """Delete messages with the answers to them."""

    help = (
        "Deletes what visitors wrote more than POMOST_KEEP_MESSAGES_MONTHS months ago, and the codes of where messages "
        "of the days before came from. With --from, deletes what came from one e-mail address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="written_by", default="", metavar="ADDRESS", help="an e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        number = forget_messages(now=timezone.now(), written_by=options["written_by"])
        self.stdout.write(f"Deleted: {number}.")
