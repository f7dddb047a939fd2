"""Processes of our own: pinned to a core, waited for, looked at, ended by their own number."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
START_SECONDS = 120.0
END_SECONDS = 30.0
OF_ANOTHER = {"DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
LOOK_SECONDS = 0.005  # between two looks at whether a server answers, or at how large a process is


def cores() -> tuple[set[int], set[int]]:
    """The core for the servers and the one for whoever asks them; the same one where there is no other."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[0]}, {usable[-1]}


def free_port() -> int:
    """A port of the loopback address at which nobody listens now."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


def start(
    command: Sequence[str], *, core: set[int], environment: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """Start `command` in the repository on `core`; what it prints goes to the end of `log`."""
    pinned = ["taskset", "--cpu-list", ",".join(map(str, sorted(core))), *command]
    with log.open("ab") as output:
        return subprocess.Popen(pinned, cwd=ROOT, env=dict(environment), stdout=output, stderr=subprocess.STDOUT)


def unpin(process_id: int) -> None:
    """Let the process and all that it has started run on every core."""
    everywhere = os.sched_getaffinity(0)
    for one in tree(process_id):
        for task in _tasks(one):
            os.sched_setaffinity(int(task.name), everywhere)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask `process` to end, and kill it where it does not."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(process: "subprocess.Popen[bytes]", port: int, path: str, log: Path) -> float:
    """Wait until the server answers `path` with 200; returns the moment, as time.perf_counter has it.

    Raises RuntimeError with the end of `log` where the process ends or takes too long.
    """
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline and process.poll() is None:
        if _answers(port, path):
            return time.perf_counter()
        time.sleep(LOOK_SECONDS)
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection(LOOPBACK, port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def tree(process_id: int) -> list[int]:
    """The process with all that it has started, and these, down to the last."""
    found = [process_id]
    for task in _tasks(process_id):
        try:
            children = (task / "children").read_text().split()
        except OSError:  # it has ended meanwhile
            continue
        for child in children:
            found += tree(int(child))
    return found


def _tasks(process_id: int) -> Iterator[Path]:
    try:
        yield from Path(f"/proc/{process_id}/task").iterdir()
    except OSError:
        return


def memory(process_id: int) -> float:
    """The memory of a process and all that it has started, in MB; what several share counts once (PSS)."""
    return sum(_kilobytes(Path(f"/proc/{one}/smaps_rollup"), "Pss") for one in tree(process_id)) / 1024


def _kilobytes(file: Path, name: str) -> int:
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB$", file.read_text(), re.MULTILINE)
    except OSError:  # it has ended meanwhile
        return 0
    return int(found[1]) if found else 0


class PeakMemory:
    """Watches, as long as the block lasts, how large a process below `process_id` gets whose command names `word`."""

    def __init__(self, process_id: int, word: str) -> None:
        self.megabytes = 0.0
        self._process_id, self._word = process_id, word.encode()
        self._is_over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._is_over.wait(LOOK_SECONDS):
            for one in tree(self._process_id):
                if self._word in _command(one):
                    self.megabytes = max(self.megabytes, _kilobytes(Path(f"/proc/{one}/status"), "VmHWM") / 1024)


def _command(process_id: int) -> bytes:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:
        return b""


def environment_for(home: Path, **further: str) -> dict[str, str]:
    """The environment of a process of Pomost on `home`, without what this machine has set for another."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("POMOST_") and name not in OF_ANOTHER
    }
    return {**kept, "POMOST_HOME": str(home), "DJANGO_SETTINGS_MODULE": "pomost.conf.settings", **further}


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run `command` in the repository and return what it prints; raises RuntimeError with its words where it fails."""
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def running(
    command: Sequence[str], *, core: set[int], environment: Mapping[str, str], log: Path
) -> "Iterator[subprocess.Popen[bytes]]":
    """`command` as long as the block lasts."""
    process = start(command, core=core, environment=environment, log=log)
    try:
        yield process
    finally:
        end(process)
