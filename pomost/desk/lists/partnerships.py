"""The list of partnerships: seen from the keeper's side, with the two states that acts and activities bring about."""

from typing import Any

from django.db.models import F, OrderBy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_choice, by_country, by_name, by_text, by_value, town_name
from pomost.desk.lists.filters import (
    OneFilter,
    RecordFilterSet,
    SeveralFilter,
    YearsFilter,
    countries,
    named,
)
from pomost.desk.lists.publication import publication
from pomost.languages.formats import country_name
from pomost.register.choices import LegalState, LivingState, PartnershipKind
from pomost.register.fetching import Wanted
from pomost.register.models import Area, Partnership
from pomost.register.models.partnership import of_partner
from pomost.register.queries import last_activity
from pomost.register.states import States, states_of


def _by_state(side: str) -> Any:
    def order(view: Any, descending: bool) -> list[Any]:
        return [OrderBy(view.filters.states.rank(side), descending=descending)]

    return order


def _country(side: str) -> F:
    return F(f"{side}__country")


FACTS = [
    Fact(
        "partner",
        _("Partner town"),
        lambda record: record.partner.title,
        order=by_name(lambda: of_partner(town_name)),
    ),
    Fact(
        "country",
        _("Country"),
        lambda record: country_name(record.partner.country),
        order=by_country(lambda: of_partner(_country)),
    ),
    Fact("kind", _("Kind"), lambda record: record.get_kind_display(), order=by_choice("kind", PartnershipKind)),
    Fact("since", _("Since"), order=by_text("since")),
    Fact("until", _("Until"), order=by_text("until")),
    Fact(
        "legal_state",
        _("Legal state"),
        lambda record: record.beside.legal.state.label,
        note=lambda record: record.beside.legal.reason_in_words(),
        order=_by_state("legal"),
    ),
    Fact(
        "legal_reason",
        _("Reason of the legal state"),
        lambda record: record.beside.legal.reason_in_words(),
        is_hidden=True,
    ),
    Fact(
        "living_state",
        _("Living state"),
        lambda record: record.beside.living.state.label,
        order=_by_state("living"),
    ),
    Fact(
        "last_activity",
        _("Last activity"),
        lambda record: record.beside.living.last_activity,
        order=by_value(lambda view: last_activity()),
    ),
    Fact(
        "areas",
        _("Areas of cooperation"),
        lambda record: ", ".join(str(area) for area in record.beside.areas),
        is_hidden=True,
    ),
    *publication(),
]


class PartnershipFilterSet(RecordFilterSet):
    """Kind, country, area, the two states, and the years of the beginning."""

    kind = SeveralFilter(label=_("Kind"), choices=PartnershipKind.choices)
    country = OneFilter(label=_("Country"), method="in_country")
    area = OneFilter(label=_("Area of cooperation"), field_name="areas")
    legal_state = SeveralFilter(label=_("Legal state"), choices=LegalState.choices, method="in_any_state")
    living_state = SeveralFilter(label=_("Living state"), choices=LivingState.choices, method="in_any_state")
    since = YearsFilter(label=_("Since"))

    class Meta:
        model = Partnership
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"country": countries(self.visible, of_partner(_country)), "area": named(Area.objects.order_by())}

    def in_country(self, partnerships: Any, name: str, code: str) -> Any:
        """Those whose partner lies in the country."""
        return partnerships.alias(partner_country=of_partner(_country)).filter(partner_country=code)

    def in_any_state(self, partnerships: Any, name: str, states: list[str]) -> Any:
        """All: filter_queryset asks for both states at once."""
        return partnerships

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        legal, living = (self.form.cleaned_data[name] for name in ("legal_state", "living_state"))
        return self.states.having(found, legal, living) if legal or living else found

    @cached_property
    def states(self) -> States:
        """The states that filters or order need, of all partnerships that the officer may see; costs one query."""
        chosen = getattr(self.form, "cleaned_data", {})
        order = self.data.get("ordering", "").removeprefix("-")
        return states_of(
            self.visible,
            timezone.localdate(),
            legal=bool(chosen.get("legal_state")) or order == "legal_state",
            living=bool(chosen.get("living_state")) or order == "living_state",
        )
