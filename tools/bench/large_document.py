"""Makes one large document as the background worker does, and prints as JSON what it took.

    python -m tools.bench.large_document CODES TIMES      with POMOST_HOME

The first time, which does not count, draws the photos in the size of the page; these are kept.
"""

import json
import os
import sys
import time
from pathlib import Path

from tools.bench.documents import TYPESETTER
from tools.bench.inside import start_pomost
from tools.bench.processes import PeakMemory


def main(codes: str, times: int) -> None:
    """Print seconds, bytes of the file, and in MB the greatest memory of the typesetter and of the process itself."""
    start_pomost()
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from pomost.website.basket.codes import codes_in
    from pomost.website.basket.prepared import Kind, PreparedFile
    from pomost.website.basket.preparing import prepare

    def made() -> tuple[float, int]:
        wanted = PreparedFile.objects.create(
            kind=Kind.PDF, origin="http://localhost", language="pl", things=codes, choices={"language": "pl"},
            asked_at=timezone.now(), total=len(codes_in(codes)),
        )  # fmt: skip
        begun = time.perf_counter()
        prepare(wanted.pk)
        taken = time.perf_counter() - begun
        wanted.refresh_from_db()
        if wanted.ready_at is None:
            raise SystemExit("The document could not be made.")
        size = default_storage.size(wanted.path)
        wanted.delete()
        return taken, size

    with PeakMemory(os.getpid(), TYPESETTER) as peak:  # to watch takes time, so this one is not timed
        made()
    seconds, sizes = zip(*(made() for _time in range(times)), strict=True)
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({
        "seconds": seconds, "bytes": sizes[-1], "typesetter": peak.megabytes, "own": int(own.split()[1]) / 1024,
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
