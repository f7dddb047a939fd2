"""The list of projects, with their partners and money."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_choice, by_text, by_translated
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, SeveralFilter, YearsFilter, named
from pomost.desk.lists.publication import publication
from pomost.languages.formats import listed
from pomost.register.choices import ProjectStatus
from pomost.register.fetching import Wanted
from pomost.register.models import Funding, Programme, Project
from pomost.website.amounts import amount_in_words


class MoneyFact(Fact):
    """Planned and paid money; a spreadsheet gets two columns of numbers for each currency, and how exact they are."""

    def export_parts(self, rows: Any) -> list[tuple[str, Callable[[Any], Any]]]:
        currencies = Funding.objects.filter(project__in=rows.order_by().values("pk")).order_by("currency")
        headings = {"planned": gettext("Planned (%(currency)s)"), "paid": gettext("Paid (%(currency)s)")}
        exactness = gettext("How exactly (%(currency)s)")
        parts: list[tuple[str, Callable[[Any], Any]]] = []
        for currency in currencies.values_list("currency", flat=True).distinct():
            parts += [(heading % {"currency": currency}, _amount(currency, side)) for side, heading in headings.items()]
            parts.append((exactness % {"currency": currency}, _exactness(currency)))
        return parts


def _amount(currency: str, side: str) -> Callable[[Any], Decimal | None]:
    def amount(record: Any) -> Decimal | None:
        found = (getattr(total, side).amount for total in record.beside.totals if total.currency == currency)
        return next(found, None)

    return amount


def _exactness(currency: str) -> Callable[[Any], str]:
    def exactness(record: Any) -> str:
        precision = record.beside.precisions.get(currency)
        return str(precision.label) if precision else ""

    return exactness


def _best_known(record: Any) -> str:
    """What was paid; while that is not known, what is planned; as exactly as it is known."""
    sums = [total.planned if total.paid.amount is None else total.paid for total in record.beside.totals]
    return " + ".join(
        amount_in_words(part.amount, part.currency, record.beside.precisions[part.currency])
        for part in sums
        if part.amount is not None
    )


FACTS = [
    Fact("name", _("Project"), str, order=by_translated("name")),
    Fact(
        "programme", _("Programme"), lambda record: str(record.programme or ""), order=by_translated("programme__name")
    ),
    Fact("status", _("Progress"), lambda record: record.get_status_display(), order=by_choice("status", ProjectStatus)),
    Fact("start", _("Start"), order=by_text("start")),
    Fact("end", _("End"), order=by_text("end")),
    Fact("partners", _("Partners"), lambda record: listed(record.beside.towns)),
    MoneyFact("money", _("Money"), _best_known),
    *publication(),
]


class ProjectFilterSet(RecordFilterSet):
    """Programme, progress, and the years of the beginning and of the end."""

    programme = OneFilter(label=_("Programme"))
    status = SeveralFilter(label=_("Progress"), choices=ProjectStatus.choices)
    start = YearsFilter(label=_("Start"))
    end = YearsFilter(label=_("End"))

    class Meta:
        model = Project
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"programme": named(Programme.objects.order_by())}
