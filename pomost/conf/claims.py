"""Which worker does what: each job is claimed for its due time in one transaction, whatever number of workers."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pomost.conf.models import Run, Worker
from pomost.conf.schedule import Job

BACKEND = "background"
# What ended its worker this often will end the next one too.
MAX_ATTEMPTS = 3
KEEP_WORKERS = timedelta(days=1)
GIVEN_UP = f"Ended with its worker {MAX_ATTEMPTS} times."

logger = logging.getLogger(__name__)


def tell_alive(*, worker: str, now: datetime) -> None:
    """Note that `worker` lives, and forget those that have long not."""
    Worker.objects.update_or_create(name=worker, defaults={"seen_at": now}, create_defaults=_new(now))
    Worker.objects.filter(seen_at__lt=now - KEEP_WORKERS).delete()


def tell_end(*, worker: str) -> None:
    """Note that `worker` is gone: what it leaves undone can be claimed by another at once."""
    Worker.objects.filter(name=worker).delete()


def jobs_to_do(jobs: Iterable[Job], *, now: datetime) -> list[Job]:
    """Return those of `jobs` that a claim would probably succeed for; costs two queries and locks nothing."""
    runs = {run.job: run for run in Run.objects.all()}
    alive = set(Worker.alive(now).values_list("name", flat=True))
    return [job for job in jobs if (run := runs.get(job.name)) is None or _is_open(run, job, alive, now)]


def claim(job: Job, *, worker: str, now: datetime) -> Run | None:
    """Claim `job` for the time at which it was last due; None where that is done, or another worker is at it.

    Times missed meanwhile are caught up by this one run. A daily job that was never seen before waits for its hour:
    an installation does not begin by erasing.
    """
    due = job.last_due(now)
    with transaction.atomic():
        Run.objects.get_or_create(job=job.name, defaults={"due_at": due if job.at else None})
        run = Run.objects.select_for_update().get(job=job.name)
        if not _is_open(run, job, set(Worker.alive(now).values_list("name", flat=True)), now):
            return None
        is_left = bool(run.worker)
        if is_left and run.attempts >= MAX_ATTEMPTS:
            logger.error("%s: %s", job.name, GIVEN_UP)
            run.worker, run.finished_at, run.failed_at, run.error = "", now, now, GIVEN_UP
            run.save()
            return None
        run.due_at, run.worker, run.started_at, run.finished_at = due, worker, now, None
        run.attempts = run.attempts + 1 if is_left else 1
        run.save()
        return run


def finish(run: Run, *, now: datetime, error: str = "") -> None:
    """Note how `run` ended, unless another worker has taken it over."""
    failed = {"failed_at": now} if error else {}
    mine = Run.objects.filter(pk=run.pk, worker=run.worker, due_at=run.due_at)
    mine.update(worker="", finished_at=now, error=error, **failed)


def recover_tasks(*, now: datetime) -> None:
    """Put back in the queue the tasks that a dead worker had begun; give up those that end their workers."""
    begun = DBTaskResult.objects.running().filter(backend_name=BACKEND)
    if not begun.exists():
        return
    with transaction.atomic():
        alive = set(Worker.alive(now).values_list("name", flat=True))
        for task in begun.select_for_update(skip_locked=True):
            if task.worker_ids and task.worker_ids[-1] in alive:
                continue
            if len(task.worker_ids) >= MAX_ATTEMPTS:
                logger.error("%s: %s", task.task_path, GIVEN_UP)
                task.set_failed(RuntimeError(GIVEN_UP))
            else:
                task.status = TaskResultStatus.READY
                task.save(update_fields=["status"])


def _is_open(run: Run, job: Job, alive: set[str], now: datetime) -> bool:
    if run.worker:
        return run.worker not in alive
    return run.due_at is None or run.due_at < job.last_due(now)


def _new(now: datetime) -> dict[str, datetime]:
    return {"started_at": now, "seen_at": now}
