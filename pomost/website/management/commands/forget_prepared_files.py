"""`manage.py forget_prepared_files`: what was made for visitors a day ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from pomost.website.basket.preparing import forget_prepared


class Command(BaseCommand):
    """Delete files that visitors asked for."""

    help = "Deletes the documents and archives that were made for visitors more than a day ago."

    def handle(self, *args: Any, **options: Any) -> None:
        number = forget_prepared(now=timezone.now())
        self.stdout.write(f"Deleted: {number}.")
