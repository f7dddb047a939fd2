"""The peer's pages: a home page, sections, and a page a partnership and activity."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Substr
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


@register_snippet
class Project(models.Model):
    """What towns do with funds from elsewhere."""

    title = models.CharField(max_length=300)
    status = models.CharField(max_length=100)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.title


@register_snippet
class Office(models.Model):
    """Whom to ask in a town."""

    town = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    institution = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.name


class Photo(Orderable):
    """A photo with what is told of it."""

    image = models.ForeignKey("wagtailimages.Image", on_delete=models.CASCADE, related_name="+")
    alternative = models.TextField(blank=True)
    caption = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=200, blank=True)

    class Meta(Orderable.Meta):
        abstract = True


class Attached(Orderable):
    """A document with its title."""

    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=300)
    licence = models.CharField(max_length=200, blank=True)

    class Meta(Orderable.Meta):
        abstract = True


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
    website = models.URLField(blank=True)
    kilometres = models.PositiveIntegerField(default=0)
    legal = models.CharField(max_length=300, blank=True)
    living = models.CharField(max_length=300, blank=True)
    source = models.TextField(blank=True)
    areas = ParentalManyToManyField(Area, blank=True)
    projects = ParentalManyToManyField(Project, blank=True)
    offices = ParentalManyToManyField(Office, blank=True)

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("kind", "country", "since", "lead", "image", "body", "areas", "projects")),
        *(FieldPanel(name) for name in ("offices", "website", "kilometres", "legal", "living", "source")),
        *(InlinePanel(name) for name in ("acts", "photos", "documents")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        activities = self.activities.live()
        context["activities"] = activities.order_by("-start")
        in_years = activities.exclude(start="").annotate(year=Substr("start", 1, 4)).values("year").order_by("year")
        context["years"] = in_years.annotate(people=models.Sum("people"))
        return context


class Act(Orderable):
    """An agreement, a resolution, a renewal."""

    page = ParentalKey(PartnershipPage, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=100)
    date = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=100, blank=True)
    body = models.CharField(max_length=300, blank=True)
    signed_by = models.TextField(blank=True)


class PartnershipPhoto(Photo):
    """A photo of a partnership."""

    page = ParentalKey(PartnershipPage, on_delete=models.CASCADE, related_name="photos")


class PartnershipDocument(Attached):
    """A document of a partnership."""

    page = ParentalKey(PartnershipPage, on_delete=models.CASCADE, related_name="documents")


class ActivityPage(Page):
    """One activity, with the partnership that it belongs to."""

    kind = models.CharField(max_length=100)
    start = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField(default=0)
    lead = models.TextField(blank=True)
    image = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(BODY, blank=True)
    partnership = models.ForeignKey(
        PartnershipPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("kind", "start", "place", "people", "lead", "image", "body", "partnership")),
        *(InlinePanel(name) for name in ("photos", "documents")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]


class ActivityPhoto(Photo):
    """A photo of an activity."""

    page = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="photos")


class ActivityDocument(Attached):
    """A document of an activity."""

    page = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="documents")
