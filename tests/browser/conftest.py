"""The real server on the demonstration city, and a real browser before it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.demonstration import ROOT, copy_demonstration
from tests.databases import database_url, drop_database
from tests.environment import for_processes
from tools.chromium import ARGUMENTS, chromium

expect.set_options(timeout=90_000)  # how quick the machine is decides nothing


@dataclass(frozen=True)
class Server:
    """A running instance with the demonstration city in it."""

    url: str
    home: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command on the instance and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    @property
    def password(self) -> str:
        """The demonstration officer's password."""
        return (self.home / "demo-officer-password").read_text()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration city as it is loaded: nobody changes anything in it."""
    with demonstration(tmp_path_factory.mktemp("home")) as (running, _process):
        yield running


@pytest.fixture(scope="session")
def office_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration city in which officers work."""
    with demonstration(tmp_path_factory.mktemp("office")) as (running, _process):
        yield running


@contextmanager
def demonstration(home: Path) -> Iterator[tuple[Server, "subprocess.Popen[str]"]]:
    """The demonstration city on granian, in a home and a database of its own, and the process that serves it."""
    name = copy_demonstration(home)
    environment = {**for_processes(), "POMOST_HOME": str(home), "DATABASE_URL": database_url(name)}
    port = _free_port()
    log = (home / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_demo", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        _wait_until_ready(process, home / "log")
        yield Server(f"http://127.0.0.1:{port}", home, environment), process
    finally:
        process.terminate()
        process.wait(20)
        log.close()
        drop_database(name)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[str], log: Path) -> None:
    for _attempt in range(3000):
        if "Pomost is ready" in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that the machine has: see tools/chromium.sh."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def officer_s_cookies(browser: Browser, office_server: Server) -> Any:
    """What the demonstration officer's browser keeps once the officer has logged in."""
    context = browser.new_context(base_url=office_server.url, locale="en-GB")
    page = context.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("officer")
    page.get_by_label("Password").fill(office_server.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def officer(browser: Browser, office_server: Server, officer_s_cookies: Any) -> Iterator[Page]:
    """The demonstration officer, logged in, before the dashboard."""
    context = browser.new_context(
        base_url=office_server.url,
        storage_state=officer_s_cookies,
        locale="en-GB",
        viewport={"width": 1280, "height": 900},
    )
    page = context.new_page()
    page.goto("/admin/")
    yield page
    context.close()


@pytest.fixture
def reader(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A reader's browser that keeps track of what it asks for: nothing may come from another host."""
    context = browser.new_context(base_url=server.url, locale="pl-PL")
    foreign: list[str] = []
    context.on(
        "request", lambda request: foreign.append(request.url) if not request.url.startswith(server.url) else None
    )
    yield context
    cookies = context.cookies()
    context.close()
    assert foreign == []
    assert cookies == []


def expect_chosen(page: Page, field: str, words: str) -> None:
    """The chooser of `field` shows what was chosen, and its window has gone: until then it holds on to the keyboard."""
    expect(page.locator(f"#{field}-chooser")).to_contain_text(words)
    expect(page.locator(".modal-dialog:visible")).to_have_count(0)
