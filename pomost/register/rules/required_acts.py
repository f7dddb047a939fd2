"""Acts that a country's law demands. What is missing is a warning: the register keeps what was, not what should be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pomost.languages.formats import country_name
from pomost.register.choices import ActKind
from pomost.register.rules.legal_state import ActFacts


@dataclass(frozen=True)
class Requirement:
    """In `country`, the act `act` has to come before any of the acts `before`; `source` is the rule."""

    country: str
    act: ActKind
    before: frozenset[ActKind]
    source: str


REQUIREMENTS = (
    Requirement(
        "PL",
        ActKind.COUNCIL_RESOLUTION,
        frozenset({ActKind.AGREEMENT, ActKind.RENEWAL}),
        "Ustawa z dnia 8 marca 1990 r. o samorządzie gminnym, art. 18 ust. 2 pkt 12a",
    ),
)


@dataclass(frozen=True)
class MissingAct:
    """An act that a rule demands and that is not on record."""

    requirement: Requirement

    def in_words(self) -> str:
        """The country, the missing act and the rule, in the active language."""
        return _("%(country)s – missing act: %(act)s (%(source)s)") % {
            "country": country_name(self.requirement.country),
            "act": self.requirement.act.label,
            "source": self.requirement.source,
        }


def missing_acts(countries: Collection[str], acts: Sequence[ActFacts]) -> list[MissingAct]:
    """Return what the rules of `countries` (ISO 3166-1) demand and `acts` lack.

    An act without a date counts as there; one that certainly came later than the act that needs it does not.
    """
    return [
        MissingAct(requirement)
        for requirement in REQUIREMENTS
        if requirement.country in countries and not _met(requirement, acts)
    ]


def _met(requirement: Requirement, acts: Sequence[ActFacts]) -> bool:
    needing = [act for act in acts if act.kind in requirement.before]
    present = [act for act in acts if act.kind == requirement.act]
    if not needing:
        return True
    first = min((act.date.last_day for act in needing if act.date), default=None)
    return any(act.date is None or first is None or act.date.first_day <= first for act in present)
