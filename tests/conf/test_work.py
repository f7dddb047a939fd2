"""Background work: due once, done once, whatever number of workers and whenever one of them is killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pomost.conf import claims, worker
from pomost.conf.environment import REPOSITORY
from pomost.conf.models import DEAD_AFTER, Run
from pomost.conf.schedule import SCHEDULE, Job
from pomost.conf.supervisor import Supervised
from tests.conf.jobs import tell
from tests.databases import own_database
from tests.environment import for_processes

pytestmark = pytest.mark.xdist_group("work")  # they share a database of their own
PATIENCE = 240  # seconds; machines that run tests are busy
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
NIGHTLY = Job("nightly", "check", "Nightly", at=hour(2, 30))
OFTEN = Job("often", "check", "Often", every=timedelta(minutes=5))


class Fail(BaseCommand):
    """Fails."""

    def handle(self, *args: Any, **options: Any) -> None:
        raise RuntimeError("the disk is full")


# --- When a job is due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-27T12:00+00:00", "2026-11-27T01:30+00:00"),
        ("2026-11-27T01:29+00:00", "2026-11-26T01:30+00:00"),
        ("2026-11-27T01:30+00:00", "2026-11-27T01:30+00:00"),
        ("2026-03-29T12:00+00:00", "2026-03-29T01:30+00:00"),  # half past two is skipped that night
        ("2026-10-25T00:45+00:00", "2026-10-25T00:30+00:00"),  # and comes twice that night
        ("2026-10-25T01:45+00:00", "2026-10-25T00:30+00:00"),
    ],
)
def test_a_daily_job_is_due_once_a_day_by_the_local_clock(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now)
    assert NIGHTLY.last_due(moment) == datetime.fromisoformat(due)
    assert NIGHTLY.last_due(moment.astimezone(ZoneInfo("Asia/Tokyo"))) == datetime.fromisoformat(due)
    assert NIGHTLY.last_due(NIGHTLY.next_due(moment)) == NIGHTLY.next_due(moment) > moment


def test_a_job_of_every_five_minutes_is_due_at_round_moments() -> None:
    assert OFTEN.last_due(NOON + timedelta(minutes=4, seconds=59)) == NOON
    assert OFTEN.next_due(NOON) == NOON + timedelta(minutes=5)


def test_a_job_has_either_an_hour_or_an_interval() -> None:
    with pytest.raises(ValueError, match="either"):
        Job("wrong", "check", "Wrong")
    with pytest.raises(ValueError, match="either"):
        Job("wrong", "check", "Wrong", at=hour(1), every=timedelta(minutes=1))


def test_every_job_of_the_schedule_is_a_command_and_has_a_name_of_its_own() -> None:
    assert {job.command for job in SCHEDULE} <= set(get_commands())
    assert len({job.name for job in SCHEDULE}) == len(SCHEDULE)


def test_the_settings_page_names_every_command_of_the_schedule() -> None:
    page = (REPOSITORY / "docs" / "settings.md").read_text()
    assert [job.command for job in SCHEDULE if f"`{job.command}`" not in page] == []


# --- Claiming


@pytest.mark.django_db
def test_a_job_is_claimed_once_for_one_due_time() -> None:
    run = claims.claim(OFTEN, worker="one", now=NOON)
    assert run is not None
    assert (run.due_at, run.worker) == (NOON, "one")
    claims.tell_alive(worker="one", now=NOON)
    assert claims.claim(OFTEN, worker="two", now=NOON) is None
    claims.finish(run, now=NOON)
    assert claims.claim(OFTEN, worker="two", now=NOON + timedelta(minutes=4)) is None
    assert claims.claim(OFTEN, worker="two", now=NOON + timedelta(minutes=5)) is not None


@pytest.mark.django_db
def test_missed_times_are_caught_up_by_one_run() -> None:
    Run.objects.create(job="nightly", due_at=NIGHTLY.last_due(NOON - timedelta(days=9)))
    run = claims.claim(NIGHTLY, worker="one", now=NOON)
    assert run is not None
    claims.finish(run, now=NOON)
    assert claims.claim(NIGHTLY, worker="one", now=NOON) is None


@pytest.mark.django_db
def test_a_daily_job_that_was_never_seen_waits_for_its_hour() -> None:
    assert claims.claim(NIGHTLY, worker="one", now=NOON) is None
    assert claims.claim(NIGHTLY, worker="one", now=NOON + timedelta(hours=12)) is None
    assert claims.claim(NIGHTLY, worker="one", now=NOON + timedelta(hours=14)) is not None


@pytest.mark.django_db
def test_a_worker_that_lives_keeps_its_job_and_one_that_is_dead_loses_it() -> None:
    claims.tell_alive(worker="one", now=NOON)
    first = claims.claim(OFTEN, worker="one", now=NOON)
    assert first is not None
    later = NOON + DEAD_AFTER
    claims.tell_alive(worker="one", now=later - timedelta(seconds=1))
    assert claims.claim(OFTEN, worker="two", now=later) is None
    assert claims.jobs_to_do([OFTEN], now=later) == []
    much_later = later + DEAD_AFTER
    assert claims.jobs_to_do([OFTEN], now=much_later) == [OFTEN]
    second = claims.claim(OFTEN, worker="two", now=much_later)
    assert second is not None
    assert (second.worker, second.attempts) == ("two", 2)
    claims.finish(first, now=much_later, error="too late")
    assert Run.objects.get(job="often").error == ""


@pytest.mark.django_db
def test_a_job_that_ends_its_workers_is_given_up_until_it_is_due_again() -> None:
    for number in range(claims.MAX_ATTEMPTS):
        assert claims.claim(OFTEN, worker=f"worker {number}", now=NOON) is not None
    assert claims.claim(OFTEN, worker="next", now=NOON) is None
    run = Run.objects.get()
    assert (run.worker, run.error, run.failed_at) == ("", claims.GIVEN_UP, NOON)
    assert claims.claim(OFTEN, worker="next", now=NOON + timedelta(minutes=5)) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_looking_at_the_clock_costs_two_queries(count: int, django_assert_num_queries: Any) -> None:
    jobs = [Job(f"job {number}", "check", "Job", every=timedelta(minutes=1)) for number in range(count)]
    for job in jobs:
        claims.claim(job, worker="one", now=NOON)
    with django_assert_num_queries(2):
        assert claims.jobs_to_do(jobs, now=NOON) == jobs


# --- Running


@pytest.mark.django_db
def test_a_failure_is_logged_and_shown_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    jobs = [Job("fail", Fail(), "Fail", every=timedelta(days=1)), OFTEN]
    assert worker.run_due(jobs, worker="one") == 1
    failed, done = Run.objects.order_by("pk")
    assert (failed.worker, failed.error) == ("", "RuntimeError: the disk is full")
    assert failed.finished_at == failed.failed_at is not None
    assert (done.error, done.failed_at) == ("", None)
    assert "fail failed" in caplog.text


@pytest.mark.django_db
def test_once_ends_with_the_number_of_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomost.conf.management.commands.work.work_once", lambda: 2)
    with pytest.raises(CommandError, match="Failed: 2"):
        call_command("work", "--once")


@pytest.mark.django_db
def test_the_list_tells_what_became_of_each_job(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    claims.tell_alive(worker="one", now=now)
    Run.objects.create(job="bin", started_at=now, finished_at=now, due_at=now, error="OSError: no")
    call_command("work", "--list")
    told = capsys.readouterr().out
    assert told.startswith("Workers alive: 1.")
    assert "empty_bin: next due" in told
    assert ": failed\n  OSError: no\n" in told
    assert told.count("has not run yet") == len(SCHEDULE) - 1


@pytest.mark.django_db
def test_a_queued_task_waits_for_the_worker_and_wagtails_own_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_queue: Callable[[], None]
) -> None:
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    tell.enqueue("word")
    assert not (tmp_path / "told").exists()
    assert [str(result.backend_name) for result in DBTaskResult.objects.all()] == ["background"]
    run_queue()
    assert (tmp_path / "told").read_text() == "word\n"
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_is_begun_again_and_at_last_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_queue: Callable[[], None]
) -> None:
    monkeypatch.setenv("TOLD", str(tmp_path / "told"))
    tell.enqueue("word")
    task = DBTaskResult.objects.get()
    task.claim("living")
    claims.tell_alive(worker="living", now=timezone.now())
    run_queue()
    assert not (tmp_path / "told").exists()
    claims.tell_end(worker="living")
    run_queue()
    assert (tmp_path / "told").read_text() == "word\n"
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["one", "two", "three"])
    run_queue()
    assert (tmp_path / "told").read_text() == "word\n"
    assert DBTaskResult.objects.get().status == "FAILED"


# --- Real processes


@pytest.fixture(scope="module")
def own() -> Iterator[dict[str, str]]:
    """The environment of processes that share a database with the tables of background work alone."""
    with own_database() as url:
        home = Path(os.environ["POMOST_TEST_HOME"]) / f"work-{os.getpid()}"
        home.mkdir()
        environment = {**for_processes(), "POMOST_HOME": str(home), "DATABASE_URL": url}
        for app in ("conf", "django_tasks_database"):
            command = [sys.executable, "manage.py", "migrate", app]
            subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, capture_output=True)
        yield environment


def python(code: str, environment: dict[str, str]) -> str:
    """Run `code` on that database and return what it prints."""
    begin = "import django; django.setup(); from pomost.conf.models import *; from tests.conf.jobs import *; "
    command = [sys.executable, "-c", begin + code]
    kept = {**environment, "DJANGO_SETTINGS_MODULE": "pomost.conf.settings"}
    return subprocess.run(command, cwd=REPOSITORY, env=kept, check=True, capture_output=True, text=True).stdout


def make_due(environment: dict[str, str]) -> None:
    """Let the job `tell` have been done for the last time two days ago."""
    python(
        "from datetime import timedelta; from django.utils import timezone; "
        "Run.objects.update_or_create(job='tell', defaults=dict(worker='', attempts=0, "
        "due_at=timezone.now() - timedelta(days=2)))",
        environment,
    )


def see_workers(environment: dict[str, str], since_now: str) -> None:
    """Let all workers have been seen at a moment `since_now`."""
    begin = "from datetime import timedelta; from django.utils import timezone; "
    python(f"{begin}Worker.objects.update(seen_at=timezone.now() + {since_now})", environment)


@contextmanager
def started(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, gone at the end in any case."""
    command = [sys.executable, "-m", "tests.conf.work_alone", *arguments]
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def is_known(process: subprocess.Popen[bytes], environment: dict[str, str]) -> bool:
    """Whether the database still names the worker; other tests leave killed ones there."""
    rows = f"Worker.objects.filter(name__contains='-{process.pid}-')"
    return python(f"print({rows}.exists())", environment).strip() == "True"


def work_once(environment: dict[str, str]) -> int:
    """Let a worker do what is due, and return how it ended."""
    with started(environment, "once") as process:
        return process.wait(PATIENCE)


def wait_for(path: Path, text: str) -> str:
    """What `path` holds, once it holds `text`."""
    for _attempt in range(PATIENCE * 10):
        if path.exists() and text in path.read_text():
            return path.read_text()
        time.sleep(0.1)
    raise AssertionError(f"{text!r} was not told")


def test_two_workers_at_once_do_what_is_due_once(own: dict[str, str], tmp_path: Path) -> None:
    told = tmp_path / "told"
    environment = {**own, "TOLD": str(told), "SECONDS": "3"}
    make_due(environment)
    python("[tell.enqueue(f'task {n}') for n in range(20)]", environment)
    with started(environment, "once") as one, started(environment, "once") as two:
        assert [one.wait(PATIENCE), two.wait(PATIENCE)] == [0, 0]
    lines = told.read_text().splitlines()
    assert len([line for line in lines if line.startswith("began")]) == 1
    assert lines.count("ended") == 1
    assert sorted(line for line in lines if line.startswith("task")) == sorted(f"task {n}" for n in range(20))
    assert not is_known(one, environment)
    assert not is_known(two, environment)


def test_what_a_killed_worker_had_begun_is_done_by_the_next(own: dict[str, str], tmp_path: Path) -> None:
    told = tmp_path / "told"
    make_due(own)
    with started({**own, "TOLD": str(told), "SECONDS": "600"}) as killed:
        wait_for(told, f"began {killed.pid}")
    # Nobody knows yet that it is dead.
    next_one = {**own, "TOLD": str(told)}
    see_workers(own, "timedelta(hours=1)")
    assert work_once(next_one) == 0
    assert "ended" not in told.read_text()
    see_workers(own, "-DEAD_AFTER")
    assert work_once(next_one) == 0
    assert told.read_text().count("began") == 2
    assert told.read_text().count("ended") == 1
    assert python("run = Run.objects.get(job='tell'); print(repr(run.worker), run.attempts)", own).strip() == "'' 2"


def test_a_worker_that_is_asked_to_stop_ends_its_job_first(own: dict[str, str], tmp_path: Path) -> None:
    told = tmp_path / "told"
    make_due(own)
    with started({**own, "TOLD": str(told), "SECONDS": "2"}) as process:
        wait_for(told, "began")
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert told.read_text().count("ended") == 1
    assert python("print(repr(Run.objects.get(job='tell').worker))", own).strip() == "''"
    assert not is_known(process, own)


def test_a_worker_ends_with_its_parent(own: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "work", "--stop-with", "1"]
    assert subprocess.run(command, cwd=REPOSITORY, env=own, check=False, timeout=PATIENCE).returncode == 0


def test_a_supervised_process_is_begun_again_and_ends_with_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = tmp_path / "told"
    code = f"import os, time; open({str(told)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    with Supervised([sys.executable, "-c", code], first_wait=0.1) as supervised:
        first = wait_for(told, " ").split()[0]
        os.kill(int(first), 9)
        for _attempt in range(PATIENCE * 10):
            if len(told.read_text().split()) == 2:
                break
            time.sleep(0.1)
        second = supervised.process
        assert second is not None
        assert told.read_text().split() == [first, str(second.pid)]
    assert second.returncode == -15
    assert "ended with code -9" in caplog.text
    time.sleep(0.5)
    assert len(told.read_text().split()) == 2
