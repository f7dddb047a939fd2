"""Entering things into the search's index and taking them out: it holds what the public sees, and nothing else."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import prefetch_related_objects
from wagtail.models import Page

from pomost.places.models import Municipality
from pomost.register.models import Record
from pomost.website.links import WITH_PAGES, records_with_pages
from pomost.website.pages.base import SitePage
from pomost.website.pages.sections import BasketPage
from pomost.website.public_pages import public_pages
from pomost.website.search.entry import SearchEntry
from pomost.website.search.texts import LINKS, day_of, facts_of, pieces_of, pieces_of_page, titles_of
from pomost.website.search.words import index_words
from pomost.website.settings import CitySettings

CHUNK = 500  # things in memory at a time
RECORD_KINDS: dict[str, type[Record]] = {str(kind._meta.model_name): kind for kind in WITH_PAGES}


def page_kinds() -> dict[str, type[SitePage]]:
    """The kinds of page that can be found, by name. A basket holds what the reader puts into it."""
    kinds = apps.get_app_config("website").get_models()
    return {str(k._meta.model_name): k for k in kinds if issubclass(k, SitePage) and k is not BasketPage}


@transaction.atomic
def build_search() -> int:
    """Bring the whole index up to date and return how many things it holds; what is right already stays.

    One transaction, in which a large register is written for some minutes.
    """
    SearchEntry.objects.exclude(kind__in=[*RECORD_KINDS, *page_kinds()]).delete()
    for name, kind in RECORD_KINDS.items():
        published = kind._default_manager.published().order_by("pk").values_list("pk", flat=True)
        _forget(name, published)
        for keys in _chunks(published):
            index_records(kind, keys)
    for name, page_kind in page_kinds().items():
        public = public_pages(page_kind).order_by("pk").values_list("pk", flat=True)
        _forget(name, public)
        for keys in _chunks(public):
            _replace(name, keys, _page_entries(name, page_kind, keys))
    SearchEntry.objects.compact()
    return SearchEntry.objects.count()


def index_records(kind: type[Record], keys: Collection[int]) -> None:
    """Enter those of `keys`, records of `kind`, that the public sees, and take the others out."""
    found: dict[int, Record] = {}
    sites: dict[int, list[int]] = {}
    for home in _homes():
        for record in records_with_pages(home, kind).filter(pk__in=keys).order_by("pk"):
            found.setdefault(record.pk, record)
            sites.setdefault(record.pk, []).append(home.pk)
    prefetch_related_objects(list(found.values()), *LINKS[kind])
    name = str(kind._meta.model_name)
    _replace(name, keys, [_record_entry(name, record, sites[key]) for key, record in found.items()])


def index_pages(pages: Any) -> None:
    """Enter those of `pages`, a query of pages, that everybody may read, and take the others out."""
    keys = list(pages.values_list("pk", flat=True))
    for name, kind in page_kinds().items():
        own = list(kind._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if own:
            _replace(name, own, _page_entries(name, kind, own))


def _homes() -> list[Municipality]:
    return list(Municipality.objects.filter(pk__in=CitySettings.objects.values("home")))


def _record_entry(name: str, record: Any, homes: Iterable[int]) -> SearchEntry:
    stories = {story.language for story in record.stories.all()}
    titles = [*titles_of(record), *(story.title for story in record.stories.all())]
    texts = [*facts_of(record), *(piece.text for piece in pieces_of(record))]
    return SearchEntry(
        kind=name,
        object_id=record.pk,
        languages=" ".join(sorted(stories)),
        day=day_of(record),
        words=index_words(titles, texts, homes),
    )


def _page_entries(name: str, kind: type[SitePage], keys: Collection[int]) -> list[SearchEntry]:
    homes = {path: home for home, paths in _home_paths() for path in paths}
    entries = []
    for page in public_pages(kind).filter(pk__in=keys).select_related("locale").order_by("pk"):
        sites = {home for path, home in homes.items() if page.path.startswith(path)}
        day = getattr(page, "date", None) or page.first_published_at
        if sites:
            words = index_words([page.title], (piece.text for piece in pieces_of_page(page)), sites)
            entries.append(
                SearchEntry(
                    kind=name,
                    object_id=page.pk,
                    languages=page.locale.language_code,
                    day=f"{day:%Y-%m-%d}" if day else "",
                    words=words,
                )
            )
    return entries


def _home_paths() -> Iterator[tuple[int, list[str]]]:
    """The key of each city with the paths of its home pages in all languages."""
    for city in CitySettings.objects.filter(home__isnull=False).select_related("site__root_page"):
        root = city.site.root_page
        homes = Page.objects.filter(translation_key=root.translation_key, depth=root.depth)
        if city.home_id is not None:
            yield city.home_id, list(homes.values_list("path", flat=True))


def _replace(name: str, keys: Collection[int], entries: Iterable[SearchEntry]) -> None:
    """Let the things of kind `name` with these keys have these `entries` and no others; what is the same stays."""
    kept = {entry.object_id: entry for entry in SearchEntry.objects.filter(kind=name, object_id__in=keys)}
    new = []
    for entry in entries:
        same = kept.get(entry.object_id)
        if same and (same.languages, same.day, same.words) == (entry.languages, entry.day, entry.words):
            del kept[entry.object_id]
        else:
            new.append(entry)
    if kept:
        SearchEntry.objects.filter(pk__in=[entry.pk for entry in kept.values()]).delete()
    SearchEntry.objects.bulk_create(new)


def _forget(name: str, public: Any) -> None:
    """Take out what is of kind `name` and not among the keys `public`."""
    SearchEntry.objects.filter(kind=name).exclude(object_id__in=public.order_by()).delete()


def _chunks(keys: Any) -> Iterator[list[int]]:
    """The keys of the query `keys`, in their order, some at a time: between two the index is written."""
    chunk = list(keys[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(keys.filter(pk__gt=chunk[-1])[:CHUNK])
