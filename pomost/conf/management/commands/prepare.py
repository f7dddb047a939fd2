"""`manage.py prepare`: everything that an installation needs before it can serve."""

import hashlib
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from pomost.conf.disk_space import check_space


class Command(BaseCommand):
    """Bring database, gazetteer and static files up to date; quick where they are."""

    help = "Brings the database, the gazetteer and the static files in POMOST_HOME up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(settings.POMOST_HOME)
        check_space(home, is_new=not (home / "gazetteer.sqlite3").exists())
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("build_gazetteer", verbosity=0)
            call_command("build_search", if_empty=True, stdout=StringIO())  # after an upgrade from before there was one
            self.collect_static_files()
        except (OSError, sqlite3.Error, DatabaseError) as error:
            # A full disk, a folder of somebody else's, a database that does not answer: the cause says it all.
            raise CommandError(
                f"{settings.POMOST_HOME} could not be prepared: {str(error).strip()}. "
                "Nothing is half done; start again once the cause is mended."
            ) from error

    def collect_static_files(self) -> None:
        """Collect static files, unless none has changed since the last time."""
        stamp = Path(settings.POMOST_HOME) / "static-stamp"
        state = _state_of_static_files()
        if not stamp.exists() or stamp.read_text() != state:
            stamp.unlink(missing_ok=True)  # what was collected half is not up to date, and a linked copy keeps its own
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(state)


def _state_of_static_files() -> str:
    """A digest of path, size and time of every static file of the code."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
