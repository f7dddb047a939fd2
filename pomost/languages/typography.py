"""Typographic habits of the five languages, for text that is shown."""

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW_NO_BREAK = "\N{NARROW NO-BREAK SPACE}"

# Polish: a word of one letter (a, i, o, u, w, z) never stands at a line's end.
_POLISH_SINGLE = re.compile(r"(?<![^\W_])([aiouwzAIOUWZ]) (?=\S)")
# Nor does a preposition or conjunction of two letters; the eye would wait for what follows.
_POLISH_SHORT = re.compile(r"(?<![^\W_])(na|do|od|po|za|ze|we|ku|że|Na|Do|Od|Po|Za|Ze|We) (?=\S)")
# French: a narrow space before ; ! ? and inside guillemets, a full one before the colon.
_ANY_SPACE = f"[ {NO_BREAK}{NARROW_NO_BREAK}]?"
_FRENCH_HIGH = re.compile(_ANY_SPACE + r"([;!?»])(?=\s|$|[.,)])")
_FRENCH_COLON = re.compile(_ANY_SPACE + r":(?=\s|$)")
_FRENCH_OPEN = re.compile(f"«{_ANY_SPACE}")
# A dash between words never begins a line; a word of up to three letters never stands alone in the last one.
_DASH = re.compile(r" (?=[–—] )")
_LAST_WORD = re.compile(r"(?<=\S) (?=[^\W\d_]{1,3}[.!?…]*$)")
# A number and the word that it counts, a day and its month stay together.
_NUMBER = re.compile(r"(\d) (?=[^\W\d_])")


def typeset(text: str, language: str) -> str:
    """Return `text` with the spaces that `language` (BCP 47) wants kept together; the words stay as they are."""
    text = _NUMBER.sub(rf"\1{NO_BREAK}", text)
    text = _DASH.sub(NO_BREAK, text)
    text = _LAST_WORD.sub(NO_BREAK, text)
    if language == "pl":
        text = _POLISH_SINGLE.sub(rf"\1{NO_BREAK}", text)
        text = _POLISH_SHORT.sub(rf"\1{NO_BREAK}", text)
    elif language == "fr":
        text = _FRENCH_HIGH.sub(rf"{NARROW_NO_BREAK}\1", text)
        text = _FRENCH_COLON.sub(f"{NO_BREAK}:", text)
        text = _FRENCH_OPEN.sub(f"«{NARROW_NO_BREAK}", text)
    return text
