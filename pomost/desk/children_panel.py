"""Inline children in a record's form, with the rules among them."""

from typing import Any

from wagtail.admin.panels import InlinePanel

from pomost.desk.formsets import ChildrenFormSet


class ChildrenPanel(InlinePanel):
    """Inline children; `formset` says which rules hold among them."""

    def __init__(self, *args: Any, formset: type[ChildrenFormSet] = ChildrenFormSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formset = formset

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "formset": self.formset}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = self.formset
        return options
