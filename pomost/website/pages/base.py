"""What all pages of the public site share."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from pomost.register.models import Change, Record
from pomost.register.rules.mentions import texts_in
from pomost.website.blocks.parts import Composition
from pomost.website.blocks.prose import LIVING_VALUES_HELP
from pomost.website.changes import changes_url, site_changes_url, site_url
from pomost.website.former_addresses import lead_on
from pomost.website.frame import frame_of, language_versions
from pomost.website.head import head_of
from pomost.website.links import record_slug
from pomost.website.pages.forms import PageForm
from pomost.website.pages.history import PageHistory
from pomost.website.prose import Prose
from pomost.website.publication import Origin, origin_of_page, origin_of_record
from pomost.website.reading import may_be_kept
from pomost.website.signposts import Signpost, signpost_for


def told(record: Record) -> dict[str, Any]:
    """Return the story of `record` in the page's language or, where there is none, those offered in others."""
    story = record.story()
    return {"story": story, "offered": [] if story else record.other_stories()}


def _texts_in(context: dict[str, Any]) -> Iterator[str]:
    """The texts of the stories that a page shows, its own and those offered in other languages."""
    for part in (context, *context.get("membership_stories", ()), *context.get("people_stories", ())):
        for story in (part.get("story"), *part.get("offered", ())):
            if story is not None:
                yield from (story.title, story.lead, *texts_in(list(story.body.raw_data)))


class SitePage(PageHistory, Page):
    """A page of the public site. The facts on it come from records; its own are a title and an introduction."""

    intro = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link"], help_text=LIVING_VALUES_HELP
    )

    # Gone with the page; asked with Change.objects.of, which both databases can answer.
    _changes = GenericRelation(Change, for_concrete_model=False)

    # The parameters of its address on which the page depends.
    parameters: ClassVar[tuple[str, ...]] = ()
    # Set by the signpost where it knows that no page of the installation is kept from anybody.
    open_to_all: bool = False
    # What a version of the page is shown with, in place of what a page of today has: see change_views.
    shown_with: Mapping[str, Any] = MappingProxyType({})

    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    settings_panels = [
        MultiFieldPanel(
            [FieldPanel("change_kind"), FieldPanel("change_reason")],
            heading=_("About this change"),
            help_text=_("What stands here is read in the register of changes of the page."),
        ),
        *Page.settings_panels,
    ]

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        return [] if self.open_to_all else super().get_view_restrictions()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page as readers would see it, in its own language."""
        with override(self.locale.language_code):
            response = self.serve(request)
            # The words of the page are chosen as it is rendered: that has to happen before the language changes back.
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    def signpost(self, request: HttpRequest) -> Signpost:
        """The signpost of the site that `request` asks. Raises Http404 where no city is set up."""
        signpost = signpost_for(request)
        if signpost is None:
            raise Http404
        return signpost

    def render(
        self,
        request: HttpRequest,
        template: str,
        context: dict[str, Any],
        *,
        records: Iterable[Record] = (),
        slug: str = "",
        composition: Composition | None = None,
        versions: Iterable[Page] | None = None,
        texts: Iterable[str] = (),
        changed: Iterable[datetime | None] = (),
    ) -> HttpResponse:
        """Show `template` with `context` and what every page needs; `records` are those whose facts stand on it.

        A page with a body gives its `composition`. One of which the signpost does not know the language versions, such
        as one that stands deeper, gives its `versions`. `texts` are further ones that it shows, `changed` the moments
        at which other pages on it were last published.
        """
        signpost = self.signpost(request)
        # The introduction stands on the page itself, not on those of its records, which need not fetch it.
        own_texts = [*([] if "record" in context else [self.intro]), *texts, *_texts_in(context)]
        prose = composition.prose if composition else Prose.fetched(signpost, own_texts)
        moments: list[datetime | None] = [self.last_published_at, *changed, *prose.changed]
        moments += [record.last_published_at for record in records]
        moments += composition.changed if composition else []
        url = signpost.url(self)
        own = {
            "page": self,
            "section_url": url,
            "languages": language_versions(signpost, self, slug, versions),
            "prose": prose,
            "description": self._described(prose, context),
        }
        origin = self._origin(signpost, context)
        # A page of a register of changes says whose register it is.
        about = context.get("record_url") or (f"{url}{slug}/" if origin.why and slug else url)
        changes = self._changes_url(signpost, about)
        frame = frame_of(signpost, moments, origin, changes)
        whole = {**self.get_context(request), **frame, **own, **context, **self.shown_with}
        response = TemplateResponse(request, template, {**whole, "head": head_of(request, self, whole)})
        return may_be_kept(response, self.parameters)

    def _origin(self, signpost: Signpost, context: dict[str, Any]) -> Origin:
        """How the record that the page shows, or else the page itself, came about."""
        record = context.get("record")
        return origin_of_record(signpost, record) if record is not None else origin_of_page(signpost, self)

    def _changes_url(self, signpost: Signpost, url: str) -> str:
        """Where the changes of what stands at `url` are told; on the first page, those of the whole site."""
        return site_changes_url(signpost) if url == site_url(signpost) else changes_url(url)

    def _described(self, prose: Prose, context: dict[str, Any]) -> str:
        """What a search engine shows of the page: the lead of the record's story, else the introduction."""
        story = context.get("story")
        if "record" in context:
            return prose.plain(story.lead, story.language) if story else ""
        return prose.plain(self.intro, self.locale.language_code)


class SectionPage(SitePage):
    """A page that lists records of one kind and answers for the page of each: `…/partnerstwa/suhl/`."""

    subpage_types: ClassVar[list[str]] = []
    list_template: ClassVar[str]
    record_template: ClassVar[str]
    deepest: ClassVar[int] = 1  # how many parts the address of a record has after the section's

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) > self.deepest:
            raise Http404
        return RouteResult(self, kwargs={"slug": "/".join(path_components)})

    def serve(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        signpost = self.signpost(request)
        if not slug:
            context, records = self.list_context(signpost)
            return self.render(request, self.list_template, {"listed": records, **context}, records=records)
        found = self.found(signpost, slug)
        return self.serve_record(request, found, slug) if isinstance(found, Record) else found

    def found(self, signpost: Signpost, slug: str) -> Record | HttpResponsePermanentRedirect:
        """The published record at `slug`, or the way to where it stands by now. Raises Http404 where none is public."""
        return self.find(signpost, slug) or lead_on(signpost, type(self).__name__, slug)

    def serve_record(self, request: HttpRequest, record: Any, slug: str) -> HttpResponse:
        """Show the page of `record`, be it published or a draft that somebody previews."""
        return self.render_record(request, record, slug, *self.record_context(self.signpost(request), record))

    def render_record(
        self, request: HttpRequest, record: Any, slug: str, context: dict[str, Any], records: list[Record]
    ) -> HttpResponse:
        """Show the page of `record` with `context`; the facts of `records` stand on it as well."""
        context = {"record": record, **told(record), **context}
        return self.render(request, self.template_for(record), context, records=[record, *records], slug=slug)

    def serve_calendar(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Answer with the calendar of the list, or of the record `slug`; raises Http404 where there is none."""
        raise Http404

    def template_for(self, record: Any) -> str:
        """The template of the page of `record`."""
        return self.record_template

    def preview_record(self, request: HttpRequest, record: Any) -> HttpResponse:
        """Show the page of `record` as it would be after publication."""
        return self.serve_record(request, record, record_slug(self.signpost(request), record))

    def list_context(self, signpost: Signpost) -> tuple[dict[str, Any], list[Record]]:
        """Return what the list shows, and the records whose facts stand on it."""
        raise NotImplementedError

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        """Return the published record that `slug` names on this site, or None."""
        raise NotImplementedError

    def record_context(self, signpost: Signpost, record: Any) -> tuple[dict[str, Any], list[Record]]:
        """Return what a record's page shows beside the record, and the other records whose facts stand on it."""
        return {}, []
