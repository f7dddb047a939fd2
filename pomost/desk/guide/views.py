"""The guide inside the admin: its contents, a chapter, a picture. Wagtail asks for the login before any of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.guide.chapters import LANGUAGES, Chapter, chapters_in, language_for
from pomost.desk.guide.drawing import drawn, picture_file


class GuidePage(WagtailAdminTemplateMixin, TemplateView):
    """What the contents and the chapters share: the officer's language, or the one that comes next to it."""

    page_title = _("Guide")
    header_icon = "help"

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """All chapters in the language of the guide."""
        return chapters_in(language_for(get_language()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = get_language()
        told = {"language": language_for(code), "is_own_language": code in LANGUAGES, "chapters": self.chapters}
        return {**super().get_context_data(**kwargs), **told}


class ContentsView(GuidePage):
    """All chapters, each with the sentence that sums it up."""

    template_name = "desk/guide/contents.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ChapterView(GuidePage):
    """One chapter, with the ways to the one before and the one after."""

    template_name = "desk/guide/chapter.html"

    def get_page_title(self) -> str:
        return self.chapters[self.place].title

    @cached_property
    def place(self) -> int:
        """The place of the chapter among all; Http404 where there is none of that name."""
        names = [chapter.name for chapter in self.chapters]
        if self.kwargs["name"] not in names:
            raise Http404
        return names.index(self.kwargs["name"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        contents = {"url": reverse("desk_guide:contents"), "label": self.page_title}
        return [*self.breadcrumbs_items, contents, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        around = (None, *self.chapters, None)
        ways = {"previous": around[self.place], "next": around[self.place + 2]}
        return {**super().get_context_data(**kwargs), "text": drawn(self.chapters[self.place]), **ways}


def picture(_request: HttpRequest, language: str, name: str) -> HttpResponse:
    """A picture of the guide. The address lets no other names through than those of files in its folder."""
    file = picture_file(language, name)
    if not file.is_file():
        raise Http404
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(file.read_bytes(), content_type="image/png", headers=headers)


def guide_menu_item() -> MenuItem:
    """The way to the guide, first in Wagtail's menu of help."""
    return MenuItem(_("Guide"), reverse("desk_guide:contents"), name="guide", icon_name="help", order=10)


urlpatterns = [
    path("", ContentsView.as_view(), name="contents"),
    re_path(rf"^pictures/(?P<language>{'|'.join(LANGUAGES)})/(?P<name>[a-z0-9-]+)\.png$", picture, name="picture"),
    path("<slug:name>/", ChapterView.as_view(), name="chapter"),
]
