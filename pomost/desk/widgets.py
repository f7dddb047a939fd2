"""Inputs of the desk's forms that Django and Wagtail have not got."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PickedRecords(forms.SelectMultiple):
    """Several records of a list: desk/picked-records.js shows the chosen ones, each with a button."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        words = {"data-add": _("Add"), "data-remove": _("Remove"), "data-none": _("There are no others")}
        super().__init__({"data-picked-records": "", **words, **(attrs or {})}, choices)
