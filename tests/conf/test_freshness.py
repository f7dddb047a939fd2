"""The page cache in the real server, with several processes: whatever another process writes is seen at once."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from pomost.conf.environment import REPOSITORY
from tests.browser.demonstration import copy_demonstration
from tests.conf.test_stopping import free_port
from tests.databases import database_url, drop_database
from tests.environment import for_processes

EDITS = 10
PAGE = "/de/partnerschaften/suhl/"


class Editor:
    """A process of its own that writes: see tests.conf.edit_alone."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.conf.edit_alone"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, verb: str, argument: str) -> str:
        """Have it done; return what it says then, nothing where it has died of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{verb} {argument}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module", params=["home", "database"])
def environment(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """An installation of its own, with a bell in its home, or with none as on several machines."""
    home = tmp_path_factory.mktemp("home")
    name = copy_demonstration(home)
    try:
        yield {
            **for_processes(),
            "POMOST_HOME": str(home),
            "DATABASE_URL": database_url(name),
            "POMOST_WORKERS": "2",
            "POMOST_SEVERAL_MACHINES": str(request.param == "database"),
        }
    finally:
        drop_database(name)


@pytest.fixture(scope="module")
def port(environment: dict[str, str]) -> Iterator[int]:
    """The port of a server with two web processes."""
    number = free_port()
    command = [sys.executable, "manage.py", "serve", "--without-worker", "--port", str(number)]
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Pomost is ready")
        yield number
        process.terminate()


@pytest.fixture
def editor(environment: dict[str, str], port: int) -> Iterator[Editor]:
    one = Editor(environment)
    yield one
    one.end()


def read(port: int, path: str = PAGE) -> tuple[int, str]:
    """Status and content of a page, by a connection of its own, which any of the processes may answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    if response.status == 200:
        assert response.headers["ETag"]
    return response.status, content


@pytest.mark.parametrize("verb", ["update", "save", "by_cursor"])
def test_no_answer_is_stale_however_many_read_meanwhile(editor: Editor, port: int, verb: str) -> None:
    done = threading.Event()

    def go_on_reading() -> None:
        while not done.is_set():
            read(port)
            read(port, "/de/partnerschaften/")

    readers = [threading.Thread(target=go_on_reading) for _number in range(3)]
    for reader in readers:
        reader.start()
    try:
        stale = []
        for number in range(EDITS):
            name = f"{verb.title()}-{number}."
            assert editor(verb, name) == "done"
            stale += [name for _time in range(2) if f"<h1>{name}" not in "".join(read(port)[1].split())]
        assert stale == []
    finally:
        done.set()
        for reader in readers:
            reader.join()


def test_publishing_and_bulk_writes_are_seen_at_once(editor: Editor, port: int) -> None:
    read(port)
    assert editor("bulk_create", "Bulk") == "done"
    assert "Bulk" in read(port)[1]
    for year in ("1971", "1972"):
        assert editor("publish", year) == "done"
        assert year in read(port)[1]


def test_what_was_scheduled_appears_and_goes_with_the_command(editor: Editor, port: int) -> None:
    assert editor("schedule", "scheduled") == "done"
    assert read(port, "/pl/scheduled/")[0] == 404
    assert editor("run", "publish_scheduled") == "done"
    assert read(port, "/pl/scheduled/")[0] == 200
    assert editor("expire", "scheduled") == "done"
    assert editor("run", "publish_scheduled") == "done"
    assert read(port, "/pl/scheduled/")[0] == 404


def test_what_was_committed_by_a_process_that_was_killed_before_it_told_is_seen(
    editor: Editor, environment: dict[str, str], port: int
) -> None:
    bell = Path(environment["POMOST_HOME"]) / "bell"
    kept = [read(port) for _time in range(8)]
    assert all(status == 200 for status, _content in kept)
    before = bell.read_bytes() if bell.exists() else b""
    assert editor("die_after_commit", "Killed") == ""
    assert (bell.read_bytes() if bell.exists() else b"") == before
    time.sleep(1.5)  # longer than a web process goes on without asking
    assert all("Killed" in read(port)[1] for _time in range(8))
