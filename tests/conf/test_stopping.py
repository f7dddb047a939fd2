"""However the server is told to end, or ends: nothing of it is left, and its port is free."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pomost.conf.environment import REPOSITORY
from tests.browser.demonstration import copy_demonstration
from tests.databases import database_url, drop_database
from tests.environment import for_processes

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks /proc what is running")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own."""
    home = tmp_path_factory.mktemp("home")
    name = copy_demonstration(home)
    try:
        yield {**for_processes(), "POMOST_HOME": str(home), "DATABASE_URL": database_url(name), "POMOST_WORKERS": "2"}
    finally:
        drop_database(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(own: dict[str, str], port: int) -> subprocess.Popen[str]:
    """Start the server as a terminal does, in a group of its own, and return once it is ready."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=own, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith(f"Pomost is ready at http://127.0.0.1:{port}/")
    process.stdout.close()
    return process


def left(own: dict[str, str]) -> set[int]:
    """The processes of this installation, whoever their parent is now."""
    mark = f"POMOST_HOME={own['POMOST_HOME']}\0".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found.add(int(folder.name))
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return found


def web_processes(own: dict[str, str], parent: int) -> set[int]:
    """Those that were forked and began no other program."""
    command = Path(f"/proc/{parent}/cmdline").read_bytes()
    return {pid for pid in left(own) if pid != parent and Path(f"/proc/{pid}/cmdline").read_bytes() == command}


def wait_until_gone(process: subprocess.Popen[str], own: dict[str, str], seconds: float) -> dict[int, str]:
    """Wait, and return what is left then, which is ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and (process.poll() is None or left(own)):
        time.sleep(0.1)
    remains = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in left(own)}
    for pid in remains:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    return remains


def assert_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


@pytest.mark.parametrize("seconds", [0, 1])
def test_ctrl_c_right_after_the_ready_line_ends_everything_and_frees_the_port(
    own: dict[str, str], seconds: float
) -> None:
    port = free_port()
    process = start(own, port)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    assert wait_until_gone(process, own, 10) == {}
    assert process.returncode == 0
    assert_free(port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_service_manager_or_a_closed_terminal_ends_everything(own: dict[str, str], number: signal.Signals) -> None:
    port = free_port()
    process = start(own, port)
    process.send_signal(number)
    process.send_signal(number)  # a closed terminal: from the kernel, and from the shell
    assert wait_until_gone(process, own, 10) == {}
    assert process.returncode == 0
    assert_free(port)


def test_a_killed_parent_leaves_nobody_at_the_port(own: dict[str, str]) -> None:
    port = free_port()
    process = start(own, port)
    process.kill()
    assert wait_until_gone(process, own, 60) == {}  # the worker looks for its parent once it has begun
    assert_free(port)


def test_a_killed_web_process_is_begun_again_and_ctrl_c_still_ends_everything(own: dict[str, str]) -> None:
    process = start(own, free_port())
    first = web_processes(own, process.pid)
    assert len(first) == 2
    os.kill(min(first), signal.SIGKILL)
    end = time.monotonic() + 30
    while len(now := web_processes(own, process.pid) - {min(first)}) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    assert wait_until_gone(process, own, 10) == {}
    assert len(now) == 2
