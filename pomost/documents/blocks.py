"""Headings, facts, tables and quotations as pieces for the typesetter."""

import re

from pomost.documents.addresses import address
from pomost.documents.description import Facts, Heading, Quote, Table
from pomost.documents.texts import Inline, Node, line, marked, paragraphs

# A cell that is a figure, with or without sign, unit and currency: 1 200, −3.5 %, PLN 800,000, 12 500 zł.
_FIGURE = re.compile(r"(?:[^\W\d_]{1,3}|[€$£])?\s?[-−+]?\d[\d\s.,]*\s?(?:%|[^\W\d_]{1,3}|[€$£])?")
_DASHES = {"", "-", "–", "—"}
_WIDE = 24  # a column with a cell of more letters shares the room that is left with others like it


def heading_node(heading: Heading, language: str) -> Node | None:
    """A heading with the level that was wished for, or None where it says nothing."""
    content = line(heading.text, language)
    return {"kind": "heading", "level": max(heading.level, 2), "of": content} if content else None


def facts_node(facts: Facts, language: str, base: str) -> Node | None:
    """Labels and values; values that are links are seen from `base`."""
    pairs = []
    for fact in facts.facts:
        value: list[Inline] = line(fact.value, fact.language or language)
        if not value:
            continue
        target = address(fact.address, base) if fact.address else ""
        if target:
            value = [{"kind": "link", "address": target, "of": value}]
        pairs.append({"label": line(fact.label, language), "value": value, "language": marked(fact.language)})
    return {"kind": "facts", "facts": pairs} if pairs else None


def table_node(table: Table, language: str) -> Node | None:
    """A table whose rows are all as long as the longest; None without rows."""
    columns = max((len(row) for row in (table.header, *table.rows)), default=0)
    if not table.rows or not columns:
        return None
    rows = [[*row, *[""] * (columns - len(row))] for row in table.rows]
    header = [*table.header, *[""] * (columns - len(table.header))] if any(table.header) else None
    by_column = list(zip(*rows, strict=True))
    return {
        "kind": "table",
        "columns": columns,
        "align": ["right" if _is_figures(cells) else "left" for cells in by_column],
        "wide": [any(len(cell) > _WIDE for cell in cells) for cells in by_column],
        "header": [line(cell, language) for cell in header] if header else None,
        "rows": [[line(cell, language) for cell in row] for row in rows],
        "caption": line(table.caption, language),
        "credit": [],
    }


def _is_figures(cells: tuple[str, ...]) -> bool:
    said = [cell.strip() for cell in cells if cell.strip() not in _DASHES]
    return bool(said) and all(_FIGURE.fullmatch(cell) for cell in said)


def quote_node(quote: Quote, language: str) -> Node | None:
    """Somebody's words, or None where there are none."""
    content = paragraphs(quote.text, language)
    return {"kind": "quotation", "of": content, "who": line(quote.who, language)} if content else None
