"""What lists can be narrowed down by. The choices that the register holds come in one query for all filters."""

import json
from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import NumberRangeWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from pomost.languages.folding import fold
from pomost.languages.formats import country_name
from pomost.languages.translated import Translated
from pomost.register.dates import EARLIEST_YEAR, LATEST_YEAR
from pomost.register.fetching import Wanted, fetch_columns

Choices = list[tuple[str, str]]


class YearsWidget(NumberRangeWidget):
    """Two years: from and to."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        for widget, label in zip(self.widgets, (_("From year"), _("To year")), strict=True):
            limits = {"min": EARLIEST_YEAR, "max": LATEST_YEAR}
            widget.attrs |= {**limits, "placeholder": label, "aria-label": label, "autocomplete": "off"}


class YearsFilter(django_filters.RangeFilter):
    """Partial dates of the years from – to. What has no date is in no year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": YearsWidget(), **kwargs})

    def filter(self, qs: Any, value: Any) -> Any:
        if value is None:
            return qs
        qs = qs.exclude(**{self.field_name: ""})
        if value.start is not None:
            qs = qs.filter(**{f"{self.field_name}__gte": f"{int(value.start):04}"})
        if value.stop is not None:
            qs = qs.filter(**{f"{self.field_name}__lt": f"{int(value.stop) + 1:04}"})
        return qs


class SeveralFilter(django_filters.MultipleChoiceFilter):
    """One or several of a closed list; none ticked: all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.CheckboxSelectMultiple(), "distinct": False, **kwargs})


class OneFilter(django_filters.ChoiceFilter):
    """One of what the register holds; the choices come from RecordFilterSet.choices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_label": _("All"), "choices": [], "widget": forms.Select(), **kwargs})


class TickedFilter(django_filters.BooleanFilter):
    """Yes, no, or all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": BooleanRadioSelect(), **kwargs})


class RecordFilterSet(WagtailFilterSet):
    """What every list can be narrowed down by, in the order: the kind's own, then published and example."""

    live = TickedFilter(label=_("Published"))
    is_example = TickedFilter(label=_("Invented example"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("live", "is_example"):
            self.filters.move_to_end(name)
        for name, choices in self.choices().items():
            self.filters[name].extra["choices"] = choices

    @property
    def visible(self) -> Any:
        """The records of the kind that the officer may see: choices come from them alone."""
        return self._meta.model.snippet_viewset.get_queryset(self.request).select_related(None).order_by()

    def choices(self) -> dict[str, Choices]:
        """The choices of the filters whose choices are rows of the register; costs one query for all of them."""
        wanted = self.wanted_choices()
        found = fetch_columns(*wanted.values())
        return {name: _sorted(rows) for name, rows in zip(wanted, found, strict=True)}

    def wanted_choices(self) -> dict[str, Wanted]:
        """What `choices` are made from: rows of an `id` with a `name`, or of a `country`; none by default."""
        return {}


def named(rows: Any) -> Wanted:
    """The rows of a reference list, or records, as choices."""
    return Wanted(rows, {"id": F("pk"), "name": Cast("name", TextField())})


def countries(rows: Any, code: Any) -> Wanted:
    """The countries of `rows`, of which the expression `code` is one, as choices."""
    return Wanted(rows.annotate(_country=code).distinct(), {"country": F("_country")})


def _sorted(rows: Sequence[dict[str, Any]]) -> Choices:
    found = [
        (row["country"], country_name(row["country"]))
        if "country" in row
        else (str(row["id"]), str(Translated(json.loads(row["name"]))))
        for row in rows
    ]
    return sorted(found, key=lambda choice: fold(choice[1]))
