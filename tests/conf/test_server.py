"""Starting: what stands in the way is said in one line."""

import os
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from pomost.conf.disk_space import check_space
from pomost.conf.environment import REPOSITORY
from pomost.conf.home_lock import home_lock
from pomost.conf.server import check_port
from tests.conf.test_environment import manage

pytestmark = pytest.mark.once


def test_a_port_that_is_taken_is_named_and_another_one_offered(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = manage(tmp_path, "serve", "--port", str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: Port {port} of 127.0.0.1 cannot be used")
    assert f"PORT={port + 1} make run" in result.stderr


def test_what_keeps_an_installation_from_being_prepared_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "pomost.sqlite3").mkdir()
    result = manage(tmp_path, "prepare", DATABASE_URL="")
    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: {tmp_path} could not be prepared: unable to open database file.")


def test_a_port_that_is_taken_is_named_before_anything_is_prepared(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = manage(tmp_path, "run_demo", "--port", str(other.getsockname()[1]))
    assert "cannot be used" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_a_port_beyond_the_last_is_refused_in_one_line() -> None:
    with pytest.raises(CommandError, match="ports end at 65535"):
        check_port("127.0.0.1", 65536)


def test_a_second_demonstration_on_one_home_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    with (
        home_lock(tmp_path, alone=True),
        pytest.raises(CommandError, match=rf"\(process {os.getpid()}\) is using {tmp_path}\. Stop that one"),
        home_lock(tmp_path, alone=True),
    ):
        raise AssertionError
    with home_lock(tmp_path, alone=True):
        assert (tmp_path / "serving.lock").read_text() == str(os.getpid())


def test_servers_may_share_a_home_but_not_with_a_demonstration(tmp_path: Path) -> None:
    with (
        home_lock(tmp_path, alone=False),
        home_lock(tmp_path, alone=False),
        pytest.raises(CommandError, match="Another Pomost"),
        home_lock(tmp_path, alone=True),
    ):
        raise AssertionError


def test_a_killed_server_keeps_no_home(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from pomost.conf.home_lock import home_lock\n"
        "with home_lock(pathlib.Path(sys.argv[1]), alone=True): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.kill()
    with home_lock(tmp_path, alone=True):
        assert (tmp_path / "serving.lock").read_text() == str(os.getpid())


@pytest.mark.parametrize(("is_new", "needed"), [(True, 100), (False, 30)])
def test_a_full_disk_is_told_with_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_new: bool, needed: int
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(10**9, 10**9, 12 * 10**6))
    with pytest.raises(CommandError, match=f"needs about {needed} MB, there are 12 MB"):
        check_space(tmp_path, is_new=is_new)
