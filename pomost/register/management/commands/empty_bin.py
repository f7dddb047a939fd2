"""`manage.py empty_bin`: what was deleted long enough ago is gone for good."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from pomost.register.actions.people import forget_people_gone_from_the_register
from pomost.register.actions.records import BIN_DAYS, empty_bin


class Command(BaseCommand):
    """Delete for good what has lain in the bin for BIN_DAYS days."""

    help = f"Deletes for good, with its history, what was deleted {BIN_DAYS} days ago or earlier."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count = empty_bin()
            forget_people_gone_from_the_register()
        self.stdout.write(f"Deleted for good: {count}.")
