"""The peer's pages: a home page, sections, and a page a partnership and activity."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

CARDS = 12  # on one page of a list; `?all` shows all at once


class QuoteBlock(blocks.StructBlock):
    """A quotation and whose it is."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(required=False)

    class Meta:
        template = "peer/quote_block.html"


BODY = [
    ("heading", blocks.CharBlock(form_classname="title")),
    ("paragraph", blocks.RichTextBlock()),
    ("quote", QuoteBlock()),
]


@register_snippet
class Area(models.Model):
    """What towns do together."""

    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class HomePage(Page):
    """The first page in a language: the nearest partnerships as cards."""

    intro = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["partnerships"] = PartnershipPage.objects.live().descendant_of(self).select_related("image")[:3]
        return context


class SectionPage(Page):
    """A section of text alone."""

    intro = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]


class PartnershipIndexPage(Page):
    """The list of partner towns."""

    intro = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = PartnershipPage.objects.live().descendant_of(self).select_related("image").order_by("kind", "title")
        paginator = Paginator(found, found.count() or 1 if "all" in request.GET else CARDS)
        context["partnerships"] = paginator.get_page(request.GET.get("page"))
        return context


class ActivityIndexPage(Page):
    """The list of activities, the latest first."""

    intro = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        found = ActivityPage.objects.live().descendant_of(self).select_related("image").order_by("-start")
        context["activities"] = Paginator(found, CARDS).get_page(request.GET.get("page"))
        return context


class PartnershipPage(Page):
    """One partner town."""

    kind = models.CharField(max_length=100)
    country = models.CharField(max_length=100)
    since = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    lead = models.TextField(blank=True)
    image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(BODY, blank=True)
    areas = ParentalManyToManyField(Area, blank=True)

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("kind", "country", "since", "lead", "image", "body", "areas")),
        InlinePanel("acts"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["activities"] = self.activities.live().order_by("-start")
        return context


class Act(Orderable):
    """An agreement, a resolution, a renewal."""

    page = ParentalKey(PartnershipPage, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=100)
    date = models.CharField(max_length=10, blank=True)


class ActivityPage(Page):
    """One activity, with the partnership that it belongs to."""

    kind = models.CharField(max_length=100)
    start = models.CharField(max_length=10, blank=True)
    lead = models.TextField(blank=True)
    image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(BODY, blank=True)
    partnership = models.ForeignKey(
        PartnershipPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("kind", "start", "lead", "image", "body", "partnership")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
