"""What SQLite is taught about languages: PostgreSQL knows it by itself."""

import re
import unicodedata
from typing import Any

_MARKS = re.compile("[\u0300-\u036f]+")
_BARE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss"})
# In Polish these are letters of their own, each after the one that it resembles; ż comes last of all.
_AFTER = "\N{DELETE}"
_POLISH = str.maketrans({letter: base + _AFTER for letter, base in zip("ąćęłńóśź", "acelnosz", strict=True)})
_POLISH[ord("ż")] = f"z{_AFTER}{_AFTER}"


def teach_sqlite(connection: Any, **_signal: Any) -> None:
    """Give a new connection to SQLite the function that search.Alphabetical uses."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("POMOST_SORT_KEY", 2, _sort_key, deterministic=True)


def _sort_key(text: str | None, language: str) -> str | None:
    """Return `text` as a key in the alphabet of `language`: quick, because a sort asks for it in every row."""
    if text is None or text.isascii():
        return text and text.lower()
    lowered = text.casefold()
    if language == "pl":
        lowered = lowered.translate(_POLISH)
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered.translate(_BARE)))
