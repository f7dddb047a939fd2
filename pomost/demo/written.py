"""What the demonstration city's office has written: an editorial page and news, from `leszno/written.toml`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Protocol
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Page

from pomost.website.actions import PageText, add_page
from pomost.website.blocks.body import LIVING
from pomost.website.models import AccessibilityStatement, ContactPage, EditorialPage, HomePage, NewsIndexPage, NewsPage
from pomost.website.pages.base import SitePage
from pomost.website.pages.history import note_first_publications
from pomost.website.settings import CitySettings


class Files(Protocol):
    """Where pictures and documents come from."""

    def picture_block(self, key: str, language: str) -> dict[str, Any]:
        """The picture `key` with its texts in `language`, as a block stores it."""

    def document(self, key: str) -> Any:
        """The document `key`."""


def load_written(city: CitySettings, written: Mapping[str, Any], files: Files) -> None:
    """Publish what is `written` on the site of `city`, in all its languages, and lead there from the home pages."""
    AccessibilityStatement.objects.create(site=city.site, **written["statement"])
    homes = {page.locale.language_code: page for page in _home_pages(city)}
    for row in written["page"]:
        for page in _add(EditorialPage, row, homes, files):
            _lead_to(page, homes[page.locale.language_code])
    news = {code: NewsIndexPage.objects.child_of(home).get() for code, home in homes.items()}
    for row in written["news"]:
        morning = timezone.make_aware(datetime.combine(row["date"], time(10)))
        _add(NewsPage, row, news, files, date=row["date"], published_at=morning)
    note_first_publications(_pages(city))


def _home_pages(city: CitySettings) -> list[HomePage]:
    key = city.site.root_page.translation_key
    return list(HomePage.objects.filter(translation_key=key).select_related("locale"))


def _pages(city: CitySettings) -> Iterator[Page]:
    """All pages of the site of `city`, in all its languages."""
    for home in _home_pages(city):
        yield from Page.objects.descendant_of(home, inclusive=True).select_related("locale").specific()


def _add(
    kind: type[SitePage], row: dict[str, Any], parents: Mapping[str, Page], files: Files, **more: Any
) -> list[SitePage]:
    key = uuid4()
    pages = []
    for code, parent in parents.items():
        told = row[code]
        text = PageText(told["title"], told["slug"], told["intro"])
        body = [_block(block, row, parent, files) for block in told["body"]]
        page = add_page(
            parent, kind, text, text.slug, parent.locale, key, in_menu=False, body=body, is_example=True, **more
        )
        pages.append(page)
    return pages


def _block(block: Sequence[Any], row: dict[str, Any], parent: Page, files: Files) -> dict[str, Any]:
    """A block as a StreamField stores it; what the file leaves out has its default."""
    kind, value = block[0], block[1] if len(block) > 1 else {}
    if kind == "picture":
        value = files.picture_block(row["picture"], parent.locale.language_code)
    elif kind == "document":
        value = {"language": "pl", **value, "file": files.document("agreement").pk}
    elif kind == "action":
        section = ContactPage.objects.child_of(parent).get()
        value = {"text": value["text"], "note": value["note"], "page": section.pk, "address": ""}
    elif kind in LIVING:
        value = {**LIVING[kind].get_prep_value(LIVING[kind].get_default()), **value}
    return {"type": kind, "value": value, "id": str(uuid4())}


def _lead_to(page: SitePage, home: HomePage) -> None:
    action = {"text": page.title, "note": "", "page": page.pk, "address": ""}
    home.body = [*home.body.raw_data, {"type": "action", "value": action, "id": str(uuid4())}]
    home.save()
