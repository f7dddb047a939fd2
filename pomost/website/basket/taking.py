"""What of a page can be taken along: the record or page that it is, or the records that it lists."""

from collections.abc import Mapping
from typing import Any

from pomost.website.basket.codes import Code, code_of


def takeable_on(context: Mapping[str, Any], version: int | None = None) -> list[Code]:
    """Return the codes of what the page with this template `context` offers, of the earlier `version` it shows if any.

    A record's page and a written page offer themselves, a section the records that it lists.
    """
    if "changes_url" in context and version is None:
        return []  # a register of changes, or two versions side by side
    record, page = context.get("record"), context.get("page")
    if record is not None:
        own = code_of(record, version)
        return [own] if own else []
    listed = [code for thing in context.get("listed", ()) if (code := code_of(thing))]
    if listed and version is None:
        return list(dict.fromkeys(listed))
    own = code_of(page, version) if page is not None and context.get("is_takeable") else None
    return [own] if own else []
