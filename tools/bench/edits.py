"""Edits from another process: publish, and ask at once over HTTP whether the new words are there.

    python -m tools.bench.edits URL NUMBER         on the register of POMOST_HOME
    python -m tools.bench.peer.edits URL NUMBER    on the peer's site

Prints how many answers were stale, as JSON. The same lines serve both: what differs is how a site publishes.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from tools.bench.inside import start_pomost
from tools.bench.load import BROWSER, ask

FIRST_DAY = date(1950, 1, 1)


class Reader:
    """A visitor who comes back to the same page, and asks whether it has changed where the site lets them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._tag, self._body = "", b""

    def read(self) -> str:
        """The page as the visitor sees it now. Raises ValueError where there is none."""
        headers = {**BROWSER, "Accept-Encoding": "identity"}
        if self._tag:
            headers["If-None-Match"] = self._tag
        answer = ask(self.url, headers)
        if answer.status == 200:
            self._tag, self._body = answer.headers.get("etag", ""), answer.body
        elif answer.status != 304:
            raise ValueError(f"{self.url} answers {answer.status}")
        return self._body.decode()


def count_stale(publish: Callable[[date], Sequence[str]], readers: Sequence[Reader], number: int) -> dict[str, float]:
    """Publish `number` times another day; `publish` returns the words by which each page shows it.

    Each page is asked once after each edit, and in turns first. Returns edits, stale answers and seconds taken.
    """
    stale, begun = 0, time.monotonic()
    for n in range(number):
        words = publish(FIRST_DAY + timedelta(days=n))
        places = list(zip(readers, words, strict=True))
        for reader, word in places if n % 2 else reversed(places):
            stale += word not in reader.read()
    return {"edits": number, "answers": number * len(readers), "stale": stale, "seconds": time.monotonic() - begun}


def main(base: str, number: int) -> None:
    """Edit the partnership with Suhl, which stands on its own page and in the list."""
    start_pomost()
    from django.utils.html import escape
    from django.utils.translation import override

    from pomost.register.actions.records import publish_record
    from pomost.register.dates import PartialDate
    from pomost.register.models import Partnership

    record = Partnership.objects.get(slug="suhl")

    def publish(day: date) -> Sequence[str]:
        nonlocal record
        record.since = PartialDate.parse(day.isoformat())
        record = publish_record(record=record)
        with override("pl"):
            return f'datetime="{day}"', escape(record.since.after_since())

    readers = [Reader(f"{base}/pl/partnerstwa/suhl/"), Reader(f"{base}/pl/partnerstwa/")]
    print(json.dumps(count_stale(publish, readers, number)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
