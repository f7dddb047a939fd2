"""The register of changes of the whole site as an Atom feed (RFC 4287)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from pomost.website.changes import Entry, site_changes, site_changes_url
from pomost.website.signposts import Signpost

IN_FEED = 30


@dataclass(frozen=True)
class Source:
    """The latest changes of a city's site."""

    signpost: Signpost
    entries: list[Entry]


if TYPE_CHECKING:
    _Feed = Feed[Entry, Source]
else:  # Django's views take type arguments only in their stubs
    _Feed = Feed


class ChangesFeed(_Feed):
    """The latest changes, each with what changed and why."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, signpost: Signpost) -> Source:
        return Source(signpost, site_changes(signpost, page=IN_FEED).entries)

    def title(self, source: Source) -> str:
        name = _("Register of changes")
        return f"{name} – {source.signpost.home.title}"

    def link(self, source: Source) -> str:
        return site_changes_url(source.signpost)

    def feed_url(self, source: Source) -> str:
        return f"{site_changes_url(source.signpost)}atom/"

    def author_name(self, source: Source) -> str:
        return str(source.signpost.city.publisher)

    def items(self, source: Source) -> list[Entry]:
        return source.entries

    def item_title(self, item: Entry) -> str:
        return f"{item.about}: {item.kind}"

    def item_description(self, item: Entry) -> str:
        # A summary is HTML in Django's Atom feeds.
        return escape(". ".join(part.rstrip(".") for part in (item.reason, item.what) if part))

    def item_link(self, item: Entry) -> str:
        return item.url or item.about_url

    def item_guid(self, item: Entry) -> str:
        return item.identity

    def item_pubdate(self, item: Entry) -> datetime:
        return item.when

    def item_updateddate(self, item: Entry) -> datetime:
        return item.when
