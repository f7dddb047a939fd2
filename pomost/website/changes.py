"""The register of changes as the public reads it: what became public when, why, and by whom it was entered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import uuid5

from django.utils.text import capfirst
from django.utils.translation import get_language

from pomost.languages.formats import listed
from pomost.register.change_words import parts_in_words
from pomost.register.choices import ChangeKind
from pomost.register.fetching import fetch_together
from pomost.register.models import Change, Record
from pomost.register.models.change import ChangeQuerySet
from pomost.register.versions import public_changes, public_changes_among, public_parts
from pomost.website.links import SECTION_OF, WITH_PAGES, record_address, records_with_pages
from pomost.website.publication import entered_by, public_reason
from pomost.website.signposts import Signpost

CHANGES = "~changes"  # a sign that no slug can hold, so that it takes nobody's address
PAGE = 25  # changes on a page


@dataclass(frozen=True)
class Entry:
    """One change in words. `url` is where its version stands, empty where it brought none."""

    number: int
    when: datetime
    kind: str
    is_substance: bool  # told apart from small corrections at a glance
    what: str
    reason: str
    by: str
    url: str
    compare_url: str
    key: int = 0
    about: Record | None = None  # in a register of several records
    about_url: str = ""

    @property
    def identity(self) -> str:
        """What a feed knows the change by, whatever becomes of its words and its address."""
        return f"urn:uuid:{uuid5(self.about.public_id, str(self.number))}" if self.about else ""


@dataclass(frozen=True)
class Page:
    """Some entries of a register of changes, the latest first, and where the next older ones begin (0: none)."""

    entries: list[Entry]
    older: int


def record_changes(signpost: Signpost, record: Record, url: str, before: int | None = None) -> Page:
    """The public changes of `record`, whose page stands at `url`, those with a number below `before`; one query."""
    changes = public_changes(record)
    if before is not None:
        changes = changes.filter(number__lt=before)
    found = list(with_names(signpost, changes)[: PAGE + 1])
    shown = found[:PAGE]
    entries = [
        entry(signpost, type(record), change, url, before_it)
        for change, before_it in zip_longest(shown, found[1 : PAGE + 1])
    ]
    return Page(entries, shown[-1].number or 0 if len(found) > PAGE else 0)


def site_changes(signpost: Signpost, before: int | None = None, page: int = PAGE) -> Page:
    """The public changes of all records with a page on the site, those seen before the change `before`; two queries."""
    published = [records_with_pages(signpost.home, kind) for kind in _kinds_for_all(signpost)]
    changes = public_changes_among(signpost.home, published)
    if before is not None:
        changes = changes.seen_before(before)
    found = list(with_names(signpost, changes).select_related("content_type")[: page + 1])
    shown = found[:page]
    asked = [
        records.filter(pk__in=[change.object_id for change in shown if _kind(change) is records.model])
        for records in published
        if any(_kind(change) is records.model for change in shown)
    ]
    records = {(type(record), str(record.pk)): record for each in fetch_together(*asked) for record in each}
    entries = []
    for change in shown:
        record = records.get((_kind(change), change.object_id))
        if record is not None:  # else it was withdrawn between the two queries
            url = record_address(signpost, record)
            told = entry(signpost, type(record), change, url)
            entries.append(replace(told, about=record, about_url=url))
    return Page(entries, shown[-1].pk if len(found) > page else 0)


def _kinds_for_all(signpost: Signpost) -> list[type[Record]]:
    """The kinds of record in whose section in the active language everybody may read."""
    found = []
    for kind in WITH_PAGES:
        section = signpost.section(SECTION_OF[kind])
        if section is not None and not (signpost.any_restriction and section.get_view_restrictions()):
            found.append(kind)
    return found


def _kind(change: Change) -> Any:
    return change.content_type.model_class()


def with_names(signpost: Signpost, changes: ChangeQuerySet) -> ChangeQuerySet:
    """With whom to name, where the city names its officers."""
    return changes.select_related("made_by") if signpost.city.names_officers else changes.select_related(None)


def entry(signpost: Signpost, kind: type[Record], change: Change, url: str, before_it: Change | None = None) -> Entry:
    """`change` of a record of `kind`, whose page stands at `url`, in words, with the way to compare it with the one
    `before_it`."""
    number = change.number or 0
    return Entry(
        key=change.pk,
        number=number,
        when=change.published_at or change.made_at,
        kind=capfirst(str(change.get_kind_display())),
        is_substance=change.kind == ChangeKind.SUBSTANCE,
        what=capfirst(listed(parts_in_words(kind, public_parts(kind, change.parts)))),
        reason=public_reason(change),
        by=entered_by(signpost, change),
        url=version_url(url, number) if _is_version(change) else "",
        compare_url=f"{changes_url(url)}{before_it.number}..{number}/"
        if before_it and _is_version(before_it) and _is_version(change)
        else "",
    )


def _is_version(change: Change) -> bool:
    return not change.is_withdrawal and change.revision_id is not None


def changes_url(url: str) -> str:
    """Where the register of changes of what stands at `url` is read."""
    return f"{url}{CHANGES}/"


def site_changes_url(signpost: Signpost) -> str:
    """Where the register of changes of the whole site is read in the active language."""
    return changes_url(site_url(signpost))


def site_url(signpost: Signpost) -> str:
    """The address of the first page in the active language."""
    return signpost.url(signpost.homes[get_language() or ""])


def version_url(url: str, number: int) -> str:
    """Where a version of the record at `url` stands for ever."""
    return f"{changes_url(url)}{number}/"


def numbers_of(entries: Iterable[Entry]) -> list[Entry]:
    """Those of `entries` that brought a version, so that two of them can be compared."""
    return [each for each in entries if each.url]
