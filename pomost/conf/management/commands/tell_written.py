"""`manage.py tell_written`: for what was written past Pomost."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from pomost.conf.writes import note


class Command(BaseCommand):
    """Have every page made anew."""

    help = "Has every page made anew, after something was written straight into the database (psql, sqlite3)."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            note(connection)
        self.stdout.write("Every page is made anew.")
