"""Two machines as docs/operations.md tells: nginx, two web processes, primary and streaming replica, Redis, a bucket.

All of it really runs, on loopback. `tools/postgresql.sh` sees to it that this machine has the programs of PostgreSQL.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4
from zipfile import ZipFile

import psycopg
import pytest

from pomost.conf.environment import REPOSITORY
from pomost.conf.writes import NEVER_SEEN
from tests.browser.demonstration import copy_demonstration
from tests.buckets import fill, running_bucket
from tests.conf.behind_nginx import NAME, SETTINGS, Answer, Site, WebProcess, answer, behind_nginx
from tests.conf.test_freshness import PAGE, Editor
from tests.conf.test_stamp import running_redis
from tests.databases import database_url, drop_database, given_database
from tests.environment import for_processes

pytestmark = [
    pytest.mark.skipif(not given_database(), reason="runs once, where the tests have a PostgreSQL"),
    pytest.mark.xdist_group("several machines"),  # or each worker would set all of it up
]

SCRIPT = str(REPOSITORY / "tools" / "postgresql.sh")
PAGES = (PAGE, "/pl/", "/pl/partnerstwa/", "/fr/activites/", "/pl/szukaj/?q=orkiestra")
LOG_IN = "/admin/login/"
AREAS = "/admin/snippets/register/area/"
PATIENCE = 30.0  # seconds: until a replica that was away is read again


@dataclass
class Cluster:
    """A PostgreSQL of our own in `folder`."""

    folder: Path
    url: str

    def sql(self, statement: str) -> Any:
        """The one value that `statement` gives, if it gives any."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def asked(self) -> str:
        """Everything that was asked of it."""
        return (self.folder / "log").read_text(errors="replace")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It is away for as long as the block lasts."""
        run(SCRIPT, "stop", str(self.folder))
        try:
            yield
        finally:
            run(SCRIPT, "begin", str(self.folder))


@dataclass
class Town:
    """Everything that runs."""

    site: Site
    primary: Cluster
    replica: Cluster
    password: str
    edit: Editor
    edits: Iterator[str] = field(default_factory=lambda: (f"Town-{uuid4().hex[:8]}." for _number in iter(int, 1)))

    def edited(self) -> str:
        """Give the town of a page another name, which is returned once it is saved."""
        name = next(self.edits)
        assert self.edit("update", name) == "done"
        return name

    def shown(self) -> list[str]:
        """The town's name, as each machine shows it to a reader, and nginx twice."""
        asked = [process.ask for process in self.site.processes if process.process] + [self.site.ask] * 2
        return [title(ask(PAGE)) for ask in asked]

    def has_followed(self) -> bool:
        """Whether the replica has everything that the primary has."""
        at = self.primary.sql("SELECT pg_current_wal_lsn()")
        return self.replica.sql(f"SELECT pg_last_wal_replay_lsn() >= '{at}'") is True

    @contextmanager
    def lagging(self) -> Iterator[None]:
        """The replica takes nothing over as long as the block lasts."""
        wait_until(self.has_followed)
        self.replica.sql("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.replica.sql("SELECT pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            self.replica.sql("SELECT pg_wal_replay_resume()")


def run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def title(page: Answer) -> str:
    assert page.status == 200
    found = re.search(r"<h1>\s*(.*?)\s*</h1>", page.text)
    assert found is not None
    return found[1]


@contextmanager
def clusters(folder: Path, copied: str) -> Iterator[tuple[Cluster, Cluster]]:
    """A primary with a copy of the database at the address `copied`, and a replica that follows it."""
    folders = folder / "primary", folder / "replica"
    for each in folders:
        each.mkdir(mode=0o755)
    try:
        primary = Cluster(folders[0], run(SCRIPT, "own", str(folders[0])))
        dump = subprocess.run(["pg_dump", "--no-owner", copied], check=True, capture_output=True).stdout
        psql = ["psql", "--quiet", "--output", "/dev/null", "--set", "ON_ERROR_STOP=1", primary.url]
        subprocess.run(psql, check=True, input=dump)
        replica = Cluster(folders[1], run(SCRIPT, "follow", *map(str, reversed(folders))))
        for cluster in (primary, replica):
            cluster.sql("ALTER SYSTEM SET log_statement = 'all'")
            cluster.sql("SELECT pg_reload_conf()")
        yield primary, replica
    finally:
        for each in reversed(folders):
            run(SCRIPT, "stop", str(each))


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The demonstration city on two machines, each with a home of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pomost-machines-")))
        folder.chmod(0o755)  # the database's own account has to get through
        homes = [folder / name for name in ("one", "other")]
        name = copy_demonstration(homes[0])
        stack.callback(drop_database, name)
        bucket = stack.enter_context(running_bucket())
        fill(bucket, homes[0] / "media")
        shutil.rmtree(homes[0] / "media")
        shutil.copytree(homes[0], homes[1], copy_function=os.link)
        primary, replica = stack.enter_context(clusters(folder, database_url(name)))
        shared = {
            **for_processes(),
            **SETTINGS,
            "POMOST_SECRET_KEY": uuid4().hex,
            "DATABASE_URL": primary.url,
            "DATABASE_REPLICA_URL": replica.url,
            "REDIS_URL": stack.enter_context(running_redis()),
            "POMOST_MEDIA_URL": bucket,
        }
        environments = [{**shared, "POMOST_HOME": str(home)} for home in homes]
        editor = Editor(environments[1])
        stack.callback(editor.end)
        site = stack.enter_context(behind_nginx(folder, *environments))
        yield Town(site, primary, replica, (homes[0] / "demo-officer-password").read_text(), editor)


def asked_meanwhile(town: Town, ask: Callable[[], object]) -> tuple[str, str]:
    """What the primary and the replica are asked while `ask` runs."""
    before = [len(each.asked()) for each in (town.primary, town.replica)]
    ask()
    told = [each.asked()[length:] for each, length in zip((town.primary, town.replica), before, strict=True)]
    return told[0], told[1]


def is_read_from_the_replica(town: Town, process: WebProcess) -> bool:
    town.edited()
    wait_until(town.has_followed)
    return "register_partnership" in asked_meanwhile(town, lambda: process.ask(PAGE))[1]


def test_what_readers_see_is_read_from_the_replica(town: Town) -> None:
    wait_until(lambda: all(is_read_from_the_replica(town, process) for process in town.site.processes))
    town.edited()
    wait_until(town.has_followed)
    to_primary, to_replica = asked_meanwhile(
        town, lambda: [process.ask(path) for process in town.site.processes for path in PAGES]
    )
    assert to_replica.count("website_searchentry") >= len(town.site.processes)
    assert "register_partnership" in to_replica
    assert "register_partnership" not in to_primary
    assert {table for table in NEVER_SEEN if f'"{table}"' in to_replica} == {"conf_write"}


def test_an_edit_is_seen_at_once_by_everybody(town: Town) -> None:
    for _time in range(5):
        name = town.edited()
        assert set(town.shown()) == {name}


def test_an_edit_is_seen_at_once_though_the_replica_lags(town: Town) -> None:
    with town.lagging():
        for _time in range(3):
            name = town.edited()
            assert set(town.shown()) == {name}
        assert not town.has_followed()
    wait_until(town.has_followed)
    assert set(town.shown()) == {name}


def test_officers_read_what_they_have_written_though_the_replica_lags(town: Town) -> None:
    """Each request by another machine than the one before."""
    cookies: dict[str, str] = {}
    turn = 0

    def ask(path: str, **fields: str) -> Answer:
        nonlocal turn
        turn += 1
        body = urlencode({**fields, "csrfmiddlewaretoken": cookies["csrftoken"]}).encode() if fields else None
        found = answer(
            town.site.processes[turn % 2].connection(),
            path,
            {
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "Referer": f"https://{NAME}{path}",
                "Content-Type": "application/x-www-form-urlencoded",
                **WebProcess.FORWARDED,
            },
            body,
        )
        for header in found.headers.get_all("Set-Cookie") or ():
            cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return found

    with town.lagging():
        ask(LOG_IN)
        assert ask(LOG_IN, username="officer", password=town.password).status == 302
        name = f"Kites {uuid4().hex[:6]}"
        written = ask(f"{AREAS}add/", **{f"name_{code}": name for code in ("pl", "en", "de", "nl", "fr")})
        assert written.status == 302, re.findall(r'name="[^"]*"', written.text)
        assert [name in ask(AREAS).text for _time in range(2)] == [True, True]


def test_every_machine_shows_what_lies_in_the_bucket_and_nobody_sees_the_bucket(town: Town) -> None:
    with_photo = "SELECT slug FROM register_activity WHERE id IN (SELECT record_id FROM register_activityphoto)"
    page = town.site.ask(f"/fr/activites/{town.primary.sql(with_photo)}/").text
    photo = re.search(r"/photos/\d+/\w+/480\.webp", page)
    assert photo is not None
    shown = [process.ask(photo[0]) for process in town.site.processes]
    assert [each.status for each in shown] == [200, 200]
    assert shown[0].content == shown[1].content
    assert urlsplit(town.site.processes[0].environment["POMOST_MEDIA_URL"]).netloc not in page
    homes = [Path(process.environment["POMOST_HOME"]) for process in town.site.processes]
    assert not any((home / "media").exists() for home in homes)


def test_what_is_asked_of_one_machine_is_made_by_another_and_handed_over_by_all(town: Town) -> None:
    one = town.site.processes[0]
    activity = town.primary.sql("SELECT min(record_id) FROM register_activityphoto")
    body = urlencode({"things": f"a{activity}", "kind": "zip"}).encode()
    form = {**WebProcess.FORWARDED, "Content-Type": "application/x-www-form-urlencoded"}
    with town.lagging():  # of which no stamp tells, because what visitors ask for is seen by nobody else
        asked = answer(one.connection(), "/pl/~basket/prepared/", form, body)
        assert asked.status == 302
        address = urlsplit(asked.headers["Location"]).path
        assert [process.ask(address).status for process in town.site.processes] == [200, 200]
    file = f"{address}file"
    assert one.ask(file).status == 404
    assert town.edit("run", "work --once") == "done"
    made = [process.ask(file) for process in town.site.processes]
    assert [each.status for each in made] == [200, 200]
    assert ZipFile(BytesIO(made[0].content)).testzip() is None
    assert made[0].content == made[1].content


def test_a_web_process_may_end_and_pages_go_on(town: Town) -> None:
    one = town.site.processes[0]
    one.end()
    try:
        name = town.edited()
        assert [title(town.site.ask(f"{PAGE}?n={number}")) for number in range(4)] == [name] * 4
    finally:
        one.begin()
        one.wait()


def test_the_replica_may_go_and_pages_go_on_and_it_is_read_again_when_it_is_back(town: Town) -> None:
    town.shown()
    with town.replica.stopped():
        for _time in range(3):
            name = town.edited()
            assert set(town.shown()) == {name}

    wait_until(lambda: all(is_read_from_the_replica(town, process) for process in town.site.processes))
