"""Partnerships as the rows of a list, seen from the city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.places.models import Municipality
from pomost.register.choices import PartnershipKind
from pomost.register.models import Partnership
from pomost.register.states import Standing
from pomost.website.bridges import together
from pomost.website.signposts import Signpost

GROUP_TITLES = {
    PartnershipKind.TWINNING: _("Twin towns"),
    PartnershipKind.FRIENDSHIP: _("Friendships"),
    PartnershipKind.PROJECT: _("Project partnerships"),
    PartnershipKind.CONTACT: _("Further contacts"),
}


@dataclass(frozen=True)
class Row:
    """One partnership in a list; `years` None: its beginning is not known; `standing` None: no states are told."""

    partnership: Partnership
    partner: Municipality
    url: str
    years: int | None
    together: str
    standing: Standing | None = None

    @property
    def is_informal(self) -> bool:
        """Whether no agreement is missed: see Partnership.is_informal."""
        return self.standing is not None and self.partnership.is_informal(self.standing.legal)

    @property
    def legal_state(self) -> str:
        """The legal state in a word or two, without its reason."""
        if self.standing is None:
            return ""
        return gettext("without an agreement") if self.is_informal else str(self.standing.legal.state.label)

    @property
    def living_state(self) -> str:
        """The living state in a word or two, without its reason."""
        return str(self.standing.living.state.label) if self.standing else ""


@dataclass(frozen=True)
class Group:
    """The partnerships of one kind."""

    kind: str
    title: str
    rows: list[Row]


def rows_of(
    signpost: Signpost, partnerships: Sequence[Partnership], standings: Mapping[int, Standing] | None = None
) -> list[Row]:
    """Return `partnerships` as rows, in their order; with their states where `standings` gives them by key."""
    today = timezone.localdate()
    unknown = None if standings is None else Standing()
    return [
        Row(
            partnership,
            partnership.partner_of(signpost.home),
            signpost.section_url("PartnershipsPage", partnership.slug_for(signpost.home)),
            years := partnership.years(today),
            together(years),
            (standings or {}).get(partnership.pk, unknown),
        )
        for partnership in partnerships
    ]


def groups_of(rows: Sequence[Row]) -> list[Group]:
    """Return `rows`, which come kind by kind, as groups with a title each."""
    return [
        Group(kind, str(GROUP_TITLES[PartnershipKind(kind)]), list(group))
        for kind, group in groupby(rows, key=lambda row: row.partnership.kind)
    ]
