"""Endings: one stem for the forms of a word, so that "orkiestry" finds "orkiestra" and "Städten" finds "Stadt".

A rule for all five languages together. What somebody types says neither its language nor its diacritics, and a stemmer
of one language (as Snowball's are) needs both. The stem is no word and is shown to nobody: words are compared by it.
"""

from functools import lru_cache

_LEAST = 3  # letters that are left

# Of folded words. A vowel that alone is no ending of any form stands with what goes before it.
_POLISH = (
    "a e i o u y ia ie ii iu om ow em ej ym im ach ami owi owie ego emu ych ich ymi imi "
    "iem iom iow iach iami iej iego iemu"
)
_GERMAN_AND_DUTCH = "e en es"
_ENGLISH_AND_FRENCH = "s es ies"
_ENDINGS = sorted({*_POLISH.split(), *_GERMAN_AND_DUTCH.split(), *_ENGLISH_AND_FRENCH.split()}, key=len, reverse=True)
_LONGEST_FIRST = tuple(_ENDINGS)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word: without its endings, one after another, and without a doubled last letter.

    Words with a digit or a letter outside the Latin alphabet are their own stem.
    """
    if not (word.isascii() and word.isalpha()):
        return word
    stemmed = word
    while ending := next(
        (each for each in _LONGEST_FIRST if stemmed.endswith(each) and len(stemmed) - len(each) >= _LEAST), ""
    ):
        stemmed = stemmed[: -len(ending)]
    if len(stemmed) > _LEAST and stemmed[-1] == stemmed[-2]:  # partnerschap, partnerschappen
        stemmed = stemmed[:-1]
    return stemmed
