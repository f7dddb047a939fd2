"""Documents of the basket: how long they take, and how much memory the typesetter needs."""

import time
from dataclasses import dataclass

from tools.bench.figures import Figure
from tools.bench.load import ask
from tools.bench.processes import PeakMemory
from tools.bench.servers import Server

TYPESETTER = "typesetter.py"
LARGE = 200  # things: as many as a basket holds


@dataclass(frozen=True)
class Set:
    """What a document of `things` records came to: seconds, the file's bytes, in MB the typesetter's memory.

    `own` is that of the process that has it made, where it makes nothing else.
    """

    things: int
    seconds: Figure
    bytes: int
    megabytes: float
    own: float | None = None


def set_documents(server: Server, codes: str, times: int) -> Set:
    """Have the document of `codes` ("p1.a2") made `times` times, after one that does not count.

    The first time draws the photos in the size of the page, which is kept. Raises ValueError where none comes.
    """
    url = server.url(f"/pl/~basket/document.pdf?things={codes}")

    def made() -> tuple[float, bytes]:
        begun = time.perf_counter()
        answer = ask(url)
        if answer.status != 200 or not answer.body.startswith(b"%PDF"):
            raise ValueError(f"{url} answers {answer.status}")
        return time.perf_counter() - begun, answer.body

    with PeakMemory(server.process.pid, TYPESETTER) as peak:  # to watch takes time, so this one is not timed
        _seconds, body = made()
    taken = [made()[0] for _time in range(times)]
    return Set(codes.count(".") + 1, Figure.of(taken), len(body), peak.megabytes)
