"""Who notices what is written: all statements of all connections come by here, whatever code sends them.

Counted is each statement that writes, into whatever table: by `save`, `bulk_create`, `QuerySet.update` or a bare
cursor. Not counted are only the tables below, of which the public never sees anything. What other programs write (psql)
does not come by: `manage.py tell_written` tells of it.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from pomost.conf import bell
from pomost.conf.models import Write
from pomost.conf.stamp import held

# Of these the public sees nothing. A table that nobody has thought of counts: that costs speed, never the truth.
NEVER_SEEN = frozenset(
    {
        # who is signed in, tries to be, and with what
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
        "desk_accountsession",
        "django_session",
        "otp_static_staticdevice",
        "otp_static_statictoken",
        "otp_totp_totpdevice",
        # background work
        "conf_run",
        "conf_worker",
        "conf_write",
        "django_tasks_database_dbtaskresult",
        # what visitors have written
        "website_delivery",
        "website_message",
        # and asked for
        "website_preparedfile",
        # the office's workplace: links, reminders, editing
        "desk_calendarfeed",
        "desk_digest",
        "desk_digestsubscription",
        "desk_host",
        "desk_link",
        "desk_mention",
        "wagtailadmin_editingsession",
        "wagtailadmin_formstate",
        "wagtailcore_comment",
        "wagtailcore_commentreply",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_pagesubscription",
        "wagtailcore_uploadedfile",
        "wagtailsearch_indexentry",
        "wagtailsearch_indexentry_fts",
        "wagtailusers_userprofile",
        # pictures drawn smaller: a page names the picture, and whoever asks for it first has it drawn
        "wagtailimages_rendition",
    }
)

_READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|CREATE|ALTER|DROP|SET|SHOW|EXPLAIN|ANALYZE|VACUUM|LOCK)\b",
    re.IGNORECASE,
)
_WRITES = re.compile(r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(?!["\w.])', re.IGNORECASE)

logger = logging.getLogger(__name__)
_with_table: set[str] = set()


def counts(sql: object) -> bool:
    """Whether the statement `sql` may change what the public sees."""
    if not isinstance(sql, str):
        return True
    if sql.startswith("SELECT") or _READS.match(sql):
        return False
    told = _WRITES.match(sql)
    return told is None or told[1].lower() not in NEVER_SEEN


def notice(
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Send the statement `sql`, an execute wrapper of Django's; where it counts, with the row of its transaction."""
    connection = context["connection"]
    if not counts(sql):
        if sql.startswith("ROLLBACK TO"):
            _forget_row(connection)
        return execute(sql, params, many, context)
    held.set(None)  # who reads from a replica reads no longer there, but what is being written
    if connection.in_atomic_block:
        note(connection)
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):  # the statement and the row become true together
        note(connection)
        result = execute(sql, params, many, context)
        if connection.vendor == "sqlite" and context["cursor"].description:
            context["cursor"].cursor = _Fetched(context["cursor"].cursor)
        return result


def note(connection: BaseDatabaseWrapper) -> None:
    """Add the row of the transaction under way, unless it is there, and have the bell rung after its commit.

    Whether it is there is told by Django's list of what is to be done on commit: that is emptied by commit and by
    rollback, and a rollback to a savepoint takes out what came after the savepoint, as it does with the row.
    """
    if any(ring.has_row for ring in _rings(connection)):
        return
    if not _has_table(connection):  # the first migrations
        return
    with connection.cursor() as cursor:
        cursor.execute(Write.ADD)
    connection.on_commit(_Ring())


class _Ring:
    """Rings the bell. `has_row`: the row that was added with it is there for sure."""

    has_row = True

    def __call__(self) -> None:
        try:
            bell.bell().ring()
        except Exception:  # what was written stays so; whoever looks once a second sees it
            logger.exception("The bell could not be rung")


def _rings(connection: BaseDatabaseWrapper) -> Iterator[_Ring]:
    return (entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Ring))


def _forget_row(connection: BaseDatabaseWrapper) -> None:
    """After a rollback to a savepoint: one set by hand is not known to Django's list, so the next write adds a row."""
    for ring in _rings(connection):
        ring.has_row = False


def _has_table(connection: BaseDatabaseWrapper) -> bool:
    if connection.alias not in _with_table and Write._meta.db_table in connection.introspection.table_names():
        _with_table.add(connection.alias)
    return connection.alias in _with_table


class _Fetched:
    """A cursor of SQLite whose rows (`RETURNING`) were fetched: a transaction cannot end before."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._rows: Iterator[Sequence[Any]] = iter(cursor.fetchall())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *arguments: Any) -> Any:
        self._cursor.execute(*arguments)
        self._rows = iter(self._cursor)
        return self

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return self._rows

    def fetchone(self) -> Sequence[Any] | None:
        return next(self._rows, None)

    def fetchall(self) -> list[Sequence[Any]]:
        return list(self._rows)

    def fetchmany(self, size: int = 1) -> list[Sequence[Any]]:
        return [row for _number, row in zip(range(size), self._rows, strict=False)]


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have the statements of `connection` noticed; before what others put around them and take away again."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, notice)


def follow() -> None:
    """Notice what every connection writes from now on."""
    connection_created.connect(watch, dispatch_uid="pomost.conf.writes")
