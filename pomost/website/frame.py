"""What stands around the content of every page: the city, the sections, the languages, the publication data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page

from pomost.website.publication import Origin, Publication
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class LanguageVersion:
    """The same thing in another language."""

    code: str
    name: str
    url: str
    is_current: bool


def language_versions(
    signpost: Signpost, page: Page, slugs: str = "", versions: Iterable[Page] | None = None
) -> list[LanguageVersion]:
    """`page`, or the record `slugs` on it, in every language in which the page is live.

    `versions` are those of a page that the signpost does not know.
    """
    found = []
    given = None if versions is None else {version.locale.language_code: version for version in versions}
    for code, name in settings.LANGUAGES:
        version = signpost.translation(page, code) if given is None else given.get(code)
        if version is not None:
            address = signpost.url(version) + (f"{slugs}/" if slugs else "")
            found.append(LanguageVersion(code, name, address, code == page.locale.language_code))
    return found


def addresses_of(signpost: Signpost, name: str, *parts: str) -> dict[str, str]:
    """Return what has the fixed address called `name` in urls.py in each language of the site, without the host.

    `parts` are those of the address that differ from thing to thing.
    """
    found = {}
    for code in signpost.homes:
        with override(code):
            found[code] = reverse(name, args=parts)
    return found


def versions_at(signpost: Signpost, name: str, *parts: str) -> list[LanguageVersion]:
    """What stands at the fixed address called `name`, in every language of the site: see addresses_of."""
    names, active = dict(settings.LANGUAGES), get_language()
    addresses = addresses_of(signpost, name, *parts)
    return [LanguageVersion(code, names[code], address, code == active) for code, address in addresses.items()]


def frame_of(
    signpost: Signpost, changed: Iterable[datetime | None] = (), origin: Origin | None = None, changes_url: str = ""
) -> dict[str, Any]:
    """What the template of a page in the active language needs beside its content; costs no query.

    `changed` are the moments at which the parts of the page were last published, `origin` is how its text came about.
    """
    return {
        "signpost": signpost,
        "city": signpost.city,
        "home": signpost.home,
        "home_url": signpost.url(signpost.homes[get_language() or ""]),
        "basket_url": signpost.section_url("BasketPage"),
        "search_url": reverse("search"),
        "office_url": signpost.office_url(),
        "menu": [(page, signpost.url(page)) for page in signpost.menu()],
        "publication": Publication.of(signpost, changed, origin, changes_url),
    }
