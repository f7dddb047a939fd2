"""From facts to charts, in the reader's language: whom the towns reached, and where a project's money came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from pomost.languages.formats import currency_name, number
from pomost.register.models import Funding, Project
from pomost.register.over_time import YearTogether
from pomost.website.amounts import amount_of
from pomost.website.drawings.charts import BarChart, BarFigures, ColumnChart, YearFigures, draw_bars, draw_columns


@dataclass(frozen=True)
class PeopleChart:
    """The people whom the towns reached, year by year: the table, and the drawing where there is one to draw."""

    rows: list[YearTogether]
    drawing: ColumnChart | None
    description: str
    people: int
    invited: int
    is_example: bool


def people_chart(years: Sequence[YearTogether]) -> PeopleChart | None:
    """Return the chart of the `years` in which somebody counted; None where nobody did. One year alone is not drawn."""
    rows = [year for year in years if year.people and year.year]
    if not rows:
        return None
    figures = [YearFigures(row.year, row.people, row.invited) for row in rows if row.year and row.people]
    return PeopleChart(
        rows=rows,
        drawing=draw_columns(figures) if len(figures) > 1 else None,
        description=_most(figures),
        people=sum(each.whole for each in figures),
        invited=sum(each.part for each in figures),
        is_example=any(row.people_are_example for row in rows),
    )


def _most(figures: Sequence[YearFigures]) -> str:
    """What the eye sees first in the drawing, in a sentence."""
    most = max(figures, key=lambda each: each.whole)
    return gettext("From %(first)s to %(last)s; most in %(year)s: %(people)s.") % {
        "first": figures[0].year,
        "last": figures[-1].year,
        "year": most.year,
        "people": ngettext("%(number)s person", "%(number)s people", most.whole) % {"number": number(most.whole)},
    }


@dataclass(frozen=True)
class MoneyChart:
    """The money of one currency by its source: amounts of different currencies are never measured by one scale."""

    currency: str
    title: str
    description: str
    drawing: BarChart
    has_planned: bool
    has_paid: bool


def money_charts(project: Project) -> list[MoneyChart]:
    """Return a chart for each currency in which there are at least two amounts to be compared."""
    by_currency: dict[str, list[Funding]] = {}
    for funding in project.funding.all():
        by_currency.setdefault(funding.currency, []).append(funding)
    return [
        _money_chart(currency, parts)
        for currency, parts in by_currency.items()
        if sum(1 for part in parts for amount in (part.planned, part.paid) if amount) > 1
    ]


def _money_chart(currency: str, parts: Sequence[Funding]) -> MoneyChart:
    figures = [
        BarFigures(
            name=str(capfirst(part.get_kind_display())),
            words=_amounts(part),
            planned=float(part.planned) if part.planned else None,
            paid=float(part.paid) if part.paid else None,
        )
        for part in parts
    ]
    return MoneyChart(
        currency=currency,
        title=gettext("Money by source, in %(currency)s") % {"currency": currency_name(currency)},
        description=" ".join(f"{each.name}: {each.words}." for each in figures),
        drawing=draw_bars(figures),
        has_planned=any(part.planned for part in parts),
        has_paid=any(part.paid for part in parts),
    )


def _amounts(part: Funding) -> str:
    """The amounts of one source in words: "€24,000 paid, €48,000 planned"."""
    said: Iterable[str | None] = (
        gettext("%(amount)s paid") % {"amount": amount_of(part.paid, part)} if part.paid is not None else None,
        gettext("%(amount)s planned") % {"amount": amount_of(part.planned, part)} if part.planned is not None else None,
    )
    return ", ".join(words for words in said if words)
