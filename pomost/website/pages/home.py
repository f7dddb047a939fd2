"""The home page: the city's bridge, and the way to everything else."""

from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from pomost.website.pages.written import WrittenPage


class HomePage(WrittenPage):
    """The first page of a city's site in one language."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template: ClassVar[str] = "website/home.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The home page alone: the signpost knows all live pages right below, and Wagtail would go on below others."""
        if path_components:
            raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest) -> HttpResponse:
        return self.render_written(request, {"feed_url": self.signpost(request).feed_url()})
