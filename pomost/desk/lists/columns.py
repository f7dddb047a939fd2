"""The columns of a list: what a cell shows, what an export writes for it, and how the list is sorted by it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, F, OrderBy, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf, StrIndex
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail.admin.ui.tables import Column

from pomost.languages.formats import money
from pomost.languages.search import Alphabetical, in_active_language
from pomost.languages.templatetags.languages import words
from pomost.languages.translated import Translated
from pomost.places.countries import country_choices
from pomost.register.dates import PartialDate
from pomost.register.rules.money import Sum

_capitalised: Any = lazy(lambda label: capfirst(str(label)), str)
# Returns by what a query is sorted; True: the other way round. What is not known comes last either way.
Order = Callable[[Any, bool], list[Any]]


class Fact(Column):
    """A column of a list and of its export.

    `value` gives what a cell shows, `note` a second line below it, and `exported` what a spreadsheet gets: numbers as
    numbers, dates as they are known. A column that `is_hidden` is in the export alone.
    """

    cell_template_name = "desk/lists/cell.html"

    def __init__(
        self,
        name: str,
        label: Any,
        value: Callable[[Any], Any] | None = None,
        *,
        note: Callable[[Any], str] | None = None,
        exported: Callable[[Any], Any] | None = None,
        order: Order | None = None,
        is_hidden: bool = False,
    ) -> None:
        super().__init__(name, label=_capitalised(label), accessor=value or name, sort_key=name if order else None)
        self.note, self.order, self.is_hidden = note, order, is_hidden
        self._exported = exported

    def exported(self, record: Any) -> Any:
        """What a spreadsheet gets."""
        return (self._exported or self.get_value)(record)

    def export_parts(self, rows: Any) -> list[tuple[str, Callable[[Any], Any]]]:
        """The columns of a spreadsheet that become of this one, for the records `rows`: heading and value."""
        return [(str(self.label), self.exported)]

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["value"] = in_words(context["raw_value"])
        context["note"] = self.note(instance) if self.note else ""
        return context


def in_words(value: Any) -> Any:
    """Return `value` as a cell shows it, in the officer's language."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.in_words()
    if isinstance(value, Translated):
        return words(value)
    return value


def amounts_in_words(sums: list[Sum]) -> str:
    """Return sums of money as a cell shows them: "800 000 zł + 1200 €"; what is not known is left out."""
    return " + ".join(money(part.amount, part.currency) for part in sums if part.amount is not None)


# --- Orders


def by_text(column: str) -> Order:
    """By a text or a partial date; the empty text stands for what is not known."""

    def order(view: Any, descending: bool) -> list[Any]:
        if descending:  # the empty text comes last by itself, and an index can be used
            return [F(column).desc()]
        return [Case(When(**{column: ""}, then=1), default=0), F(column).asc()]

    return order


def by_value(expression: Any) -> Order:
    """By a number, a day, a moment; NULL stands for what is not known."""

    def order(view: Any, descending: bool) -> list[Any]:
        wanted = expression(view) if callable(expression) else expression
        wanted = F(wanted) if isinstance(wanted, str) else wanted
        return [OrderBy(wanted, descending=descending, nulls_last=True)]

    return order


def by_name(expression: Callable[[], Any]) -> Order:
    """By a text, as the officer's alphabet has it."""

    def order(view: Any, descending: bool) -> list[Any]:
        key = Alphabetical(NullIf(expression(), Value(""), output_field=TextField()))
        return [OrderBy(key, descending=descending, nulls_last=True)]

    return order


def by_translated(column: str) -> Order:
    """By a text in several languages, as it is shown."""
    return by_name(lambda: in_active_language(column))


def by_town(link: str) -> Order:
    """By the name of a town, as it is shown."""
    return by_name(lambda: town_name(link))


def town_name(link: str) -> Coalesce:
    """For a query: the name that the town at the end of `link` has in the officer's language, else its own."""
    own = F(f"{link}__name")
    name = KeyTextTransform(get_language() or "", f"{link}__names")
    return Coalesce(NullIf(name, Value("")), own, output_field=TextField())


def by_choice(column: str, choices: Any) -> Order:
    """By a closed list, in the list's order."""

    def order(view: Any, descending: bool) -> list[Any]:
        whens = [When(**{column: value}, then=Value(place)) for place, value in enumerate(choices.values)]
        return [OrderBy(Case(*whens, default=Value(None)), descending=descending, nulls_last=True)]

    return order


def by_country(code: Callable[[], Any]) -> Order:
    """By the name of a country in the officer's language; the database holds its code."""

    def order(view: Any, descending: bool) -> list[Any]:
        codes = " ".join(code for code, _name in country_choices())
        return [OrderBy(StrIndex(Value(codes), code()), descending=descending)]

    return order
