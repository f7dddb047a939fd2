"""`manage.py build_gazetteer`: the gazetteer's file in POMOST_HOME."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pomost.places.gazetteer import ensure


class Command(BaseCommand):
    """Build the gazetteer where it is missing or older than the code's data."""

    help = "Builds the gazetteer of the world's towns in POMOST_HOME, unless it is up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure(Path(settings.POMOST_HOME) / "gazetteer.sqlite3")
