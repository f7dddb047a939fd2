"""Prose as readers see it: living values in place of their keys, links to pages as they stand today, typeset."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from pomost.languages.templatetags.languages import typeset_html
from pomost.languages.typography import typeset
from pomost.register.fetching import Wanted, fetch_together
from pomost.register.living_values import Answers
from pomost.register.rules.living_keys import Key, replaced
from pomost.website.signposts import Signpost

_PAGE_LINK = re.compile(r"<a\b(?=[^>]*\blinktype=\"page\")[^>]*?\bid=\"(\d+)\"[^>]*>")
GAP = "…"


@dataclass
class Prose:
    """The texts of one page. `ask` names what to fetch for them, `take` gets it, then `text` and `html` can speak."""

    signpost: Signpost
    answers: Answers
    linked: frozenset[int]  # the keys of the pages to which the texts lead
    addresses: dict[int, str]

    @classmethod
    def of(cls, signpost: Signpost, texts: Iterable[str], pages: Iterable[int] = ()) -> "Prose":
        """The prose of `texts`, for which nothing is fetched yet; `pages` are the keys of others to be linked."""
        texts = [text for text in texts if text]
        linked = frozenset({*pages, *(int(key) for text in texts for key in _PAGE_LINK.findall(text))})
        return cls(signpost, Answers.to(texts, signpost.home, timezone.localdate()), linked, {})

    @classmethod
    def fetched(cls, signpost: Signpost, texts: Iterable[str]) -> "Prose":
        """The prose of `texts`; costs one query where they hold keys or lead to pages, and none elsewhere."""
        prose = cls.of(signpost, texts)
        prose.take(fetch_together(*prose.ask()))
        return prose

    @property
    def changed(self) -> list[datetime | None]:
        """When the records were last published from which the texts speak."""
        return self.answers.changed

    def ask(self) -> "list[QuerySet[Any] | Wanted]":
        """What has to be fetched together."""
        pages = Page.objects.live().filter(pk__in=self.linked).order_by("path").select_related("locale")
        return [*([pages] if self.linked else []), *self.answers.ask()]

    def take(self, fetched: Sequence[list[Any]]) -> None:
        """Remember what `ask` was answered."""
        pages, rest = (fetched[0], fetched[1:]) if self.linked else ([], fetched)
        held = [page for page in pages if self.signpost.holds(page)]
        self.addresses = {page.pk: self.signpost.url(self._in_active_language(page)) for page in held}
        self.answers.take(rest)

    def _in_active_language(self, page: Page) -> Page:
        """The version of `page` that its reader reads: a text taken over from another language leads there as well."""
        return self.signpost.translation(page, get_language() or "") or page

    def plain(self, text: str, language: str) -> str:
        """`text`, or HTML without its tags, for places that hold no markup."""
        bare = unescape(strip_tags(text)) if "<" in text else text
        return replaced(bare, lambda key: self.answers.value(key, language) or GAP)

    def text(self, text: str, language: str) -> SafeString:
        """A plain text as HTML, typeset in `language`."""
        return self._typeset(replaced(escape(text), lambda key: self._shown(key, language)), language)

    def html(self, html: str, language: str) -> SafeString:
        """HTML of the editor's kind, as it stands in the database, typeset in `language`."""
        linked = _PAGE_LINK.sub(self._link, html)
        return self._typeset(expand_db_html(replaced(linked, lambda key: self._shown(key, language))), language)

    def _link(self, match: re.Match[str]) -> str:
        """The link to a page; where the page is gone its words stand without one."""
        address = self.addresses.get(int(match.group(1)))
        return f'<a href="{escape(address)}">' if address else "<a>"

    def _shown(self, key: Key, language: str) -> str:
        """The value, or a gap that says so to those who hear it: no sentence breaks when a record has gone."""
        value = self.answers.value(key, language)
        if value:
            return escape(typeset(value, language))
        with override(language):
            told = gettext("not known")
        return f'<span aria-hidden="true">{GAP}</span><span class="visually-hidden">{told}</span>'

    @staticmethod
    def _typeset(html: str, language: str) -> SafeString:
        # Escaped above, or cleaned by the editor when it was saved, as wagtail's own filter takes it.
        return mark_safe(typeset_html(html, language))  # noqa: S308
