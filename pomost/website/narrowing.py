"""Narrowing a list of partnerships down: plain links with what they lead to, and what is chosen in words.

What an address asks for (`?kind=twinning&country=DE`) is the same in all languages, so that it can be shared.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.languages.folding import fold
from pomost.languages.formats import country_name
from pomost.languages.translated import Translated
from pomost.places.countries import country_names
from pomost.register.choices import LegalState, LivingState, PartnershipKind
from pomost.website.rows import Row

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
    """A list narrowed down: the rows that are left of `total`, what can be chosen, and what is chosen.

    `areas` are all areas of cooperation of the rows that the other choices leave, each with its link.
    """

    rows: list[Row]
    total: int
    facets: list[Facet]
    chosen: list[Facet]
    areas: list[Choice]
    url: str  # to the whole list
    query: str  # what is chosen, as an address says it: "?kind=twinning", or nothing


@dataclass(frozen=True)
class _By:
    """A facet's rule: the values of a row, the name of a value, all that may be asked for, and their order."""

    title: Any
    values: Callable[[Row], Sequence[str]]
    label: Callable[[str], Translated | str]
    is_known: Callable[[str], bool]
    rank: Callable[[str], Any]


def narrow(rows: Sequence[Row], asked: Mapping[str, Any], url: str) -> Narrowed:
    """Return those of `rows`, of the page at `url`, that fit what is `asked` for; other words in it mean nothing here.

    Each choice is counted with the others as they are. Raises UnknownChoiceError for a value that means nothing.
    """
    rules = _rules(rows)
    wanted = {name: str(asked[name]) for name in rules if asked.get(name)}
    if not all(rules[name].is_known(value) for name, value in wanted.items()):
        raise UnknownChoiceError
    facets = [_facet(name, rule, rows, rules, wanted, url) for name, rule in rules.items()]
    return Narrowed(
        rows=[row for row in rows if _fits(row, rules, wanted)],
        total=len(rows),
        # What leaves everything as it is, is no choice.
        facets=[f for f in facets if f.chosen or len(f.choices) > 1 or any(c.number < len(rows) for c in f.choices)],
        chosen=[facet for facet in facets if facet.chosen],
        areas=next(facet.choices for facet in facets if facet.name == "area"),
        url=f"{url}#{PLACE}",
        query=_query(rules, wanted),
    )


def _rules(rows: Sequence[Row]) -> dict[str, _By]:
    areas = {str(area.pk): area.name for row in rows if row.standing for area in row.standing.areas}
    return {
        "kind": _By(
            _("Kind"),
            lambda row: [row.partnership.kind],
            lambda value: str(PartnershipKind(value).label),
            lambda value: value in PartnershipKind.values,
            PartnershipKind.values.index,
        ),
        "country": _By(
            _("Country"),
            lambda row: [row.partner.country] if row.partner.country else [],
            country_name,
            lambda value: value in country_names("en"),
            lambda value: fold(country_name(value)),
        ),
        "area": _By(
            _("What the towns do together"),
            lambda row: [str(area.pk) for area in row.standing.areas] if row.standing else [],
            areas.__getitem__,
            areas.__contains__,
            int,
        ),
        "legal": _By(
            _("Legal state"),
            lambda row: [row.standing.legal.state] if row.standing else [],
            lambda value: str(LegalState(value).label),
            lambda value: value in LegalState.values,
            LegalState.values.index,
        ),
        "living": _By(
            pgettext_lazy("living state", "In practice"),
            lambda row: [row.standing.living.state] if row.standing else [],
            lambda value: str(LivingState(value).label),
            lambda value: value in LivingState.values,
            LivingState.values.index,
        ),
    }


def _facet(
    name: str, rule: _By, rows: Sequence[Row], rules: Mapping[str, _By], wanted: Mapping[str, str], url: str
) -> Facet:
    others = {other: value for other, value in wanted.items() if other != name}
    numbers = {wanted[name]: 0} if name in wanted else {}
    for row in rows:
        if _fits(row, rules, others):
            for value in rule.values(row):
                numbers[value] = numbers.get(value, 0) + 1
    choices = [
        Choice(value, rule.label(value), numbers[value], _address(url, rules, {**others, name: value}), value == chosen)
        for chosen in [wanted.get(name)]
        for value in sorted(numbers, key=rule.rank)
    ]
    return Facet(name, str(rule.title), choices, _address(url, rules, others))


def _fits(row: Row, rules: Mapping[str, _By], wanted: Mapping[str, str]) -> bool:
    return all(value in rules[name].values(row) for name, value in wanted.items())


def _address(url: str, rules: Mapping[str, _By], wanted: Mapping[str, str]) -> str:
    return f"{url}{_query(rules, wanted)}#{PLACE}"


def _query(rules: Mapping[str, _By], wanted: Mapping[str, str]) -> str:
    query = urlencode({name: wanted[name] for name in rules if name in wanted})
    return f"?{query}" if query else ""
