"""Living values: keys such as {Suhl: since} in a text, in place of which readers see what the register says."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from django.db.models import TextChoices
from django.utils.translation import override, pgettext_lazy

from pomost.languages.folding import fold
from pomost.languages.translated import language_codes

# A key may have been set in bold as a whole or in part: tags stand between its letters then. None goes on in the next
# paragraph.
_KEY = re.compile(r"\{((?:(?!</?(?:p|li|ul|ol|h[1-6]|br|hr)\b)[^{}]){1,500})\}")
_TAG = re.compile(r"<[^<>]*>")
_LEADING_TAGS = re.compile(r"(?:\s*<[^<>]*>)+")


class LivingValue(TextChoices):
    """What can be asked. Of a count there are two forms: with its noun ("42 years"), and the figure alone."""

    SINCE = "since", pgettext_lazy("living value", "since")
    UNTIL = "until", pgettext_lazy("living value", "until")
    YEAR = "year", pgettext_lazy("living value", "year")
    RECEIVED = "received", pgettext_lazy("living value", "received")
    YEARS = "years", pgettext_lazy("living value", "years")
    YEARS_FIGURE = "years_figure", pgettext_lazy("living value", "number of years")
    KIND = "kind", pgettext_lazy("living value", "kind")
    LEGAL_STATE = "legal_state", pgettext_lazy("living value", "legal state")
    LIVING_STATE = "living_state", pgettext_lazy("living value", "living state")
    LAST_ACTIVITY = "last_activity", pgettext_lazy("living value", "last activity")
    DISTANCE = "distance", pgettext_lazy("living value", "distance")
    TOWNS = "towns", pgettext_lazy("living value", "partner towns")
    TOWNS_FIGURE = "towns_figure", pgettext_lazy("living value", "number of partner towns")
    COUNTRIES = "countries", pgettext_lazy("living value", "countries")
    COUNTRIES_FIGURE = "countries_figure", pgettext_lazy("living value", "number of countries")
    NETWORKS = "networks", pgettext_lazy("living value", "networks")
    NETWORKS_FIGURE = "networks_figure", pgettext_lazy("living value", "number of networks")
    PROJECTS = "projects", pgettext_lazy("living value", "projects")
    PROJECTS_FIGURE = "projects_figure", pgettext_lazy("living value", "number of projects")
    AWARDS = "awards", pgettext_lazy("living value", "awards")
    AWARDS_FIGURE = "awards_figure", pgettext_lazy("living value", "number of awards")
    ACTIVITIES = "activities", pgettext_lazy("living value", "activities")
    ACTIVITIES_FIGURE = "activities_figure", pgettext_lazy("living value", "number of activities")
    PEOPLE = "people", pgettext_lazy("living value", "participants")
    PEOPLE_FIGURE = "people_figure", pgettext_lazy("living value", "number of participants")


_V = LivingValue
# What can be asked of each kind of thing.
OF_PARTNERSHIP = frozenset(
    {
        *(_V.SINCE, _V.UNTIL, _V.YEAR, _V.YEARS, _V.YEARS_FIGURE),
        *(_V.KIND, _V.LEGAL_STATE, _V.LIVING_STATE, _V.LAST_ACTIVITY, _V.DISTANCE),
    }
)
OF_MEMBERSHIP = frozenset({_V.SINCE, _V.UNTIL, _V.YEAR, _V.YEARS, _V.YEARS_FIGURE})
OF_PROJECT = frozenset({_V.SINCE, _V.UNTIL, _V.YEAR})
OF_AWARD = frozenset({_V.RECEIVED, _V.YEAR})
# The figure alone → the count that it is the figure of.
FIGURES = {
    _V.TOWNS_FIGURE: _V.TOWNS,
    _V.COUNTRIES_FIGURE: _V.COUNTRIES,
    _V.NETWORKS_FIGURE: _V.NETWORKS,
    _V.PROJECTS_FIGURE: _V.PROJECTS,
    _V.AWARDS_FIGURE: _V.AWARDS,
    _V.ACTIVITIES_FIGURE: _V.ACTIVITIES,
    _V.PEOPLE_FIGURE: _V.PEOPLE,
}
OF_CITY = frozenset({*FIGURES, *FIGURES.values()})


@dataclass(frozen=True)
class Key:
    """A key as it was written, and what it names, folded; no `value`: the word means nothing in any language."""

    written: str
    name: str
    word: str

    @property
    def value(self) -> LivingValue | None:
        """The value that the word means."""
        return words().get(self.word)

    @property
    def name_as_written(self) -> str:
        """The name before the colon, for messages."""
        return self.written.rpartition(":")[0].strip()

    @property
    def word_as_written(self) -> str:
        """The word after the colon, for messages."""
        return self.written.rpartition(":")[2].strip()


@cache
def words() -> dict[str, LivingValue]:
    """Return what each word means, folded, in all languages: "since", "od", "seit" are one value."""
    found: dict[str, LivingValue] = {}
    for code in language_codes():
        with override(code):
            found |= {fold(str(value.label)): value for value in LivingValue}
    return found


def keys_in(text: str) -> Iterator[Key]:
    """The keys in `text`, plain or HTML, in their order; also those that mean nothing."""
    return (_read(match.group(1)) for match in _KEY.finditer(text))


def replaced(text: str, value_of: Callable[[Key], str]) -> str:
    """Return `text`, plain or HTML, with what `value_of` says in place of each key; markup stays whole.

    What means nothing is no key and stays as it is.
    """

    def in_place(match: re.Match[str]) -> str:
        inner, key = match.group(1), _read(match.group(1))
        if key.value is None:
            return match.group()
        first = _LEADING_TAGS.match(inner)
        opening = first.group() if first else ""
        return opening + value_of(key) + "".join(_TAG.findall(inner[len(opening) :]))

    return _KEY.sub(in_place, text) if "{" in text else text


def _read(inner: str) -> Key:
    written = " ".join(unescape(_TAG.sub("", inner)).split())
    name, _colon, word = written.rpartition(":")
    return Key(written, fold(name), fold(word))
