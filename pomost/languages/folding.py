"""Folding: one spelling for all the ways in which people type a name."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark, yet everybody types without the mark.
_UNDECOMPOSED = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ð": "d",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ə": "e", "ơ": "o", "ư": "u", "ǝ": "e", "ɛ": "e",
        "ɔ": "o",
        # Apostrophes that Unicode counts among the letters, as in Kāneʻohe.
        "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "ʹ": "",
    }
)  # fmt: skip
_EUROPEAN_MARKS = re.compile("[\u0300-\u036f]+")
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` in lower case, without diacritics, its punctuation turned into single spaces.

    Two spellings that a reader takes for the same word fold to the same string: "Montluçon", "MONTLUCON" and
    "montlucon" all give "montlucon"; "St. Pölten" and "st pölten" give "st polten". Letters outside the Latin
    script are kept. The empty string stands for text that holds no letter and no digit.
    """
    if text.isascii():  # most texts, and the quick way
        return _SEPARATORS.sub(" ", text.lower()).strip()
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_UNDECOMPOSED)
    bare = _EUROPEAN_MARKS.sub("", unicodedata.normalize("NFKD", lowered))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.combining(c)).translate(_UNDECOMPOSED)
    return _SEPARATORS.sub(" ", bare).strip()
