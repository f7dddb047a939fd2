"""Narrowing a list of partnerships down: plain links with what they lead to, and what is chosen in words.

What an address asks for (`?kind=twinning&country=DE`) is the same in all languages, so that it can be shared.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.conf.kept import Kept
from pomost.languages.folding import fold
from pomost.languages.formats import country_name
from pomost.languages.translated import Translated
from pomost.places.countries import country_names
from pomost.places.models import Municipality
from pomost.register.choices import LegalState, LivingState, PartnershipKind
from pomost.register.partners import Partners, partners_of, standings_kept
from pomost.register.states import Standing

PARAMETERS = ("kind", "country", "area", "legal", "living")
PLACE = "list"  # the part of the page to which the links lead


class UnknownChoiceError(Exception):
    """The address asks for something that there is not."""


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen, how many partnerships it leads to, and where."""

    value: str
    label: Translated | str
    number: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing to choose by. `url` leads to the same choice without it, where something of it is chosen."""

    name: str
    title: str
    choices: list[Choice]
    url: str

    @property
    def chosen(self) -> Choice | None:
        """What is chosen of it."""
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True)
class Narrowed:
    """A list narrowed down: the `keys` that are left of `total`, what can be chosen, and what is chosen.

    `areas` are all areas of cooperation of what the other choices leave, each with its link.
    """

    keys: list[int]
    total: int
    facets: list[Facet]
    chosen: list[Facet]
    areas: list[Choice]
    url: str  # to the whole list
    query: str  # what is chosen, as an address says it: "?kind=twinning", or nothing


@dataclass(frozen=True)
class Sieve:
    """Of all partnerships of a city which have which value, by the names of facets.

    The sets are whole numbers, in which bit n stands for the n-th of the `keys`: thousands of partnerships are counted
    by each value in less than a thousandth of a second. All requests share it.
    """

    keys: list[int]
    having: Mapping[str, Mapping[str, int]]
    areas: Mapping[str, Translated]

    @property
    def whole(self) -> int:
        """The set of all."""
        return (1 << len(self.keys)) - 1

    def fitting(self, wanted: Mapping[str, str]) -> int:
        """The set of those that have all values that are `wanted`, by the names of facets."""
        found = self.whole
        for name, value in wanted.items():
            found &= self.having[name].get(value, 0)
        return found

    def keys_of(self, found: int) -> list[int]:
        """The keys of a set, in their order."""
        return self.keys if found == self.whole else list(compress(self.keys, map(int, f"{found:b}"[::-1])))


_sieves: "Kept[Sieve]" = Kept(16)


def sieve_of(home: Municipality, on: date) -> Sieve:
    """Return the sieve of the published partnerships of `home` on the day `on`; costs two queries once a stamp."""
    return _sieves.get((home.pk, on), lambda: _made(partners_of(home, on), standings_kept(home, on)))


def _made(partners: Partners, standings: Mapping[int, Standing]) -> Sieve:
    having: dict[str, dict[str, bytearray]] = {name: {} for name in PARAMETERS}
    areas: dict[str, Translated] = {}
    unknown, size = Standing(), len(partners.keys) // 8 + 1
    for place, partner in enumerate(partners.all):
        standing = standings.get(partner.key, unknown)
        areas |= {str(area.pk): area.name for area in standing.areas}
        values: dict[str, Sequence[str]] = {
            "kind": [partner.kind],
            "country": [partner.country] if partner.country else [],
            "area": [str(area.pk) for area in standing.areas],
            "legal": [standing.legal.state],
            "living": [standing.living.state],
        }
        for name, own in values.items():
            for value in own:
                having[name].setdefault(str(value), bytearray(size))[place // 8] |= 1 << place % 8
    sets = {n: {value: int.from_bytes(bits, "little") for value, bits in by.items()} for n, by in having.items()}
    return Sieve(partners.keys, sets, areas)


@dataclass(frozen=True)
class _By:
    """A facet's rule: the name of a value, all that may be asked for, and their order."""

    title: Any
    label: Callable[[str], Translated | str]
    is_known: Callable[[str], bool]
    rank: Callable[[str], Any]


def narrow(sieve: Sieve, asked: Mapping[str, Any], url: str) -> Narrowed:
    """Return what of the list at `url` fits what is `asked` for; other words in it mean nothing here.

    Each choice is counted with the others as they are. Raises UnknownChoiceError for a value that means nothing.
    """
    rules = _rules(sieve.areas)
    wanted = {name: str(asked[name]) for name in rules if asked.get(name)}
    if not all(rules[name].is_known(value) for name, value in wanted.items()):
        raise UnknownChoiceError
    facets = [_facet(name, rule, sieve, rules, wanted, url) for name, rule in rules.items()]
    total = len(sieve.keys)
    return Narrowed(
        keys=sieve.keys_of(sieve.fitting(wanted)),
        total=total,
        # What leaves everything as it is, is no choice.
        facets=[f for f in facets if f.chosen or len(f.choices) > 1 or any(c.number < total for c in f.choices)],
        chosen=[facet for facet in facets if facet.chosen],
        areas=next(facet.choices for facet in facets if facet.name == "area"),
        url=f"{url}#{PLACE}",
        query=_query(rules, wanted),
    )


def _rules(areas: Mapping[str, Translated]) -> dict[str, _By]:
    return {
        "kind": _By(
            _("Kind"),
            lambda value: str(PartnershipKind(value).label),
            lambda value: value in PartnershipKind.values,
            PartnershipKind.values.index,
        ),
        "country": _By(
            _("Country"),
            country_name,
            lambda value: value in country_names("en"),
            lambda value: fold(country_name(value)),
        ),
        "area": _By(_("What the towns do together"), areas.__getitem__, areas.__contains__, int),
        "legal": _By(
            _("Legal state"),
            lambda value: str(LegalState(value).label),
            lambda value: value in LegalState.values,
            LegalState.values.index,
        ),
        "living": _By(
            pgettext_lazy("living state", "In practice"),
            lambda value: str(LivingState(value).label),
            lambda value: value in LivingState.values,
            LivingState.values.index,
        ),
    }


def _facet(name: str, rule: _By, sieve: Sieve, rules: Mapping[str, _By], wanted: Mapping[str, str], url: str) -> Facet:
    others = {other: value for other, value in wanted.items() if other != name}
    left, chosen = sieve.fitting(others), wanted.get(name)
    numbers = {value: (having & left).bit_count() for value, having in sieve.having[name].items()}
    offered = {value: number for value, number in numbers.items() if number or value == chosen}
    if chosen is not None:
        offered.setdefault(chosen, 0)
    choices = [
        Choice(value, rule.label(value), offered[value], _address(url, rules, {**others, name: value}), value == chosen)
        for value in sorted(offered, key=rule.rank)
    ]
    return Facet(name, str(rule.title), choices, _address(url, rules, others))


def _address(url: str, rules: Mapping[str, _By], wanted: Mapping[str, str]) -> str:
    return f"{url}{_query(rules, wanted)}#{PLACE}"


def _query(rules: Mapping[str, _By], wanted: Mapping[str, str]) -> str:
    query = urlencode({name: wanted[name] for name in rules if name in wanted})
    return f"?{query}" if query else ""
