"""Pages that somebody writes: prose and living blocks, one below another."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pomost.website.blocks.body import BODY
from pomost.website.blocks.parts import compose
from pomost.website.pages.base import SitePage
from pomost.website.signposts import ORIGIN


class WrittenPage(SitePage):
    """A page with a body of blocks."""

    body = StreamField(BODY, verbose_name=_("content"), blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True

    def render_written(
        self, request: HttpRequest, context: dict[str, Any], versions: Iterable[Page] | None = None
    ) -> HttpResponse:
        """Show the page with `context`; costs one query for its texts, and one for all that stands in its blocks."""
        if deferred := self.get_deferred_fields():
            self.refresh_from_db(fields=sorted(deferred))
        composition = compose(self.signpost(request), self.body, self.locale.language_code, self.intro)
        context = {"parts": composition.parts, "is_takeable": True, **context}
        return self.render(request, self.template, context, composition=composition, versions=versions)


def below(page: SitePage, slug: str, kind: Any) -> Any:
    """Return the live page of `kind` with `slug` directly below `page`, ready to be served; costs one query.

    Raises Http404 where there is none.
    """
    found = kind.objects.child_of(page).live().filter(slug=slug).annotate(**ORIGIN).first()
    if found is None:
        raise Http404
    found.locale = page.locale
    found.open_to_all = page.open_to_all
    return found


class EditorialPage(WrittenPage):
    """A page of prose and living blocks that an officer makes anywhere below the home page."""

    is_example = BooleanField(
        _("invented example"), default=False, help_text=_("Ticked, the page says that this is an example.")
    )

    parent_page_types: ClassVar[list[str]] = ["website.HomePage", "website.EditorialPage"]
    subpage_types: ClassVar[list[str]] = ["website.EditorialPage"]
    template: ClassVar[str] = "website/editorial.html"
    settings_panels = [*SitePage.settings_panels, FieldPanel("is_example")]

    class Meta:
        verbose_name = _("editorial page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components:
            return super().route(request, path_components)
        child: EditorialPage = below(self, path_components[0], EditorialPage)
        return child.route(request, path_components[1:])

    def serve(self, request: HttpRequest) -> HttpResponse:
        signpost = self.signpost(request)
        if signpost.knows(self):
            return self.render_written(request, {})
        parent, versions = around(self)
        is_top = parent.pk == signpost.homes[self.locale.language_code].pk
        back = {} if is_top else {"back": (parent.title, signpost.url(parent))}
        return self.render_written(request, back, versions)


def around(page: SitePage) -> tuple[Page, list[Page]]:
    """Return the page above `page`, and `page` with the translations that can be reached; costs one query."""
    above = page.path[: -Page.steplen]
    # A page below one that was taken back is live by itself, and yet nowhere.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hidden = Page.objects.filter(live=False).annotate(whole=path).filter(whole__startswith=F("path"))
    translations = Q(~Exists(hidden), translation_key=page.translation_key)
    pages = list(Page.objects.filter(Q(path=above) | translations).select_related("locale"))
    parent = next(each for each in pages if each.path == above)
    versions = {each.pk: each for each in pages if each.translation_key == page.translation_key}
    return parent, list({**versions, page.pk: page}.values())
