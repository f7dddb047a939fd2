"""The report on outside addresses: what became of them, who names them, and the button that asks again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from pomost.desk.links.choices import Outcome
from pomost.desk.links.models import Link, LinkQuerySet
from pomost.desk.links.queries import NamedLink, links_of, with_mentions
from pomost.desk.links.tasks import check_again
from pomost.desk.lists.exports import csv_response, xlsx_response
from pomost.desk.lists.filters import SeveralFilter
from pomost.desk.permissions import READ, cities_of, keepers_for
from pomost.website.settings import CitySettings

PUBLISHING = ("publish",)


def may_see_links(user: Any) -> bool:
    """Whether `user` has a role for some city."""
    return bool(user.is_superuser or cities_of(user, READ))


class LinksFilterSet(WagtailFilterSet):
    """By outcome."""

    outcome = SeveralFilter(label=_("Outcome"), choices=Outcome.choices)

    class Meta:
        model = Link
        fields = ["outcome"]


class LinkColumn(Column):
    """A cell of the report, drawn by a template of its own from a NamedLink."""

    def __init__(self, name: str, label: Any, **kwargs: Any) -> None:
        super().__init__(name, label=label, accessor=lambda row: row, **kwargs)
        self.cell_template_name = f"desk/links/{name}.html"


class LinksView(ReportView):
    """The addresses that records of the officer's cities name."""

    model = Link
    permission_policy = None  # `dispatch` asks for a role
    page_title = _("Links")
    header_icon = "link-external"
    template_name = "desk/links/report.html"
    filterset_class = LinksFilterSet
    index_url_name = "desk_links:list"
    index_results_url_name = "desk_links:results"
    verbose_name_plural = pgettext_lazy("web addresses", "links")
    default_ordering = ("-failures", "url")
    columns = [
        LinkColumn("address", _("Web address"), sort_key="url"),
        LinkColumn("outcome", _("Outcome"), sort_key="outcome"),
        LinkColumn("failing", _("Failing since"), sort_key="failing_since"),
        LinkColumn("checked", _("Last checked"), sort_key="checked_at"),
        LinkColumn("named_by", _("Named by")),
        LinkColumn("again", _("Check again")),
    ]
    # Wagtail offers spreadsheets where this names columns.
    list_export = [
        _("Web address"),
        _("Outcome"),
        _("HTTP status"),
        _("Moved to"),
        _("Failing since"),
        _("Last checked"),
        _("Named by"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_links(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cities(self) -> Any:
        """Those for which the officer has a role."""
        return keepers_for(self.request.user, READ)

    def get_base_queryset(self) -> LinkQuerySet:
        return links_of(self.cities)

    def decorate_paginated_queryset(self, object_list: Any) -> list["Row"]:
        user = self.request.user
        publishes = None if user.is_superuser else set(cities_of(user, PUBLISHING))
        return [
            Row(named, may_ask=publishes is None or bool(named.cities & publishes))
            for named in with_mentions(object_list, self.cities)
        ]

    def as_spreadsheet(self, rows: list["Row"], spreadsheet_format: str) -> HttpResponseBase:
        headings, cells = [str(heading) for heading in self.list_export], [row.cells() for row in rows]
        if spreadsheet_format == self.FORMAT_XLSX:
            return xlsx_response("links", str(self.page_title), headings, cells)
        return csv_response("links", headings, cells)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        context["object_list"] = rows = self.decorate_paginated_queryset(context["object_list"])
        context["table"] = self.get_table(rows)
        if not self.results_only:
            cities = CitySettings.objects.filter(home__in=self.cities).select_related("home", "site")
            context["not_checking"] = [each for each in cities if not each.check_links]
        return context

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # As Wagtail's report does, which makes the table before it decorates the rows.
        self.object_list = self.get_filtered_queryset()
        if self.is_export:
            return self.as_spreadsheet(self.decorate_paginated_queryset(self.object_list), request.GET["export"])
        return self.render_to_response(self.get_context_data())


class Row:
    """A row of the report."""

    def __init__(self, named: NamedLink, *, may_ask: bool) -> None:
        self.link = named.link
        self.named_by = named.named_by
        self.may_ask = may_ask
        self.pk = named.link.pk

    @property
    def outcome(self) -> str:
        """In words."""
        return str(self.link.get_outcome_display())

    def cells(self) -> list[Any]:
        """The row of a spreadsheet, in the officer's language and time."""
        link, named = self.link, "; ".join(str(named.thing) for named in self.named_by)
        moments = [
            moment and localtime(moment).replace(tzinfo=None) for moment in (link.failing_since, link.checked_at)
        ]
        return [link.url, self.outcome, link.status, link.moved_to, *moments, named]


class CheckAgainView(View):
    """Puts the question whether one address answers into the queue."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not cities_of(request.user, PUBLISHING) and not request.user.is_superuser:
            raise PermissionDenied
        link = get_object_or_404(links_of(keepers_for(request.user, PUBLISHING)), pk=pk)
        check_again.enqueue(link.pk)
        messages.success(request, _("“%(url)s” will be checked in a moment.") % {"url": link.url})
        return redirect("desk_links:list")


class LinksMenuItem(MenuItem):
    """The menu's way to the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_links(request.user)


def links_menu_item() -> LinksMenuItem:
    """The report in Wagtail's menu of reports."""
    return LinksMenuItem(_("Links"), reverse("desk_links:list"), name="links", icon_name="link-external", order=650)


urlpatterns = [
    path("", LinksView.as_view(), name="list"),
    path("results/", LinksView.as_view(results_only=True), name="results"),
    path("<int:pk>/again/", CheckAgainView.as_view(), name="again"),
]
