"""The background worker: one process, a thread for each lane, so that nothing quick waits for what takes long."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from io import StringIO
from time import monotonic

from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from pomost.conf.claims import BACKEND, claim, finish, jobs_to_do, recover_tasks, tell_alive, tell_end
from pomost.conf.models import Run
from pomost.conf.schedule import SCHEDULE, Job
from pomost.conf.stopping import STOP, Stopped

CLOCK_SECONDS = 5.0  # how often the schedule is looked at
QUEUE_SECONDS = 1.0  # how often the queue
ALIVE_SECONDS = 20.0
# How long a job may go on after the worker was told to stop; what is not done then is begun again.
GRACE_SECONDS = 10.0

logger = logging.getLogger(__name__)


def new_name() -> str:
    """A name for a worker that no other has had."""
    return f"{os.uname().nodename[:32]}-{os.getpid()}-{get_random_string(8)}"


def work(*, has_to_stop: Callable[[], bool] = lambda: False, jobs: Sequence[Job] = SCHEDULE) -> None:
    """Work until STOP is set or `has_to_stop` says so, which is asked every second."""
    name = new_name()
    tell_alive(worker=name, now=timezone.now())
    lanes: list[tuple[str, Callable[[], object], float]] = [
        ("clock", lambda: run_due([job for job in jobs if not job.is_long], worker=name), CLOCK_SECONDS),
        ("long", lambda: run_due([job for job in jobs if job.is_long], worker=name), CLOCK_SECONDS),
        ("queue", lambda: run_tasks(worker=name), QUEUE_SECONDS),
    ]
    threads = [threading.Thread(target=_go_on, args=lane, name=lane[0], daemon=True) for lane in lanes]
    threads.append(threading.Thread(target=_stay_alive, args=(name, STOP), name="life", daemon=True))
    for thread in threads:
        thread.start()
    while not STOP.wait(1):
        if has_to_stop():
            STOP.set()
    end = monotonic() + GRACE_SECONDS
    for thread in threads:
        thread.join(max(end - monotonic(), 0))
    tell_end(worker=name)


def work_once(*, jobs: Sequence[Job] = SCHEDULE) -> int:
    """Run what is due and what is queued, and return how many jobs failed."""
    name = new_name()
    tell_alive(worker=name, now=timezone.now())
    done = threading.Event()
    life = threading.Thread(target=_stay_alive, args=(name, done), daemon=True)
    life.start()
    try:
        failed = run_due(jobs, worker=name)
        run_tasks(worker=name)
        return failed
    finally:
        done.set()
        life.join()
        tell_end(worker=name)


def run_due(jobs: Sequence[Job], *, worker: str) -> int:
    """Run those of `jobs` that are due and that no other worker has claimed; return how many failed."""
    failed = 0
    for job in jobs_to_do(jobs, now=timezone.now()):
        if STOP.is_set():
            break
        run = claim(job, worker=worker, now=timezone.now())
        if run is not None:
            failed += 0 if _run(job, run) else 1
    return failed


def run_tasks(*, worker: str) -> None:
    """Run the tasks of the queue, one after the other, until there is none."""
    recover_tasks(now=timezone.now())
    while not STOP.is_set() and DBTaskResult.objects.ready().filter(backend_name=BACKEND).exists():
        TaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,
            worker_id=worker,
        ).run()


def _run(job: Job, run: Run) -> bool:
    output = StringIO()
    try:
        call_command(job.command, *job.arguments, stdout=output, stderr=output)
    except Stopped:
        logger.info("%s: stopped; the next worker goes on", job.name)
        return True
    except (Exception, SystemExit) as error:  # whatever it is: the other jobs go on, and the failure is shown
        logger.exception("%s failed", job.name)
        finish(run, now=timezone.now(), error=f"{type(error).__name__}: {error}"[:2000])
        return False
    logger.info("%s: %s", job.name, output.getvalue().strip() or "done")
    finish(run, now=timezone.now())
    return True


def _go_on(lane: str, step: Callable[[], object], seconds: float) -> None:
    """Do `step` again and again until STOP; what goes wrong is logged, and the next try comes soon."""
    while not STOP.is_set():
        close_old_connections()
        try:
            step()
        except Exception:  # a locked or restarted database, mostly: what was claimed is found again
            logger.exception("The lane %s stumbled", lane)
        STOP.wait(seconds)
    connections.close_all()


def _stay_alive(name: str, done: threading.Event) -> None:
    """Tell now and then that the worker lives, until `done`."""
    while not done.wait(ALIVE_SECONDS):
        close_old_connections()
        try:
            tell_alive(worker=name, now=timezone.now())
        except DatabaseError:
            logger.exception("The worker could not tell that it lives")
    connections.close_all()
