"""What a search answers: the things found, what they can be narrowed down by, and a page of them with passages.

The index says which things have the words. What is shown is read from the things themselves, by the querysets that say
what is public: whatever is in the index, nothing else can be seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Value
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from pomost.languages.formats import language_name
from pomost.languages.translated import Translated, Wording, language_codes
from pomost.register.fetching import fetch_together, give_children
from pomost.register.models import Partnership, Record
from pomost.website.links import record_address, records_with_pages
from pomost.website.narrowing import Choice, Facet, UnknownChoiceError
from pomost.website.pages.base import SitePage
from pomost.website.pages.news import NewsPage
from pomost.website.paging import Paging
from pomost.website.public_pages import public_pages
from pomost.website.search.entry import SearchEntry
from pomost.website.search.index import RECORD_KINDS, page_kinds
from pomost.website.search.marks import marked, number_of_hits, passage
from pomost.website.search.texts import pieces_of, pieces_of_page
from pomost.website.search.words import Wanted
from pomost.website.signposts import Signpost

MOST = 500  # things that are looked at: who finds more is helped by another word, not by a fiftieth page
ON_PAGE = 10
NEWS, PAGE = "news", "page"  # what all kinds of page are to a reader
KINDS = (*RECORD_KINDS, NEWS, PAGE)


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `kind` and `language` are empty where all are meant."""

    query: str
    wanted: Wanted
    kind: str = ""
    language: str = ""
    page: int = 1


@dataclass(frozen=True)
class Hit:
    """A thing in the index that has the words."""

    model: str
    key: int
    languages: frozenset[str]
    day: str
    in_title: bool

    @property
    def kind(self) -> str:
        """What it is to a reader."""
        if self.model in RECORD_KINDS:
            return self.model
        return NEWS if self.model == NewsPage._meta.model_name else PAGE


@dataclass(frozen=True)
class Found:
    """One thing as the list shows it."""

    thing: Record | SitePage
    kind: str  # in words
    title_text: str
    title: SafeString
    title_language: str
    url: str
    passage: SafeString
    passage_language: str

    @property
    def is_named_so(self) -> bool:
        """Whether its title has one of the words."""
        return "<mark>" in self.title

    @property
    def is_example(self) -> bool:
        """Whether it is invented; sections are not."""
        return bool(getattr(self.thing, "is_example", False))


@dataclass(frozen=True)
class Results:
    """The answer to one search on the site; `hits` are all that have the words, the best first."""

    asked: Asked
    url: str
    hits: list[Hit]
    is_more: bool  # than are looked at
    found: list[Found]

    @cached_property
    def chosen(self) -> list[Hit]:
        """Those that fit what is chosen."""
        return [hit for hit in self.hits if _fits(hit, self.asked.kind, self.asked.language)]

    @property
    def number(self) -> int:
        """How many things fit."""
        return len(self.chosen)

    @cached_property
    def paging(self) -> Paging:
        """The page of them that is asked for."""
        query = self._address().removeprefix(self.url)
        return Paging(self.asked.page, self.number, self.url, query, ON_PAGE, is_followed=False)

    @property
    def whole_url(self) -> str:
        """The address of the same search without any choice."""
        return self._address({"kind": "", "language": ""})

    @cached_property
    def facets(self) -> list[Facet]:
        """Kind and language, each counted with the other as it is; what leaves everything as it is, is no choice."""
        asked = self.asked
        kinds = _counted([hit.kind] for hit in self.hits if _fits(hit, "", asked.language))
        languages = _counted(hit.languages for hit in self.hits if _fits(hit, asked.kind, ""))
        facets = [
            self._facet("kind", gettext("Kind"), asked.kind, [(kind, kinds.get(kind, 0)) for kind in KINDS]),
            self._facet(
                "language",
                gettext("Language of the text"),
                asked.language,
                [(code, languages.get(code, 0)) for code in language_codes()],
            ),
        ]
        return [facet for facet in facets if facet.chosen or len(facet.choices) > 1]

    def _facet(self, name: str, title: str, chosen: str, numbers: Iterable[tuple[str, int]]) -> Facet:
        choices = [
            Choice(value, in_words(value), number, self._address({name: value}), value == chosen)
            for value, number in numbers
            if number or value == chosen
        ]
        return Facet(name, title, choices, self._address({name: ""}))

    def _address(self, choices: Mapping[str, str] | None = None) -> str:
        words = {"kind": self.asked.kind, "language": self.asked.language, **(choices or {})}
        parameters = {"q": self.asked.query, **{name: value for name, value in words.items() if value}}
        return f"{self.url}?{urlencode(parameters)}"


def search(signpost: Signpost, asked: Asked, url: str) -> Results:
    """Return what is found on the site of `signpost`, whose search stands at `url`; costs two queries or three.

    Raises UnknownChoiceError for a kind, a language or a page that there is not.
    """
    if asked.kind not in ("", *KINDS) or asked.language not in ("", *language_codes()):
        raise UnknownChoiceError
    hits, is_more = _hits(signpost, asked.wanted) if asked.wanted else ([], False)
    results = Results(asked, url, hits, is_more, [])
    if not results.paging.is_there:
        raise UnknownChoiceError
    shown = results.paging.shown(results.chosen)
    results.found.extend(_found(signpost, asked.wanted, shown))
    return results


def in_words(value: str) -> str:
    """What a kind of thing or a language is called."""
    if value in RECORD_KINDS:
        return str(RECORD_KINDS[value]._meta.verbose_name)
    if value == NEWS:
        return str(NewsPage._meta.verbose_name)
    return gettext("page") if value == PAGE else language_name(value)


def _hits(signpost: Signpost, wanted: Wanted) -> tuple[list[Hit], bool]:
    """All that has the words, title before text, what the reader can read before the rest, then the newest."""
    rows = list(_entries(signpost, wanted, in_title=True, is_finished=True))
    # Where more bear the very words than are looked at, nothing comes after them.
    if len(rows) <= MOST:
        rows = list(_entries(signpost, wanted, in_title=True).union(_entries(signpost, wanted), all=True))
    found: dict[tuple[str, int], Hit] = {}
    for kind, key, languages, day, in_title in rows:
        if in_title or (kind, key) not in found:
            found[kind, key] = Hit(kind, key, frozenset(languages.split()), day, bool(in_title))
    language = get_language() or ""
    newest = sorted(found.values(), key=lambda hit: (hit.day, hit.key), reverse=True)
    best = sorted(newest, key=lambda hit: (not hit.in_title, bool(hit.languages) and language not in hit.languages))
    return best[:MOST], len(best) > MOST


def _entries(
    signpost: Signpost, wanted: Wanted, *, in_title: bool = False, is_finished: bool = False
) -> "QuerySet[SearchEntry, Any]":
    found = SearchEntry.objects.matching(
        wanted, signpost.home.pk, MOST + 1, in_title=in_title, is_finished=is_finished
    ).annotate(in_title=Value(int(in_title)))
    return found.values_list("kind", "object_id", "languages", "day", "in_title")


def _found(signpost: Signpost, wanted: Wanted, hits: Sequence[Hit]) -> list[Found]:
    """What is shown of `hits`, of those that are public at this moment; costs one query."""
    keys: dict[str, list[int]] = {}
    for hit in hits:
        keys.setdefault(hit.model, []).append(hit.key)
    asked: list[Any] = []
    for name, wanted_keys in keys.items():
        if name in RECORD_KINDS:
            kind: Any = RECORD_KINDS[name]
            asked.append(records_with_pages(signpost.home, kind).filter(pk__in=wanted_keys))
            asked += [child._default_manager.filter(record__in=wanted_keys) for _link, child in _children(kind)]
        else:
            pages = public_pages(page_kinds()[name]).filter(pk__in=wanted_keys)
            asked.append(pages.select_related("locale").order_by("pk"))
    fetched = iter(fetch_together(*asked))
    found: dict[tuple[str, int], Found] = {}
    for name in keys:
        things = next(fetched)
        if name in RECORD_KINDS:
            for link, _child in _children(RECORD_KINDS[name]):
                give_children(things, link, next(fetched), "record_id")
            found |= {(name, record.pk): _record(signpost, wanted, record) for record in things}
        else:
            held = [page for page in things if signpost.holds(page)]
            found |= {(name, page.pk): _page(signpost, wanted, page) for page in held}
    return [found[hit.model, hit.key] for hit in hits if (hit.model, hit.key) in found]


def _children(kind: type[Record]) -> list[tuple[str, Any]]:
    """The links of a record whose texts are shown."""
    names = ("stories", "documents")
    return [(name, getattr(kind, name).rel.related_model) for name in names if hasattr(kind, name)]


def _record(signpost: Signpost, wanted: Wanted, record: Any) -> Found:
    name = getattr(record, "name", None) or (record.step.name if hasattr(record, "step") else None)
    if isinstance(record, Partnership):
        title = Wording(record.partner_of(signpost.home).title, get_language() or "")
    else:
        title = name.wording() if isinstance(name, Translated) else Wording(record.title, get_language() or "")
    kind = str(record.get_kind_display()) if isinstance(record, Partnership) else str(record._meta.verbose_name)
    return _shown(record, kind, title, record_address(signpost, record), list(pieces_of(record)), wanted)


def _page(signpost: Signpost, wanted: Wanted, page: SitePage) -> Found:
    language = page.locale.language_code
    kind = str(page._meta.verbose_name) if isinstance(page, NewsPage) else gettext("page")
    url = signpost.url(page)
    return _shown(page, kind, Wording(page.title, language), url, list(pieces_of_page(page)), wanted)


def _shown(thing: Any, kind: str, title: Wording, url: str, pieces: Sequence[Wording], wanted: Wanted) -> Found:
    piece = _best(pieces, wanted)
    text = marked(passage(piece.text, wanted), wanted, piece.language)
    shown = marked(title.text, wanted, title.language)
    return Found(thing, kind, title.text, shown, title.language, url, text, piece.language)


def _best(pieces: Sequence[Wording], wanted: Wanted) -> Wording:
    """The piece with most of the words, of several one in the reader's language; without any, the first in that."""
    language = get_language() or ""
    own = [piece for piece in pieces if piece.text and piece.language == language]
    others = [piece for piece in pieces if piece.text and piece.language != language]
    best = max((*own, *others), key=lambda piece: number_of_hits(piece.text, wanted), default=Wording("", language))
    if number_of_hits(best.text, wanted):
        return best
    return own[0] if own else Wording("", language)


def _fits(hit: Hit, kind: str, language: str) -> bool:
    return kind in ("", hit.kind) and (not language or language in hit.languages)


def _counted(values: Iterable[Iterable[str]]) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for each in values:
        for value in each:
            numbers[value] = numbers.get(value, 0) + 1
    return numbers
