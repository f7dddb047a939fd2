"""The menu Reference lists: what records point to."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet, SnippetViewSetGroup

from pomost.desk import panels
from pomost.desk.dependents import NamingMixin
from pomost.desk.lists.columns import Fact
from pomost.desk.lists.exports import csv_response, plain, xlsx_response
from pomost.desk.lists.paging import CountedPaginator
from pomost.desk.town_chooser.viewset import TownChooserViewSet
from pomost.languages.folding import fold
from pomost.languages.search import matching
from pomost.places.models import Municipality
from pomost.register.models import Area, ExchangeRate, Programme, Scheme


class ReferenceIndexView(IndexView):
    """A reference list, searched with marks and case forgiven."""

    paginator_class = CountedPaginator
    facts: Sequence[Fact] = ()  # the columns of a spreadsheet

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.is_export:
            return self.as_spreadsheet(request.GET["export"])
        return super().get(request, *args, **kwargs)

    @cached_property
    def show_export_buttons(self) -> bool:
        return True

    def as_spreadsheet(self, spreadsheet_format: str) -> Any:
        """Return all pages of the list as a file; these lists are short enough to be read at once."""
        title = str(capfirst(self.model._meta.verbose_name_plural))
        name = f"{slugify(fold(title))}-{timezone.localdate()}"
        headings = [str(fact.label) for fact in self.facts]
        rows = [[plain(fact.exported(thing)) for fact in self.facts] for thing in self.get_queryset()]
        if spreadsheet_format == self.FORMAT_CSV:
            return csv_response(name, headings, rows)
        return xlsx_response(name, title, headings, rows)

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's, under a heading in the officer's language: it would make one of the property's name."""
        column = super()._get_title_column(*args, **kwargs)
        column.label = capfirst(_("name"))
        return column

    def get_queryset(self) -> Any:
        """What fits the filters and the search, in the order that is asked for."""
        return self.order_queryset(self.search_queryset(self.filter_queryset(self.get_base_queryset())))

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.filter(matching(self.search_query, *self.search_fields)) if self.is_searching else queryset


class ReferenceDeleteView(NamingMixin, DeleteView):
    """Deletes an entry for good, after showing what names it."""

    def form_valid(self, form: Any) -> Any:
        if self.names.prevents:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)


class ReferenceViewSet(SnippetViewSet):
    """What the reference lists have in common."""

    index_view_class = ReferenceIndexView
    delete_view_class = ReferenceDeleteView
    delete_template_name = "desk/reference/confirm_delete.html"

    copy_view_enabled = False
    list_per_page = 50
    facts: Sequence[Fact] = ()

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(facts=self.facts, **kwargs)


class MunicipalityViewSet(ReferenceViewSet):
    model = Municipality
    icon = "home"
    edit_handler = panels.municipality
    chooser_viewset_class = TownChooserViewSet
    list_display = [
        "title",
        Column("country_name", label=_("Country"), sort_key="country"),
        Column("name", label=_("Own name"), sort_key="name"),
    ]
    facts = [
        Fact("title", _("name")),
        Fact("name", _("Own name")),
        Fact("country_name", _("Country")),
        Fact("region", _("region")),
        Fact("latitude", _("latitude")),
        Fact("longitude", _("longitude")),
        Fact("website", _("website")),
        Fact("geonames_id", _("GeoNames number")),
        Fact("wikidata_id", _("Wikidata item")),
    ]
    search_fields = ["folded_names"]


class AreaViewSet(ReferenceViewSet):
    model = Area
    icon = "tag"
    edit_handler = panels.area
    list_display = ["__str__"]
    facts = [Fact("name", _("name"))]
    search_fields = ["folded"]


class SchemeViewSet(ReferenceViewSet):
    model = Scheme
    icon = "order"
    edit_handler = panels.scheme
    list_display = ["__str__"]
    facts = [Fact("name", _("name")), Fact("grantor", _("grantor")), Fact("website", _("website"))]
    search_fields = ["folded"]


class ProgrammeViewSet(ReferenceViewSet):
    model = Programme
    icon = "form"
    edit_handler = panels.programme
    list_display = ["__str__", "fund"]
    facts = [Fact("name", _("name")), Fact("fund", _("fund")), Fact("website", _("website"))]
    search_fields = ["folded"]


class ExchangeRateViewSet(ReferenceViewSet):
    model = ExchangeRate
    icon = "decimal"
    edit_handler = panels.exchange_rate
    list_display = ["__str__", "day", "source"]
    facts = [
        Fact("currency", _("one unit of")),
        Fact("target", _("is worth in")),
        Fact("rate", _("rate")),
        Fact("day", _("day")),
        Fact("source", _("source")),
    ]
    list_filter = ["currency", "target"]
    search_fields = ["folded"]


class ReferenceGroup(SnippetViewSetGroup):
    """The menu Reference lists."""

    items = (MunicipalityViewSet, AreaViewSet, SchemeViewSet, ProgrammeViewSet, ExchangeRateViewSet)
    menu_label = _("Reference lists")
    menu_name = "reference-lists"
    menu_icon = "list-ul"
    menu_order = 60
