"""Who works in the background, what became of each job of the schedule, and that something was written."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

# A worker that has not been seen for this long is taken for dead, and what it had begun is begun again by another.
# It is longer than a transaction may keep the worker from telling that it lives.
DEAD_AFTER = timedelta(minutes=3)


class Worker(models.Model):
    """A process of `manage.py work` that tells now and then that it lives."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def alive(cls, now: datetime) -> "models.QuerySet[Worker]":
        """Those that were seen lately."""
        return cls.objects.filter(seen_at__gt=now - DEAD_AFTER)


class Run(models.Model):
    """The last run of a job: for which time it was due, who is at it or how it ended."""

    job = models.CharField(max_length=64, unique=True)
    due_at = models.DateTimeField(null=True)  # NULL: never yet
    worker = models.CharField(max_length=64, blank=True)  # empty: nobody is at it
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)  # of the last run; empty: it did not fail

    def __str__(self) -> str:
        return self.job


class Write(models.Model):
    """A transaction that may have changed what the public sees. See conf.stamp."""

    ADD = "INSERT INTO conf_write DEFAULT VALUES"
    # Longer than stamps are compared (a day), by more than any transaction lasts.
    KEPT_FOR = timedelta(days=2)

    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.pk}"

    @classmethod
    def told(cls, using: str = "default") -> tuple[int, int]:
        """How many rows there are in the database `using`, and the sum of their keys."""
        told = cls.objects.using(using).aggregate(writes=models.Count("pk"), keys=models.Sum("pk", default=0))
        return told["writes"], int(told["keys"])
