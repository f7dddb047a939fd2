"""What is due by the clock: one line a job. `manage.py work` runs it; each command can be run by hand as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Job:
    """A management command that is run `every` so often, or each day `at` a time in POMOST_TIME_ZONE.

    `is_long` keeps what takes minutes from holding up the others. A command may be ended at any moment and run again:
    it does all or nothing, or goes on where it was.
    """

    name: str
    command: str | BaseCommand
    title: str | Promise
    arguments: tuple[str, ...] = ()
    every: timedelta | None = None
    at: time | None = None
    is_long: bool = False

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.name}: give either `every` or `at`.")

    def last_due(self, now: datetime) -> datetime:
        """Return the last moment, not after `now`, at which the job was due. What was missed before is not counted.

        An hour that the clock skips in spring is due when it would have been; one that comes twice, the first time.
        """
        now = now.astimezone(UTC)
        if self.at is None:
            seconds = (self.every or timedelta(days=1)).total_seconds()
            return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
        today = now.astimezone(_zone()).date()
        days = (today - timedelta(days=number) for number in range(3))
        moments = (datetime.combine(day, self.at, _zone()).astimezone(UTC) for day in days)
        return next(moment for moment in moments if moment <= now)

    def next_due(self, now: datetime) -> datetime:
        """Return the first moment after `now` at which the job is due."""
        if self.at is None:
            return self.last_due(now) + (self.every or timedelta(days=1))
        today = now.astimezone(_zone()).date()
        days = (today + timedelta(days=number) for number in range(3))
        moments = (datetime.combine(day, self.at, _zone()).astimezone(UTC) for day in days)
        return next(moment for moment in moments if moment > now)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


SCHEDULE: Sequence[Job] = (
    Job("publish", "publish_scheduled", _("Publish and withdraw at the time set"), every=timedelta(minutes=5)),
    Job("messages", "send_messages", _("Send visitors’ messages and the answers"), every=timedelta(minutes=1)),
    Job("prepared", "forget_prepared_files", _("Delete files made for visitors"), every=timedelta(hours=1)),
    Job("forget", "forget_people", _("Erase former contact persons"), at=time(1, 30)),
    Job("old-messages", "forget_messages", _("Delete old messages of visitors"), at=time(1, 40)),
    Job("bin", "empty_bin", _("Empty the bin"), at=time(1, 45)),
    Job("search", "build_search", _("Bring the search up to date"), at=time(1, 50)),
    Job("tasks", "prune_db_task_results", _("Forget tasks that are done"), at=time(2)),
    Job("writes", "forget_writes", _("Forget when something was written"), at=time(2, 10)),
    Job("links", "check_links", _("Check links"), at=time(2, 15), is_long=True),
    # Every day: what could not be sent on Monday is sent on Tuesday, and nobody gets two in a week.
    Job("digests", "send_digests", _("Send the weekly mail"), at=time(5, 30), is_long=True),
)
