"""Where a record stands on the public site, and where a town does."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from pomost.places.models import Municipality
from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    ContactPerson,
    Membership,
    Network,
    Office,
    Partnership,
    Project,
    Record,
    Solution,
)
from pomost.register.models.partnership import PartnershipQuerySet
from pomost.website.signposts import Signpost

SECTION_OF: dict[type[Record], str] = {
    Partnership: "PartnershipsPage",
    Network: "NetworksPage",
    Membership: "NetworksPage",
    Project: "ProjectsPage",
    Award: "AwardsPage",
    Activity: "ActivitiesPage",
    Challenge: "KnowledgePage",
    Solution: "KnowledgePage",
    Office: "ContactPage",
    ContactPerson: "ContactPage",
}


# A membership stands on its network's page, a contact person on the office's.
WITH_PAGES: tuple[type[Record], ...] = (
    Partnership,
    Network,
    Project,
    Award,
    Activity,
    Challenge,
    Solution,
    Office,
)


def records_with_pages(home: Municipality, kind: type[Record]) -> Any:
    """The published records of `kind`, one of WITH_PAGES, that have a page on the site of `home`.

    With what the address of each needs.
    """
    published: Any = kind._default_manager.published()
    if kind is Solution:
        published = published.with_places()
    return published.of(home)


def record_slug(signpost: Signpost, record: Record) -> str:
    """Return what follows the section in the address of `record`.

    A membership stands on its network's page, a contact person on the office's, a solution below its challenge.
    """
    if isinstance(record, Partnership):
        return record.slug_for(signpost.home)
    if isinstance(record, Membership):
        return str(record.network.slug)
    if isinstance(record, ContactPerson):
        return str(record.office.slug)
    if isinstance(record, Solution):
        return f"{record.challenge.slug}/{record.slug}"
    return record.slug


def record_address(signpost: Signpost, record: Record, language: str | None = None) -> str:
    """Return the address of the page on which `record` stands in `language` (default: the active one).

    Empty where the site has no section for it.
    """
    return signpost.section_url(SECTION_OF[type(record)], record_slug(signpost, record), language)


def partnerships_with(signpost: Signpost, towns: Any) -> PartnershipQuerySet:
    """The city's published partnerships with some of `towns` (keys, or a query of them), the most binding first."""
    home = signpost.home
    with_them = Q(first=home, second__in=towns) | Q(second=home, first__in=towns)
    found: PartnershipQuerySet = Partnership.objects.published().of(home).filter(with_them).most_binding_first()
    return found


def record_versions(signpost: Signpost, record: Record) -> dict[str, str]:
    """Return the addresses of the page on which `record` stands, by language; a language without its section is left
    out."""
    addresses = {code: record_address(signpost, record, code) for code in signpost.homes}
    return {code: address for code, address in addresses.items() if address}


def partner_addresses(signpost: Signpost, partnerships: Sequence[Partnership]) -> dict[int, str]:
    """Return the addresses of `partnerships` by the partners' keys; of several with one town the first is meant."""
    return {p.partner_of(signpost.home).pk: record_address(signpost, p) for p in reversed(partnerships)}
