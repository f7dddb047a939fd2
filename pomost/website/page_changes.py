"""The register of changes of one page: when it was published, and by whom, out of Wagtail's log.

Wagtail asks for no reason and keeps no role, so there is none to tell. Pages have no earlier versions in public: what
they say of facts comes from records, which have.
"""

from django.utils.text import capfirst
from wagtail.models import Page as WagtailPage
from wagtail.models import PageLogEntry

from pomost.register.choices import ChangeKind
from pomost.website.changes import PAGE, Entry, Page
from pomost.website.publication import entered_by_officer
from pomost.website.signposts import Signpost

_PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
_WITHDRAWN = ("wagtail.unpublish", "wagtail.unpublish.scheduled")


def page_changes(signpost: Signpost, page: WagtailPage, before: int | None = None) -> Page:
    """When `page` became public, anew or no more, the latest first, those logged before `before`; costs one query."""
    logged = PageLogEntry.objects.filter(page=page.pk, action__in=(*_PUBLISHED, *_WITHDRAWN)).order_by("-pk")
    if signpost.city.names_officers:
        logged = logged.select_related("user")
    if before is not None:
        logged = logged.filter(pk__lt=before)
    found = list(logged[: PAGE + 1])
    shown = found[:PAGE]
    entries = [
        Entry(
            number=0,
            when=entry.timestamp,
            kind=capfirst(str(_kind(entry, found[place + 1] if place + 1 < len(found) else None).label)),
            is_substance=False,
            what="",
            reason="",
            by=entered_by_officer(entry.user_id, entry.user if signpost.city.names_officers else None),
            url="",
            compare_url="",
            key=entry.pk,
        )
        for place, entry in enumerate(shown)
    ]
    return Page(entries, shown[-1].pk if len(found) > PAGE else 0)


def _kind(entry: PageLogEntry, before: PageLogEntry | None) -> ChangeKind:
    if entry.action in _WITHDRAWN:
        return ChangeKind.WITHDRAWN
    if before is None:
        return ChangeKind.FIRST
    return ChangeKind.AGAIN if before.action in _WITHDRAWN else ChangeKind.TEXT
