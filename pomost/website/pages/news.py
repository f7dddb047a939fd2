"""News: dated items, an index with an archive a year, and a feed."""

import re
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import ExtractYear, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from pomost.website.feeds import NewsFeed
from pomost.website.pages.base import SitePage
from pomost.website.pages.written import WrittenPage, around, below
from pomost.website.paging import PAGE, Paging, existing, keys_in_order, page_asked, rows_in_order
from pomost.website.reading import may_be_kept
from pomost.website.signposts import Signpost

FEED = "atom"  # the last part of the feed's address
ON_INDEX = 20  # how many items the index names before the archive of the years
_YEAR = re.compile(r"[12][0-9]{3}")
_LATEST_IN_BLOCKS = 10


class NewsQuerySet(PageQuerySet):
    """News, the latest first."""

    def latest_first(self) -> Self:
        """By the day that they bear, and of one day the one published later first."""
        return self.order_by("-date", "-last_published_at", "-pk")

    def seen_by_all(self, *, restricted: bool) -> Self:
        """Those that everybody may read; `restricted`: some page of the installation is kept from somebody."""
        live = self.live()
        return live.public() if restricted else live

    def latest_below(self, home: Page, *, restricted: bool) -> Self:
        """The latest below `home`, in no order: not a slice, so that others can be fetched with them."""
        latest = self.seen_by_all(restricted=restricted).descendant_of(home).latest_first()
        return self.filter(pk__in=latest.values("pk")[:_LATEST_IN_BLOCKS])


class NewsIndexPage(SitePage):
    """The news in one language: the latest, and everything of a year at `…/2026/`."""

    parent_page_types: ClassVar[list[str]] = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = ["website.NewsPage"]
    parameters: ClassVar[tuple[str, ...]] = (PAGE,)
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) > 1:
            raise Http404
        last = path_components[0] if path_components else ""
        if last == FEED:
            return RouteResult(self, kwargs={"as_feed": True})
        if not last or _YEAR.fullmatch(last):
            return RouteResult(self, kwargs={"year": int(last or 0)})
        return RouteResult(below(self, last, NewsPage))

    def serve(self, request: HttpRequest, year: int = 0, *, as_feed: bool = False) -> HttpResponse:
        """The latest news, those of a `year`, or the feed."""
        signpost = self.signpost(request)
        if as_feed:
            return may_be_kept(NewsFeed()(request, self, signpost))
        years = self._years(signpost)
        own = sorted(years.get(self.path, ()), reverse=True)
        if year and year not in own:
            raise Http404
        news = self.news()
        url = signpost.url(self)
        keys = keys_in_order("NewsIndexPage", news.filter(date__year=year), self.pk, year) if year else []
        page = page_asked(request) if year else 1
        paging = existing(Paging(page, len(keys), f"{url}{year}/", is_of_one_language=True))
        shown = rows_in_order(news, paging.shown(keys)) if year else list(news[:ON_INDEX])
        context = {
            "year": year,
            "listed": shown,
            "news": [(item, signpost.url_at(item.url_path)) for item in shown],
            "years": [(each, f"{url}{each}/") for each in own],
            "feed_url": signpost.feed_url(),
            **paging.context(),
        }
        versions = [page for page in signpost.pages if year in years.get(page.path, ())] if year else None
        return self.render(
            request,
            "website/news.html",
            context,
            slug=str(year or ""),
            versions=versions,
            changed=[item.last_published_at for item in shown],
            texts=[item.intro for item in shown],
        )

    def news(self) -> NewsQuerySet:
        """The items that everybody may read, the latest first, without their bodies."""
        found: NewsQuerySet = NewsPage.objects.child_of(self).seen_by_all(restricted=not self.open_to_all)
        return found.defer("body").latest_first()

    def _years(self, signpost: Signpost) -> dict[str, set[int]]:
        """The years of the news in each language, by the path of the index; costs one query."""
        versions = [page.path for page in signpost.pages if page.translation_key == self.translation_key]
        index = Substr("path", 1, len(self.path))
        items = NewsPage.objects.seen_by_all(restricted=not self.open_to_all).annotate(index=index)
        found: dict[str, set[int]] = {}
        rows = items.filter(index__in=versions).annotate(year=ExtractYear("date")).order_by()
        for path, year in rows.values_list("index", "year").distinct():
            found.setdefault(path, set()).add(year)
        return found


class NewsPage(WrittenPage):
    """One item: what happened or will happen, under the day that it bears."""

    date = models.DateField(_("date"), default=timezone.localdate)
    is_example = models.BooleanField(
        _("invented example"), default=False, help_text=_("Ticked, the page says that this is an example.")
    )

    objects = PageManager.from_queryset(NewsQuerySet)()

    parent_page_types: ClassVar[list[str]] = ["website.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template: ClassVar[str] = "website/news_item.html"
    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("intro"), FieldPanel("body")]
    settings_panels = [*WrittenPage.settings_panels, FieldPanel("is_example")]

    class Meta:
        verbose_name = _("news item")

    def clean(self) -> None:
        super().clean()
        if self.slug == FEED or _YEAR.fullmatch(self.slug or ""):
            raise ValidationError(
                {"slug": _("This address belongs to the archive or to the feed. Choose another one.")}
            )

    def serve(self, request: HttpRequest) -> HttpResponse:
        signpost = self.signpost(request)
        index, versions = around(self)
        context: dict[str, Any] = {
            "back": (index.title, signpost.url(index)),
            "feed_url": signpost.feed_url(),
            "is_news": not self.is_example,
        }
        return self.render_written(request, context, versions)
