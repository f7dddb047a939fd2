"""The history of a record as the desk shows it: who saved what, when and why, and what the public saw of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.text import capfirst

from pomost.languages.formats import listed
from pomost.register.change_words import parts_in_words, role_in_words
from pomost.register.models import Change, Record

PAGE = 25  # changes on a page


@dataclass(frozen=True)
class Entry:
    """One change in words. `version` is None where no version is kept: it can be neither compared nor taken up."""

    when: datetime
    who: Any
    role: str
    what: str
    kind: str
    reason: str
    public_from: datetime | None
    public_until: datetime | None
    is_public: bool
    is_withdrawal: bool
    is_newest: bool
    version: int | None
    version_before: int | None


@dataclass(frozen=True)
class Page:
    """Some entries of a history, the latest first, and where the next older ones begin (None: there are none)."""

    entries: list[Entry]
    older: int | None


def history_page(record: Record, before: int | None = None) -> Page:
    """Return the changes of `record`, those with a key below `before`; costs one query, on every page."""
    changes = Change.objects.of(record).with_end().select_related("made_by__wagtail_userprofile")
    if before is not None:
        changes = changes.filter(pk__lt=before)
    found = list(changes[: PAGE + 1])
    shown = found[:PAGE]
    versions = sorted({change.revision_id for change in found if change.revision_id})
    before_it = dict(pairwise(reversed(versions)))
    entries = [_entry(record, change, before_it.get(change.revision_id)) for change in shown]
    return Page(entries, shown[-1].pk if len(found) > PAGE else None)


def entry_of(record: Record, version: int) -> Entry | None:
    """Return the latest entry about `version` of `record`, or None where nothing was kept of it."""
    change = Change.objects.of(record).with_end().select_related("made_by").filter(revision=version).first()
    return _entry(record, change, None) if change else None


def _entry(record: Record, change: Any, before: int | None) -> Entry:
    is_public = change.published_at is not None and change.ended_at is None and not change.is_withdrawal
    return Entry(
        when=change.made_at,
        who=change.made_by,
        role=role_in_words(change.role),
        what=capfirst(listed(parts_in_words(type(record), change.parts))),
        kind=capfirst(str(change.get_kind_display())),
        reason=change.reason,
        public_from=None if change.is_withdrawal else change.published_at,
        public_until=change.ended_at,
        is_public=is_public and record.live,
        is_withdrawal=change.is_withdrawal,
        is_newest=change.revision_id == record.latest_revision_id and not change.is_withdrawal,
        version=None if change.is_withdrawal else change.revision_id,
        version_before=before,
    )
