"""How two versions of a fact are compared in a record's history, for the register's own types of field."""

from typing import Any

from wagtail.admin.compare import TextFieldComparison, register_comparison_class

from pomost.languages.translated import TranslatedField
from pomost.register.dates import PartialDate, PartialDateField
from pomost.register.fact_words import lines_of


class TranslatedComparison(TextFieldComparison):
    """Compares a text in several languages line by line."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = lines_of(field.value_from_object(obj_a)), lines_of(field.value_from_object(obj_b))


class PartialDateComparison(TextFieldComparison):
    """Compares dates as they are written in words."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = _in_words(field.value_from_object(obj_a)), _in_words(field.value_from_object(obj_b))


def register_comparisons() -> None:
    """Let Wagtail's history use them."""
    register_comparison_class(TranslatedField, comparison_class=TranslatedComparison)
    register_comparison_class(PartialDateField, comparison_class=PartialDateComparison)


def _in_words(date: PartialDate | None) -> str:
    return date.in_words() if date else ""
