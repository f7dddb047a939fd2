"""The index follows what becomes public and what is withdrawn, in the transaction in which it does.

Signals, because the two sides must not know each other: the register knows no pages, and Wagtail knows no search. Each
time that the public sees something else of a record, the register writes a Change; of pages Wagtail tells.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import ForeignKey, Model
from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from pomost.register.actions.blackout import rows_blacked_out
from pomost.register.models import Challenge, Change, Membership, Network, Record, Solution
from pomost.website.search.entry import SearchEntry
from pomost.website.search.index import RECORD_KINDS, build_search, index_pages, index_records, page_kinds


def follow() -> None:
    """Begin to follow."""
    post_save.connect(_record_changed, sender=Change, dispatch_uid="search")
    rows_blacked_out.connect(_blacked_out, dispatch_uid="search")
    page_published.connect(_page_changed, dispatch_uid="search")
    page_unpublished.connect(_page_changed, dispatch_uid="search")
    post_page_move.connect(_page_changed, dispatch_uid="search")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search")
    kinds: list[type[Model]] = [*RECORD_KINDS.values(), *page_kinds().values()]
    for kind in kinds:
        post_delete.connect(_gone, sender=kind, dispatch_uid="search")


def _record_changed(instance: Change, **_more: Any) -> None:
    if instance.published_at is None:  # a draft: the public sees what it saw
        return
    kind = instance.content_type.model_class()
    if kind is not None and issubclass(kind, Record):
        _index(kind, [int(instance.object_id)])


def _index(kind: type[Record], keys: Collection[int]) -> None:
    """Enter or take out the records of `kind`, and those that are public with them alone."""
    if kind in RECORD_KINDS.values():
        index_records(kind, keys)
    if kind is Membership:
        networks = Membership.everything.filter(pk__in=keys).values_list("network", flat=True)
        index_records(Network, list(networks))
    if kind is Challenge:
        solutions = Solution.everything.filter(challenge__in=keys).values_list("pk", flat=True)
        index_records(Solution, list(solutions))


def _blacked_out(rows: Mapping[type[Model], Collection[Any]], **_more: Any) -> None:
    """Read anew what a name was taken out of: records, the children of records, or anything that many of them share."""
    for model, keys in rows.items():
        parent = next((field for field in model._meta.concrete_fields if isinstance(field, ParentalKey)), None)
        if issubclass(model, Record):
            _index(model, keys)
        elif isinstance(parent, ForeignKey) and issubclass(parent.related_model, Record):
            owners = model._base_manager.filter(pk__in=keys).values_list(parent.attname, flat=True)
            _index(parent.related_model, list(owners))
        else:
            build_search()
    SearchEntry.objects.compact()


def _page_changed(instance: Page, **_more: Any) -> None:
    # With the page come those below it: they are hidden with it.
    index_pages(Page.objects.filter(path__startswith=instance.path))


def _restricted(instance: PageViewRestriction, **_more: Any) -> None:
    _page_changed(instance.page)


def _gone(instance: Model, **_more: Any) -> None:
    SearchEntry.objects.filter(kind=instance._meta.model_name, object_id=instance.pk).delete()
