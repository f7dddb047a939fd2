"""The lists of networks and of memberships in them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, amounts_in_words, by_text, by_town, by_translated
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, TickedFilter, YearsFilter, named
from pomost.desk.lists.publication import publication
from pomost.register.fetching import Wanted
from pomost.register.listings import has_open_dues, has_open_duties
from pomost.register.models import Membership, Network

NETWORK_FACTS = [
    Fact("name", _("Network"), str, order=by_translated("name")),
    Fact("seat", _("Seat"), lambda record: str(record.seat or ""), order=by_town("seat")),
    Fact("members", _("Memberships"), lambda record: record.beside.count),
    Fact("website", _("Website"), is_hidden=True),
    *publication(),
]


class NetworkFilterSet(RecordFilterSet):
    """Published and example alone."""

    class Meta:
        model = Network
        fields: list[str] = []


def _open_dues(record: Any) -> str:
    return amounts_in_words([total.planned for total in record.beside.open_dues])


MEMBERSHIP_FACTS = [
    Fact("network", _("Network"), lambda record: record.network.title, order=by_translated("network__name")),
    Fact("member", _("Member"), lambda record: record.member.title, order=by_town("member")),
    Fact("since", _("Since"), order=by_text("since")),
    Fact("until", _("Until"), order=by_text("until")),
    Fact(
        "open_dues",
        _("Fees not paid"),
        lambda record: record.beside.open_due_count or "",
        note=_open_dues,
        exported=lambda record: record.beside.open_due_count,
    ),
    Fact("open_dues_sum", _("Sum of the fees not paid"), _open_dues, is_hidden=True),
    Fact(
        "open_duties",
        _("Duties not met"),
        lambda record: record.beside.open_duty_count or "",
        exported=lambda record: record.beside.open_duty_count,
    ),
    *publication(),
]


class MembershipFilterSet(RecordFilterSet):
    """Network, what is open, whether it lasts, and the years of the beginning."""

    network = OneFilter(label=_("Network"))
    lasts = TickedFilter(label=_("No end on record"), method="that_last")
    open_dues = TickedFilter(label=_("Fees not paid"), method="with_open_dues")
    open_duties = TickedFilter(label=_("Duties not met"), method="with_open_duties")
    since = YearsFilter(label=_("Since"))

    class Meta:
        model = Membership
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"network": named(Network.objects.filter(pk__in=self.visible.values("network")))}

    def that_last(self, memberships: Any, name: str, lasts: bool) -> Any:
        """Those without an end, or those with one."""
        return memberships.filter(until="") if lasts else memberships.exclude(until="")

    def with_open_dues(self, memberships: Any, name: str, are_open: bool) -> Any:
        """Those with a fee that is not paid, or those without."""
        return memberships.filter(has_open_dues() if are_open else ~has_open_dues())

    def with_open_duties(self, memberships: Any, name: str, are_open: bool) -> Any:
        """Those with a duty that is not met, or those without."""
        return memberships.filter(has_open_duties() if are_open else ~has_open_duties())
