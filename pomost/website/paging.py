"""A long list page by page: which part of it an address asks for, and the ways to the pages before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from pomost.conf.kept import Kept

PAGE = "page"  # the parameter of an address
ON_PAGE = 50  # a city with a few dozen partners sees no pages
_LONGEST_NUMBER = 4

T = TypeVar("T")

_keys: "Kept[list[int]]" = Kept(256)


@dataclass(frozen=True)
class Paging:
    """One page of a list of `total` entries at `url`; `query` is what its address says beside the page."""

    number: int
    total: int
    url: str
    query: str = ""  # "?kind=twinning", or nothing
    on_page: int = ON_PAGE
    is_followed: bool = True  # whether programs that read sites whole are to follow the ways
    is_of_one_language: bool = False  # whether other languages have a list of their own, with other pages

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, ceil(self.total / self.on_page))

    @property
    def is_there(self) -> bool:
        """Whether the list has such a page."""
        return 1 <= self.number <= self.last

    @property
    def first_entry(self) -> int:
        """The number of the first entry on the page, counted through all pages."""
        return (self.number - 1) * self.on_page + 1

    @property
    def last_entry(self) -> int:
        """The number of the last entry on the page."""
        return min(self.number * self.on_page, self.total)

    @property
    def earlier(self) -> str:
        """The address of the page before; empty on the first."""
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the page after; empty on the last."""
        return self.address(self.number + 1) if self.number < self.last else ""

    @property
    def own_query(self) -> str:
        """What the address of this page says: "?kind=twinning&page=2", or nothing."""
        return self._query(self.number)

    def address(self, number: int) -> str:
        """The address of the page with this number."""
        return f"{self.url}{self._query(number)}"

    def shown(self, entries: Sequence[T]) -> Sequence[T]:
        """Those of all `entries` that stand on the page."""
        return entries[self.first_entry - 1 : self.last_entry]

    def context(self, canonical_query: str | None = None) -> dict[str, object]:
        """What the template of a paged list needs; `canonical_query` stands where search engines are led elsewhere."""
        own = self.own_query if canonical_query is None else canonical_query
        kept = self.query if self.is_of_one_language else self.own_query
        is_alone = self.is_of_one_language and self.number > 1
        return {"paging": self, "kept_query": kept, "canonical_query": own, "has_alternates": not is_alone}

    def _query(self, number: int) -> str:
        if number == 1:
            return self.query
        return f"{self.query}{'&' if self.query else '?'}{urlencode({PAGE: number})}"


def page_asked(request: HttpRequest) -> int:
    """The number of the page that the address of `request` asks for; 0 for what is no number."""
    page = request.GET.get(PAGE) or "1"
    return int(page) if page.isascii() and page.isdigit() and len(page) <= _LONGEST_NUMBER else 0


def existing(paging: Paging) -> Paging:
    """Return `paging`. Raises Http404 where the list has no such page."""
    if not paging.is_there:
        raise Http404
    return paging


def keys_in_order(name: str, listed: "QuerySet[Any]", *of: int) -> list[int]:
    """Return the keys of all that is `listed`, of which a page shows some; costs one query once a stamp.

    `name` and the keys `of` what it is listed for tell one list from another.
    """
    return _keys.get((name, *of), lambda: list(listed.values_list("pk", flat=True)))


def rows_in_order(listed: "QuerySet[Any]", keys: Sequence[int]) -> list[Any]:
    """Return those of `listed` with these keys, in the order of the keys; costs one query."""
    found = {row.pk: row for row in listed.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
