"""Cells of spreadsheets that hold facts, not formulas."""

import re
from datetime import datetime
from typing import Any

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows that a CSV file is UTF-8
# OWASP, "CSV Injection": what begins with one of these may be taken for a formula, also behind blanks, quotation marks
# or the separator of cells, and so may their full-width cousins.
_FORMULA = re.compile(r"""[\s"'“”„’`,;]*[=+\-@＝＋－＠\t\r\n]""")


def may_start_a_formula(text: str) -> bool:
    """Whether a program might calculate with `text` instead of showing it."""
    return _FORMULA.match(text) is not None


def harmless(value: Any) -> str:
    """Return `value` as text for CSV; an apostrophe stands before what might be taken for a formula."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and may_start_a_formula(value):
        return f"'{value}"
    return "" if value is None else str(value)
