"""What the search reads of a record or a page: exactly what the public sees of it, and nothing of persons.

Titles and facts are read when a thing is entered, pieces also when it is shown.
"""

from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from django.utils.encoding import force_str
from django.utils.html import strip_tags
from django.utils.translation import override

from pomost.languages.formats import country_name
from pomost.languages.translated import Translated, Wording, language_codes
from pomost.places.models import Municipality
from pomost.register.models import Activity, Award, Challenge, Network, Office, Partnership, Project, Record, Solution
from pomost.register.rules.living_keys import replaced
from pomost.website.pages.base import SitePage

GAP = "…"  # in place of a living value: what it says today stands on the page
# Of the blocks of a body, what their authors wrote; the rest are keys and choices.
_WRITTEN = {"text", "source", "note", "caption", "title"}
_PLAIN = {"heading", "paragraph", "text"}
# Facts in words that stand on the page of each kind, beside its name.
_WORDED: dict[type[Record], tuple[str, ...]] = {
    Partnership: (),
    Network: ("speaks_to", "undertakings"),
    Project: ("results",),
    Award: ("received_by",),
    Activity: ("venue", "outcome"),
    Challenge: (),
    Solution: ("result",),
    Office: ("institution",),
}
# What of each kind's links is read when it is entered.
LINKS: dict[type[Record], tuple[str, ...]] = {
    Partnership: ("areas", "stories", "documents"),
    Network: ("seat", "stories", "documents"),
    Project: ("participations__municipality", "programme", "stories", "documents"),
    Award: ("stories", "documents"),
    Activity: ("stories", "documents"),
    Challenge: ("areas", "stories", "documents"),
    Solution: ("areas", "stories", "documents"),
    Office: ("stories",),
}


def titles_of(record: Record) -> Iterator[str]:
    """What `record` is called in all languages."""
    for code in language_codes():
        with override(code):
            yield record.title
    if isinstance(record, Partnership):
        yield from (record.first.name, record.second.name)
    if isinstance(record, Award):
        yield from record.step.scheme.name.values()
        yield from record.step.scheme.grantor.values()


def facts_of(record: Record) -> Iterator[str]:
    """By what else `record` is looked for: its kind, its towns with their countries, its areas, its years."""
    yield from _kind_names(record._meta.model)
    for town in _towns(record):
        yield from (town.name, *town.names.values())
        yield from (country_name(town.country, code) for code in language_codes() if town.country)
    if isinstance(record, Partnership | Challenge | Solution):
        for area in record.areas.all():
            yield from area.name.values()
    if isinstance(record, Project) and record.programme:
        yield from (*record.programme.name.values(), *record.programme.fund.values())
    if isinstance(record, Partnership | Activity):
        for code in language_codes():
            with override(code):
                yield str(record.get_kind_display())
    yield from (str(getattr(record, name)) for name in ("since", "start", "received") if getattr(record, name, None))


def pieces_of(record: Record) -> Iterator[Wording]:
    """The texts of `record` of which a passage may be shown: prose, facts in words, titles of documents."""
    for story in record.stories.all():
        yield Wording(plain(story.title), story.language)
        yield Wording(plain(story.lead), story.language)
        yield from (Wording(text, story.language) for text in _body(story.body.raw_data))
    for name in _WORDED[type(record)]:
        yield from _wordings(getattr(record, name))
    if "documents" in LINKS[type(record)]:
        for document in record.documents.all():
            yield from _wordings(document.title)


def pieces_of_page(page: SitePage) -> Iterator[Wording]:
    """The texts of `page` of which a passage may be shown."""
    language = page.locale.language_code
    yield Wording(plain(page.intro), language)
    body = getattr(page, "body", None)
    if body is not None:
        yield from (Wording(text, language) for text in _body(body.raw_data))


def day_of(record: Record) -> str:
    """The day by which `record` is old or new: of what happened, else of its first publication."""
    happened = getattr(record, "start", None) if isinstance(record, Activity) else getattr(record, "received", None)
    if happened:
        return str(happened)
    return f"{record.first_published_at:%Y-%m-%d}" if record.first_published_at else ""


def plain(text: str) -> str:
    """A text of the editor's kind without tags, its living values left out."""
    bare = unescape(strip_tags(text.replace("<", " <"))) if "<" in text or "&" in text else text
    return " ".join(replaced(bare, lambda _key: GAP).split())


def _body(raw: Any) -> Iterator[str]:
    for block in raw:
        if block["type"] in _PLAIN:
            yield plain(str(block["value"]))
        else:
            yield from map(plain, _written(block["value"]))


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in _WRITTEN and isinstance(item, str):
                yield item
            else:
                yield from _written(item)
    elif isinstance(value, list):
        for item in value:
            yield from _written(item)


def _wordings(text: Translated) -> Iterator[Wording]:
    return (Wording(words, code) for code, words in text.items())


def _towns(record: Record) -> Iterator[Municipality]:
    if isinstance(record, Partnership):
        yield from (record.first, record.second)
    if isinstance(record, Project):
        yield from (part.municipality for part in record.participations.all())
    for name in ("place", "seat"):
        town = getattr(record, name, None)
        if isinstance(town, Municipality):
            yield town
    if isinstance(record, Challenge | Solution | Office):
        yield record.municipality


@cache
def _kind_names(kind: Any) -> tuple[str, ...]:
    """What the kind is called in all languages, one and many."""
    names = []
    for code in language_codes():
        with override(code):
            names += [force_str(kind._meta.verbose_name), force_str(kind._meta.verbose_name_plural)]
    return tuple(names)
