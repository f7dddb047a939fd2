"""A section whose list comes page by page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from pomost.register.models import Record
from pomost.website.pages.base import SectionPage
from pomost.website.paging import PAGE, Paging, existing, keys_in_order, page_asked, rows_in_order
from pomost.website.signposts import Signpost


class PagedSection(SectionPage):
    """A section that lists records, however many there are: `?page=2`."""

    parameters: ClassVar[tuple[str, ...]] = (PAGE,)

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        if slug:
            return super().serve(request, slug)
        signpost = self.signpost(request)
        listed = self.listed(signpost)
        keys = keys_in_order(type(self).__name__, listed, signpost.home.pk)
        paging = existing(Paging(page_asked(request), len(keys), signpost.url(self)))
        context, records = self.page_context(signpost, rows_in_order(listed, paging.shown(keys)))
        context = {"listed": records, **paging.context(), **context}
        return self.render(request, self.list_template, context, records=records)

    def listed(self, signpost: Signpost) -> "QuerySet[Any]":
        """All that the section lists, in its order."""
        raise NotImplementedError

    def page_context(self, signpost: Signpost, rows: Sequence[Any]) -> tuple[dict[str, Any], list[Record]]:
        """Return what the list shows of the `rows` of one page, and the records whose facts stand on it."""
        raise NotImplementedError
