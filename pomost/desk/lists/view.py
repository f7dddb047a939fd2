"""The list of a kind of record: one page of it on the screen, or all of it as a spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, override
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView

from pomost.desk.guide.contextual import LIST, guide_button
from pomost.desk.lists.columns import Fact
from pomost.desk.lists.exports import csv_response, plain, xlsx_response
from pomost.desk.lists.paging import CountedPaginator
from pomost.languages.folding import fold
from pomost.languages.search import matching
from pomost.register.listings import load_beside

STRETCH = 500  # records of an export in memory at a time


class RecordIndexView(IndexView):
    """A list of what the register holds, in the officer's language.

    It costs at most ten queries, however long it is: tests/desk/test_lists.py counts them.
    """

    facts: Sequence[Fact] = ()
    paginator_class = CountedPaginator

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export:
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    # --- Columns

    @cached_property
    def columns(self) -> list[Any]:
        title, *others = [fact for fact in self.facts if not fact.is_hidden]
        return [BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"), self._leading(title), *others]

    def _leading(self, fact: Fact) -> Any:
        """The first column, which leads to the record's form and holds its buttons."""
        column_class = self._get_title_column_class(TitleColumn)
        return column_class(
            fact.name,
            label=fact.label,
            accessor=fact.accessor,
            sort_key=fact.sort_key,
            get_url=self.get_edit_url,
            get_title_id=lambda record: f"snippet_{record.pk}_title",
        )

    def get_edit_url(self, instance: Any) -> str:
        """Where a click on the name leads: to the form or, where the officer may only read, to the facts."""
        may_change = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", instance)
        return str(super().get_edit_url(instance) if may_change else self.get_inspect_url(instance))

    # --- Rows

    def get_queryset(self) -> Any:
        """What fits the filters and the search, in the order that is asked for."""
        return self.order_queryset(self.search_queryset(self.filter_queryset(self.get_base_queryset())))

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(matching(self.search_query, *self.search_fields)) if self.is_searching else queryset

    def order_queryset(self, queryset: Any) -> Any:
        ordering = self.ordering or ""
        fact = next((fact for fact in self.facts if fact.order and fact.name == ordering.removeprefix("-")), None)
        if fact is None or fact.order is None:
            return queryset
        return queryset.order_by(*fact.order(self, ordering.startswith("-")), "pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, _records, is_paginated = super().paginate_queryset(queryset, page_size)
        # The keys of the page first, within the same query: what is sorted and skipped is not read in full.
        keys = page.object_list.select_related(None).values("pk")
        page.object_list = list(self.order_queryset(self.get_base_queryset().filter(pk__in=keys)))
        load_beside(page.object_list, timezone.localdate())
        return paginator, page, page.object_list, is_paginated

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, guide_button(LIST)]

    # --- Spreadsheets

    @cached_property
    def show_export_buttons(self) -> bool:
        return True

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Return all pages of the list as a file, with the columns that are hidden on the screen too."""
        parts = [part for fact in self.facts for part in fact.export_parts(queryset)]
        headings, values = [heading for heading, _value in parts], [value for _heading, value in parts]
        title = str(capfirst(self.model._meta.verbose_name_plural))
        name = f"{slugify(fold(title))}-{timezone.localdate()}"
        rows = _rows(queryset.select_related("keeper", *self.model.snippet_viewset.related), values)
        if spreadsheet_format == self.FORMAT_CSV:
            return csv_response(name, headings, rows)
        return xlsx_response(name, title, headings, rows)


def _rows(records: Any, values: Sequence[Callable[[Any], Any]]) -> Iterator[list[Any]]:
    """The lines of a spreadsheet. They are read after the view has answered, in the officer's language all the same."""
    return _lines(records.iterator(STRETCH), values, get_language(), timezone.get_current_timezone())


def _lines(
    records: Iterator[Any], values: Sequence[Callable[[Any], Any]], language: str | None, zone: Any
) -> Iterator[list[Any]]:
    while stretch := list(islice(records, STRETCH)):
        with override(language), timezone.override(zone):
            load_beside(stretch, timezone.localdate())
            lines = [[plain(value(record)) for value in values] for record in stretch]
        yield from lines
