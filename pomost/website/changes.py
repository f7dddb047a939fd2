"""The register of changes as the public reads it: what became public when, why, and by whom it was entered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import uuid5

from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail.models import get_page_models

from pomost.languages.formats import listed
from pomost.register.change_words import parts_in_words
from pomost.register.choices import ChangeKind
from pomost.register.fetching import fetch_together
from pomost.register.models import Change, Record
from pomost.register.models.change import ChangeQuerySet
from pomost.register.versions import Shown, public_changes, public_changes_among, public_parts
from pomost.website.links import SECTION_OF, WITH_PAGES, record_address, records_with_pages
from pomost.website.public_pages import public_pages_in
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
    # In a register of several records and pages: what changed, where it stands, and what a feed knows the change by,
    # whatever becomes of its words and its address.
    about: str = ""
    about_url: str = ""
    identity: str = ""


@dataclass(frozen=True)
class Page:
    """Some entries of a register of changes, the latest first, and where the next older ones begin (0: none)."""

    entries: list[Entry]
    older: int


def changes_page(signpost: Signpost, thing: Any, url: str, before: int | None = None) -> Page:
    """The public changes of the record or page `thing` at `url`, those with a number below `before`; one query."""
    changes = public_changes(thing)
    if before is not None:
        changes = changes.filter(number__lt=before)
    found = list(with_names(signpost, changes)[: PAGE + 1])
    shown = found[:PAGE]
    entries = [
        entry(signpost, type(thing), change, url, before_it)
        for change, before_it in zip_longest(shown, found[1 : PAGE + 1])
    ]
    return Page(entries, shown[-1].number or 0 if len(found) > PAGE else 0)


def site_changes(signpost: Signpost, before: int | None = None, page: int = PAGE) -> Page:
    """The public changes of all records with a page on the site, and of its pages in the active language.

    Those seen before the change `before`; two queries.
    """
    published = [
        *(Shown([kind], records_with_pages(signpost.home, kind)) for kind in _kinds_for_all(signpost)),
        Shown(_page_classes(), public_pages_in(signpost)),
    ]
    changes = public_changes_among(signpost.home, published)
    if before is not None:
        changes = changes.seen_before(before)
    found = list(with_names(signpost, changes).select_related("content_type")[: page + 1])
    shown = found[:page]
    keys: dict[int, list[str]] = {}
    for change in shown:
        place = next(place for place, each in enumerate(published) if _kind(change) in each.classes)
        keys.setdefault(place, []).append(change.object_id)
    fetched = fetch_together(*(published[place].rows.filter(pk__in=own) for place, own in keys.items()))
    things = {(place, str(thing.pk)): thing for place, rows in zip(keys, fetched, strict=True) for thing in rows}
    entries = []
    for change in shown:
        place = next(place for place, each in enumerate(published) if _kind(change) in each.classes)
        thing = things.get((place, change.object_id))
        if thing is not None:  # else it was withdrawn between the two queries
            is_record = isinstance(thing, Record)
            url = record_address(signpost, thing) if is_record else signpost.url_at(thing.url_path)
            told = entry(signpost, _kind(change), change, url)
            key = thing.public_id if is_record else uuid5(thing.translation_key, get_language() or "")
            entries.append(replace(told, about=str(thing), about_url=url, identity=uuid5(key, str(change.number)).urn))
    return Page(entries, shown[-1].pk if len(found) > page else 0)


def _kinds_for_all(signpost: Signpost) -> list[type[Record]]:
    """The kinds of record in whose section in the active language everybody may read."""
    found = []
    for kind in WITH_PAGES:
        section = signpost.section(SECTION_OF[kind])
        if section is not None and not (signpost.any_restriction and section.get_view_restrictions()):
            found.append(kind)
    return found


def _page_classes() -> list[type[Any]]:
    return [kind for kind in get_page_models() if kind._meta.app_label == "website"]


def _kind(change: Change) -> Any:
    return change.content_type.model_class()


def with_names(signpost: Signpost, changes: ChangeQuerySet) -> ChangeQuerySet:
    """With whom to name, where the city names its officers."""
    return changes.select_related("made_by") if signpost.city.names_officers else changes.select_related(None)


def entry(signpost: Signpost, kind: Any, change: Change, url: str, before_it: Change | None = None) -> Entry:
    """`change` of a record or page of the class `kind`, which stands at `url`, in words.

    With the way to compare it with the one `before_it`.
    """
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
