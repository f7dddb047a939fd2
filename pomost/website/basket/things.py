"""What the codes of a basket stand for today, as far as it is public. Anything else is gone; nothing of it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from pomost.register.fetching import fetch_together
from pomost.register.models import Change
from pomost.register.versions import public_changes
from pomost.website.basket.codes import FILE, KINDS, PAGE, Code
from pomost.website.basket.offers import Offer, offers
from pomost.website.changes import version_url
from pomost.website.head import title_of
from pomost.website.links import record_address, records_with_pages
from pomost.website.public_pages import public_pages
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class Thing:
    """One thing in a basket. `title` and `url` are empty where it is gone."""

    code: Code
    title: str = ""
    kind: str = ""
    url: str = ""
    changed_at: datetime | None = None
    version: int | None = None
    offer: Offer | None = None  # of a single document

    @property
    def is_gone(self) -> bool:
        """Whether the public can read it no more."""
        return not self.url


def things_of(signpost: Signpost, codes: Sequence[Code]) -> list[Thing]:
    """Return what each of `codes` stands for, in their order.

    Costs three queries at most, four more where there are documents among them, and one for each version.
    """
    keys: dict[str, set[int]] = {}
    for code in codes:
        keys.setdefault(code.letter, set()).add(code.key)
    letters = [letter for letter in keys if letter in KINDS]
    asked = [records_with_pages(signpost.home, KINDS[letter]).filter(pk__in=keys[letter]) for letter in letters]
    fetched = fetch_together(*asked)
    found: dict[tuple[str, int], Any] = {
        (letter, record.pk): record for letter, rows in zip(letters, fetched, strict=True) for record in rows
    }
    found |= _pages(signpost, keys.get(PAGE, set()))
    found |= {(FILE, key): offer for key, offer in offers(keys.get(FILE, set())).items()}
    versions = _versions(found, codes)
    return [_thing(signpost, code, found.get((code.letter, code.key)), versions) for code in codes]


def _pages(signpost: Signpost, keys: set[int]) -> dict[tuple[str, int], Any]:
    """The public pages of the site with these keys, each in the reader's language where there is a version in it."""
    if not keys:
        return {}
    homes = tuple(home.path for home in signpost.homes.values())
    translations = Page.objects.filter(pk__in=keys).values("translation_key")
    rows = public_pages(Page).filter(translation_key__in=translations).select_related("locale")
    pages = [page for page in rows if page.path.startswith(homes)]
    spoken = {page.translation_key: page for page in pages if page.locale.language_code == get_language()}
    return {(PAGE, page.pk): spoken.get(page.translation_key, page) for page in pages if page.pk in keys}


def _versions(found: dict[tuple[str, int], Any], codes: Sequence[Code]) -> dict[Code, Change]:
    """The public changes that brought the versions among `codes`."""
    versions = {}
    for code in codes:
        thing = found.get((code.letter, code.key))
        if code.version is None or thing is None or code.letter == FILE:
            continue
        own = thing.specific if isinstance(thing, Page) else thing
        change = public_changes(own).filter(number=code.version, revision__isnull=False).first()
        if change is not None:
            versions[code] = change
    return versions


def _thing(signpost: Signpost, code: Code, thing: Any, versions: dict[Code, Change]) -> Thing:
    if thing is None or (code.version is not None and code not in versions):
        return Thing(code)
    if isinstance(thing, Offer):
        return Thing(
            code, thing.title.text, capfirst(_("document")), thing.file.url, thing.file.created_at, offer=thing
        )
    if isinstance(thing, Page):
        title, url, kind = thing.title, signpost.url(thing), _("page")
    else:
        title, url = title_of(signpost, thing, thing), record_address(signpost, thing)
        kind = str(thing._meta.verbose_name)
    changed_at = thing.last_published_at
    if code.version is not None and url:
        url, changed_at = version_url(url, code.version), versions[code].published_at
    return Thing(code, title, capfirst(kind), url, changed_at, code.version)
