"""Edits for the soak, in a process of their own, whatever becomes of the database.

    python -m tools.soak_edits edit    one after another until the input ends; prints what is begun and confirmed
    python -m tools.soak_edits kept    prints the numbers of the edits that the history of the record holds

With POMOST_HOME and DATABASE_URL. Edit number n puts the beginning of the partnership with Suhl n days after FIRST_DAY:
a day which stands nowhere else in the register, so that every page says which edit it shows.
"""

import re
import sys
import threading
import time
from datetime import date, timedelta

from tools.bench.inside import start_pomost

FIRST_DAY = date(1750, 1, 1)
SLUG = "suhl"
PAUSE = 0.2  # seconds between two edits, and before one that failed is tried again
_SHOWN = re.compile(r'<time datetime="(1[78]\d\d-\d\d-\d\d)">')


def number_shown(page: str) -> int | None:
    """The number of the edit that the record's page shows; None where it shows none, or several."""
    days = set(_SHOWN.findall(page))
    return (date.fromisoformat(days.pop()) - FIRST_DAY).days if len(days) == 1 else None


def edit() -> None:
    """Publish one edit after another. One that failed is tried again: nobody knows whether it was written."""
    start_pomost()
    from django.db import Error, connection

    from pomost.register.actions.records import publish_record
    from pomost.register.dates import PartialDate
    from pomost.register.models import Partnership

    is_over = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(is_over,), daemon=True).start()
    number = 0
    while not is_over.wait(PAUSE):
        print("begun", number, flush=True)
        try:
            record = Partnership.objects.get(slug=SLUG)
            record.since = PartialDate.parse((FIRST_DAY + timedelta(days=number)).isoformat())
            publish_record(record=record)
        except Error as error:
            print("failed", number, type(error).__name__, flush=True)
            connection.close()
            time.sleep(PAUSE)
        else:
            print("confirmed", number, flush=True)
            number += 1


def _wait_for_the_end(is_over: threading.Event) -> None:
    sys.stdin.read()
    is_over.set()


def kept() -> None:
    """Print the numbers of the edits in the versions of the record, and of the one that is public."""
    start_pomost()
    from pomost.register.models import Partnership

    record = Partnership.objects.get(slug=SLUG)
    days = [version.content["since"] for version in record.revisions.order_by("pk")]
    numbers = [(date.fromisoformat(day) - FIRST_DAY).days for day in days if len(day) == len("1750-01-01")]
    print(*numbers)
    print((date.fromisoformat(str(record.since)) - FIRST_DAY).days)


if __name__ == "__main__":
    {"edit": edit, "kept": kept}[sys.argv[1]]()
