"""What programs read of a page: its one address, its versions in other languages, and how others may show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import truncatewords
from django.utils.safestring import SafeString
from wagtail.models import Page

from pomost.languages.formats import locale
from pomost.languages.translated import FALLBACK
from pomost.register.models import Partnership, Record
from pomost.website.frame import LanguageVersion
from pomost.website.link_pictures.facts import HEIGHT, WIDTH, picture_facts
from pomost.website.linked_data import PageFacts, as_script, page_graph
from pomost.website.publication import Publication
from pomost.website.reading import origin_of
from pomost.website.signposts import Signpost

LONGEST = 40  # words of a description; others show hardly more


@dataclass(frozen=True)
class Alternate:
    """The address of the page for readers of one language; "x-default" is for those of all others."""

    hreflang: str
    url: str


@dataclass(frozen=True)
class LinkPicture:
    """The picture that stands beside a link to the page elsewhere."""

    url: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True)
class Head:
    """What stands in the head of a page; all addresses are whole."""

    title: str
    description: str
    kind: str  # as Open Graph has it
    site_name: str
    canonical: str
    address: str  # its own, which for an earlier version is not the canonical one
    alternates: list[Alternate]
    locale: str
    other_locales: list[str]
    picture: LinkPicture
    data: SafeString


def head_of(request: HttpRequest, page: Page, context: dict[str, Any]) -> Head:
    """Return the head of `page`, or of the page of a record in it, from the `context` of its template; no query."""
    signpost: Signpost = context["signpost"]
    publication: Publication = context["publication"]
    versions: list[LanguageVersion] = context["languages"]
    own_query = context.get("canonical_query", "")  # of a page of a list, which stands for itself
    has_alternates = context.get("has_alternates", True)
    urls = {version.code: f"{version.url}{own_query}" for version in versions if has_alternates}
    record: Record | None = context.get("record")
    origin = origin_of(request)
    language = page.locale.language_code
    is_home = request.path == context["home_url"]
    picture = picture_facts(signpost, record or page)
    facts = PageFacts(
        origin=origin,
        address=f"{origin}{request.path}{own_query}",
        name=title_of(signpost, page, record),
        description=_description(page, record, context),
        language=language,
        picture=f"{origin}{picture.url}",
        published_at=record.first_published_at if record else page.first_published_at,
        is_news=context.get("is_news", False),
    )
    return Head(
        title=facts.name,
        description=facts.description,
        kind="website" if is_home else "article",
        site_name=signpost.home.title,
        canonical=f"{origin}{context.get('canonical', request.path)}{own_query}",
        address=facts.address,
        alternates=alternates(origin, urls, is_home=is_home) if urls else [],
        locale=str(locale(language)),
        other_locales=[str(locale(version.code)) for version in versions if version.code != language],
        picture=LinkPicture(facts.picture, WIDTH, HEIGHT, picture.in_words()),
        data=as_script(page_graph(signpost, page, record, facts, publication)),
    )


def title_of(signpost: Signpost, page: Page, record: Record | None) -> str:
    """The name of the page: a partnership's is that of the partner."""
    if isinstance(record, Partnership):
        return record.partner_of(signpost.home).title
    return record.title if record else str(page.title)


def _description(page: Page, record: Record | None, context: dict[str, Any]) -> str:
    if record is None:
        return page.search_description or truncatewords(context.get("description", ""), LONGEST)
    return context.get("description") or record.title


def alternates(origin: str, urls: Mapping[str, str], *, is_home: bool) -> list[Alternate]:
    """Return the language versions at `urls` (language code → address) of one page, with the one for everybody else.

    Who reads none of the site's languages is led by the browser's wishes, or to the language that most people know.
    """
    known = next((urls[code] for code in (*FALLBACK, *urls) if code in urls), "")
    found = [Alternate(code, f"{origin}{url}") for code, url in urls.items()]
    return [*found, Alternate("x-default", f"{origin}{'/' if is_home else known}")]
