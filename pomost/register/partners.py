"""All published partnerships of a city at a glance, in their order: what pages count of them and choose from.

Read once a stamp, from end to end; a page then costs the same however many partnerships there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from pomost.conf.kept import Kept
from pomost.places.models import Municipality
from pomost.register.choices import PartnershipKind
from pomost.register.dates import PartialDate
from pomost.register.models import Partnership
from pomost.register.rules.jubilees import Jubilee, jubilees
from pomost.register.states import Standing, standings_of

MOST_YEARS_AHEAD = 10  # for which jubilees are known

_CITIES = 16  # of an installation, for which this is kept at a time
_partners: "Kept[Partners]" = Kept(_CITIES)
_standings: "Kept[dict[int, Standing]]" = Kept(_CITIES)


class Partner(NamedTuple):
    """One partnership seen from the city; `country` is the partner's."""

    key: int
    kind: str
    country: str
    since: PartialDate | None
    until: PartialDate | None


class JubileeOf(NamedTuple):
    """A jubilee to come of the partnership with this key."""

    key: int
    jubilee: Jubilee


@dataclass(frozen=True)
class Partners:
    """The partnerships of a city on one day, the most binding first; all requests share them.

    `changed_at` is when one of them was last published.
    """

    day: date
    all: Sequence[Partner]
    changed_at: datetime | None

    @cached_property
    def keys(self) -> list[int]:
        """Their keys."""
        return [partner.key for partner in self.all]

    @cached_property
    def agreed(self) -> list[int]:
        """The keys of those that are more than a contact: see Partnership.is_agreed."""
        return [partner.key for partner in self.all if partner.kind != PartnershipKind.CONTACT]

    @cached_property
    def contacts(self) -> list[int]:
        """The keys of the others."""
        return [partner.key for partner in self.all if partner.kind == PartnershipKind.CONTACT]

    @cached_property
    def jubilees(self) -> list[JubileeOf]:
        """The jubilees of those with an agreement in the next MOST_YEARS_AHEAD years, the nearest first."""
        months = 12 * MOST_YEARS_AHEAD
        found = [
            JubileeOf(partner.key, jubilee)
            for partner in self.all
            if partner.kind != PartnershipKind.CONTACT
            for jubilee in jubilees(partner.since, partner.until, on=self.day, months=months)
        ]
        return sorted(found, key=lambda each: (each.jubilee.date, each.jubilee.rank))


def partners_of(home: Municipality, on: date) -> Partners:
    """Return the published partnerships of `home` as they are on the day `on`; costs one query once a stamp."""
    return _partners.get((home.pk, on), lambda: _read(home, on))


def standings_kept(home: Municipality, on: date) -> dict[int, Standing]:
    """As states.standings_of, of all published partnerships of `home`; costs one query once a stamp."""
    return _standings.get((home.pk, on), lambda: standings_of(Partnership.objects.published().of(home), on))


def partnerships_by_key(home: Municipality, keys: Sequence[int]) -> list[Partnership]:
    """Return the partnerships of `home` with these keys that are published, in the order of the keys. One query."""
    found = Partnership.objects.published().of(home).in_bulk(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def _read(home: Municipality, on: date) -> Partners:
    published = Partnership.objects.published().of(home).most_binding_first().select_related(None)
    columns = ("pk", "kind", "first_id", "first__country", "second__country", "since", "until", "last_published_at")
    partners, moments = [], []
    for key, kind, first, country, other, since, until, moment in published.values_list(*columns):
        partners.append(Partner(key, kind, other if first == home.pk else country, since, until))
        moments.append(moment)
    return Partners(on, partners, max(filter(None, moments), default=None))
