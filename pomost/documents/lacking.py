"""Characters that no font of the typesetter's has: it names them when it refuses, and they are replaced by a sign."""

import re
from collections.abc import Callable, Collection
from typing import Any

from pomost.documents.texts import MISSING

# What Typst says of each piece of text that would come out as an empty box, which PDF/A and PDF/UA forbid.
_REFUSED = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_SPOKEN = {"metadata", "alternative"}  # heard or listed, never drawn
# The last resort: letters of Latin, Greek and Cyrillic with the marks that editors type.
_UNUSUAL = re.compile(r"[^\x20-\x7e\xa0-\u024f\u0386-\u03ce\u0400-\u045f\u1e00-\u1eff\u200b\u2010-\u203a\u20ac\u25a1]")


def refused(diagnostic: str) -> set[str]:
    """Return the texts that the typesetter's `diagnostic` names as not to be displayed."""
    return {_ESCAPE.sub(_unescaped, text) for text in _REFUSED.findall(diagnostic)}


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match.group(1), 16)) if match.group(1) else match.group(2)


def without(value: Any, lacking: Collection[str]) -> Any:
    """Return `value`, a text or a tree of JSON, with each of `lacking` replaced; what is not drawn stays as it is."""
    signs = {ord(text): MISSING for text in lacking if len(text) == 1}
    clusters = sorted((text for text in lacking if len(text) > 1), key=lambda text: (-len(text), text))

    def replaced(text: str) -> str:
        for cluster in clusters:
            text = text.replace(cluster, MISSING)
        return text.translate(signs)

    return _each(value, replaced)


def usual(value: Any) -> Any:
    """Return `value` with nothing in it but usual letters and signs."""
    return _each(value, lambda text: _UNUSUAL.sub(MISSING, text))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(part, change) for part in value]
    if isinstance(value, dict):
        return {key: part if key in _SPOKEN else _each(part, change) for key, part in value.items()}
    return value
