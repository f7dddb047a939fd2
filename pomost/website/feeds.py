"""The news of one language as an Atom feed (RFC 4287)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from pomost.website.prose import Prose
from pomost.website.signposts import Signpost

if TYPE_CHECKING:
    from pomost.website.pages.news import NewsIndexPage, NewsPage

IN_FEED = 20


@dataclass(frozen=True)
class Source:
    """The news of one language, with their texts as readers see them."""

    index: "NewsIndexPage"
    signpost: Signpost
    items: "list[NewsPage]"
    prose: Prose

    @property
    def language(self) -> str:
        """The language of the news."""
        return str(self.index.locale.language_code)


if TYPE_CHECKING:
    _Feed = Feed["NewsPage", Source]
else:  # Django's views take type arguments only in their stubs
    _Feed = Feed


class NewsFeed(_Feed):
    """The latest items. An item keeps its identity when its address changes, and tells when it was last published."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, index: "NewsIndexPage", signpost: Signpost) -> Source:
        items = list(index.news()[:IN_FEED])
        self.source = Source(
            index, signpost, items, Prose.fetched(signpost, [index.intro, *(item.intro for item in items)])
        )
        return self.source

    def title(self, source: Source) -> str:
        return f"{source.index.title} – {source.signpost.home.title}"

    def subtitle(self, source: Source) -> str:
        return source.prose.plain(source.index.intro, source.language)

    def link(self, source: Source) -> str:
        return source.signpost.url(source.index)

    def feed_url(self, source: Source) -> str:
        return source.signpost.feed_url()

    def author_name(self, source: Source) -> str:
        return str(source.signpost.city.publisher)

    def items(self, source: Source) -> "list[NewsPage]":
        return source.items

    def item_title(self, item: "NewsPage") -> str:
        return str(item.title)

    def item_description(self, item: "NewsPage") -> str:
        # A summary is HTML in Django's Atom feeds.
        return escape(self.source.prose.plain(item.intro, self.source.language))

    def item_link(self, item: "NewsPage") -> str:
        return self.source.signpost.url_at(item.url_path)

    def item_guid(self, item: "NewsPage") -> str:
        return f"urn:uuid:{uuid5(item.translation_key, self.source.language)}"

    def item_pubdate(self, item: "NewsPage") -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: "NewsPage") -> datetime | None:
        return item.last_published_at
