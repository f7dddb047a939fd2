"""Edits of the peer's site from another process: see tools.bench.edits."""

import json
import sys
from collections.abc import Sequence
from datetime import date

from tools.bench.edits import Reader, count_stale


def main(base: str, number: int) -> None:
    """Edit the page of Suhl, which stands in the list as well."""
    import tools.bench.peer.wsgi  # noqa: F401 - sets Django up
    from tools.bench.peer.models import PartnershipPage

    page = PartnershipPage.objects.get(slug="suhl", locale__language_code="pl")

    def publish(day: date) -> Sequence[str]:
        page.since = day.isoformat()
        page.save_revision().publish()
        return page.since, page.since

    readers = [Reader(f"{base}/pl/partnerstwa/suhl/"), Reader(f"{base}/pl/partnerstwa/?all")]
    print(json.dumps(count_stale(publish, readers, number)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
