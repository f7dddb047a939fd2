"""Two minutes of load with edits, a restart of the database and a killed web process: `make soak`.

    make soak
    make soak ARGS="--seconds 600"

The real server with two web processes, on a PostgreSQL of its own. Readers ask for pages without a break while another
process edits. Each answer has to be right: it never shows less than the last edit that was confirmed before the request
began. While the database is away the server may say so (503), and what a killed process was at may go unanswered; at
other times neither may happen. At the end every confirmed edit has to be in the history, and memory within its bound.
Exits with 1 where something is wrong.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from tools.bench.load import Answer, ask
from tools.bench.processes import LOOPBACK, ROOT, end, environment_for, free_port, memory, run, tree, wait_for
from tools.soak_edits import number_shown

READERS = 8
RECORD_PAGES = ("/pl/partnerstwa/suhl/", "/de/partnerschaften/suhl/", "/en/partnerships/suhl/")
OTHER_PAGES = ("/pl/", "/pl/partnerstwa/", "/fr/activites/", "/pl/szukaj/?q=orkiestra")
ASKED = {"Accept-Encoding": "identity"}
RECOVERY_SECONDS = 15.0  # after a restart or a kill, until everything has to be as before
MOST_MEGABYTES = 1500  # of all processes of the server together
MOST_GROWTH = 1.5  # of it, from the second quarter of the time to the last


@dataclass
class Watch:
    """What is known while the soak goes on, and what went wrong."""

    begun: int = -1
    confirmed: int = -1
    failed: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # Until when (time.monotonic) the database, or a process, may still be missed.
    database_away: float = 0.0
    process_away: float = 0.0
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MB
    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, fault: str = "") -> None:
        """One more answer of the sort `what`; `fault` says what is wrong with it."""
        with self.lock:
            self.answers[what] += 1
            if fault:
                self.faults.append(fault)


def judge(answer: Answer, path: str, confirmed: int, begun: int, *, may_be_away: bool) -> tuple[str, str]:
    """Return the sort of an answer and what is wrong with it, where something is.

    `confirmed` is the last edit that was confirmed before the request began, `begun` the last one begun by now.
    """
    if answer.status == 503:
        return "away", "" if may_be_away else f"{path} answers 503 though the database is there"
    if answer.status != 200:
        return "wrong", f"{path} answers {answer.status}"
    page = answer.body.decode()
    if not page.rstrip().endswith("</html>"):
        return "wrong", f"{path} is not whole"
    if path not in RECORD_PAGES or confirmed < 0:
        return "right", ""
    shown = number_shown(page)
    if shown is None or shown > begun + 1:  # the next one may have begun since somebody looked
        return "wrong", f"{path} shows edit {shown} where {begun} was the last one begun"
    if shown < confirmed:
        return "stale", f"{path} shows edit {shown} though {confirmed} was confirmed before it was asked for"
    return "right", ""


def read_pages(watch: Watch, base: str, first: int) -> None:
    """Ask for one page after another until the soak is over."""
    paths = [*RECORD_PAGES, *OTHER_PAGES]
    number = first
    while not watch.is_over.is_set():
        path = paths[number % len(paths)]
        number += 1
        asked_at, confirmed = time.monotonic(), watch.confirmed
        try:
            answer = ask(f"{base}{path}", ASKED)
        except (OSError, HTTPException) as error:
            fault = "" if asked_at < watch.process_away else f"{path}: {type(error).__name__} without a reason"
            watch.count("unanswered", fault)
            time.sleep(0.1)
            continue
        may_be_away = asked_at < watch.database_away
        watch.count(*judge(answer, path, confirmed, watch.begun, may_be_away=may_be_away))
        if answer.status == 503:
            time.sleep(0.1)


def follow_edits(watch: Watch, editor: "subprocess.Popen[str]") -> None:
    """Take notice of what the editing process says."""
    for line in editor.stdout or ():
        what, number, *_rest = line.split()
        if what == "begun":
            watch.begun = int(number)
        elif what == "confirmed":
            watch.confirmed = int(number)
        else:
            watch.failed += 1


def weigh(watch: Watch, process_id: int, begun_at: float) -> None:
    """Note the memory of the server's processes every second."""
    while not watch.is_over.wait(1.0):
        watch.memory.append((time.monotonic() - begun_at, memory(process_id)))


def web_processes(server: int) -> list[int]:
    """The processes that answer, forked from the server's own."""

    def command(process: int) -> bytes:
        try:
            return Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            return b""

    own = command(server)
    return [process for process in tree(server)[1:] if command(process) == own]


def memory_faults(measured: list[tuple[float, float]]) -> list[str]:
    """What is wrong with the memory: too much of it, or more and more."""
    faults = []
    peak = max(megabytes for _second, megabytes in measured)
    if peak > MOST_MEGABYTES:
        faults.append(f"{peak:.0f} MB of memory, more than {MOST_MEGABYTES}")
    quarter = len(measured) // 4
    early = max((megabytes for _second, megabytes in measured[quarter : 2 * quarter]), default=peak)
    late = min((megabytes for _second, megabytes in measured[-quarter:]), default=peak)
    if late > early * MOST_GROWTH:
        faults.append(f"memory grows: {early:.0f} MB in the second quarter of the time, {late:.0f} MB in the last")
    return faults


@contextmanager
def own_postgresql(folder: Path) -> Iterator[str]:
    """The address of a database on a cluster of our own in `folder`."""
    folder.mkdir(mode=0o755)
    script = str(ROOT / "tools" / "postgresql.sh")
    address = run([script, "own", str(folder)], os.environ).strip()
    try:
        yield address
    finally:
        run([script, "stop", str(folder)], os.environ)


def soak(folder: Path, seconds: float) -> Watch:
    """Prepare, serve, load, edit, disturb, and look at what is left."""
    watch = Watch()
    with own_postgresql(folder / "postgresql") as database:
        home = folder / "home"
        home.mkdir()
        environment = environment_for(home, DATABASE_URL=database, POMOST_WORKERS="2")
        for command in ("prepare", "load_demo"):
            run([sys.executable, "manage.py", command, "--verbosity", "0"], environment)
        port = free_port()
        command_line = [sys.executable, "manage.py", "serve", "--port", str(port)]
        log = home / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(command_line, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(server, port, RECORD_PAGES[0], log)
            _under_load(watch, f"http://{LOOPBACK}:{port}", server.pid, environment, folder / "postgresql", seconds)
        finally:
            watch.is_over.set()
            end(server)
        numbers, public = run([sys.executable, "-m", "tools.soak_edits", "kept"], environment).splitlines()
    lost = set(range(watch.confirmed + 1)) - {int(number) for number in numbers.split()}
    if lost:
        watch.faults.append(f"lost edits: {sorted(lost)}")
    if int(public) < watch.confirmed:
        watch.faults.append(f"edit {public} is public, though {watch.confirmed} was confirmed")
    watch.faults += memory_faults(watch.memory)
    return watch


def _under_load(
    watch: Watch, base: str, server: int, environment: dict[str, str], cluster: Path, seconds: float
) -> None:
    begun_at = time.monotonic()
    log = cluster.parent / "edits.log"
    with log.open("wb") as words:
        editor = subprocess.Popen(
            [sys.executable, "-m", "tools.soak_edits", "edit"],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words,
        )  # fmt: skip
    threads = [
        threading.Thread(target=follow_edits, args=(watch, editor)),
        threading.Thread(target=weigh, args=(watch, server, begun_at)),
        *(threading.Thread(target=read_pages, args=(watch, base, n)) for n in range(READERS)),
    ]
    for thread in threads:
        thread.start()
    try:
        time.sleep(seconds / 3)
        _restart_database(watch, cluster)
        time.sleep(max(begun_at + seconds * 2 / 3 - time.monotonic(), 0))
        _kill_web_process(watch, server)
        time.sleep(max(begun_at + seconds - time.monotonic(), 0))
    finally:
        watch.is_over.set()
        if editor.stdin:
            editor.stdin.close()
        if editor.wait(60):
            watch.faults.append(f"the editing process ended with {editor.returncode}: {log.read_text()[-2000:]}")
        for thread in threads:
            thread.join()


def _restart_database(watch: Watch, cluster: Path) -> None:
    print("The database is ended as by a crash, and started again …", flush=True)
    before = watch.confirmed
    watch.database_away = float("inf")
    run([str(ROOT / "tools" / "postgresql.sh"), "restart", str(cluster)], os.environ)
    watch.database_away = time.monotonic() + RECOVERY_SECONDS
    _wait_until(watch, lambda: watch.confirmed > before + 1, "no edit succeeds after the restart of the database")


def _kill_web_process(watch: Watch, server: int) -> None:
    before = web_processes(server)
    print(f"One of {len(before)} web processes is killed …", flush=True)
    watch.process_away = time.monotonic() + RECOVERY_SECONDS
    os.kill(before[0], signal.SIGKILL)
    _wait_until(
        watch,
        lambda: len(web_processes(server)) == len(before) and before[0] not in web_processes(server),
        "nothing takes the place of the killed web process",
    )


def _wait_until(watch: Watch, is_so: Callable[[], bool], fault: str) -> None:
    deadline = time.monotonic() + RECOVERY_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            watch.faults.append(fault)
            return
        time.sleep(0.1)


def told(watch: Watch) -> str:
    """What came of it, in words."""
    megabytes = [each for _second, each in watch.memory]
    lines = [
        f"{sum(watch.answers.values()):,} requests: "
        + ", ".join(f"{number:,} {what}" for what, number in watch.answers.most_common()),
        f"{watch.confirmed + 1:,} edits confirmed, {watch.failed} tries failed while the database was away",
        f"memory {min(megabytes):.0f} to {max(megabytes):.0f} MB, {megabytes[-1]:.0f} MB at the end",
        f"{len(watch.faults)} faults",
        *(f"  {fault}" for fault in watch.faults[:20]),
    ]
    return "\n".join(lines)


def main() -> int:
    """Soak, and say what came of it; returns 1 where something is wrong."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # server and database end even then
    with tempfile.TemporaryDirectory(prefix="pomost-soak-") as folder:
        Path(folder).chmod(0o755)  # the database's own account has to get through
        print("Preparing …", flush=True)
        watch = soak(Path(folder), options.seconds)
    print(told(watch))
    return 1 if watch.faults else 0


if __name__ == "__main__":
    sys.exit(main())
