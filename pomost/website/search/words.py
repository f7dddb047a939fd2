"""Words of the search: what is indexed of a text, what a query wants, and where a text has it.

Both databases index these words as they stand. So marks, case and endings are forgiven in one place, and alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pomost.languages.endings import stem
from pomost.languages.folding import fold

LONGEST_QUERY = 200  # letters that are read
MOST_WORDS = 10
_LONGEST_WORD = 60
_LEAST_BEGINNING = 2  # letters from which on the last word may be the beginning of another
# Signs that no word has, so that none is taken for the beginning of what stands after them.
_TITLE = ":"  # before a word of a title
_HOME = "::"  # before the key of a site's town
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """A word of the index, or where it `is_beginning`, all words that begin so."""

    text: str
    is_beginning: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: all of `words`, of which the last may be unfinished."""

    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    def terms(self, *, in_title: bool, is_finished: bool = False) -> Iterator[list[Term]]:
        """For each word the terms of which one must be there; with `is_finished` the last word begins no other."""
        before = _TITLE if in_title else ""
        for word in self.words:
            terms = [Term(before + stem(word))]
            if not is_finished and self._is_beginning(word):
                terms.append(Term(before + word, is_beginning=True))
            yield terms

    def hits(self, word: str) -> set[str]:
        """The words that are wanted and that `word`, of some text, answers."""
        found = set[str]()
        for part in fold(word).split():
            found |= self._by_stem.get(stem(part), set())
            last = self.words[-1]
            if self._is_beginning(last) and part.startswith(last):
                found.add(last)
        return found

    @cached_property
    def _by_stem(self) -> dict[str, set[str]]:
        by_stem: dict[str, set[str]] = {}
        for word in self.words:
            by_stem.setdefault(stem(word), set()).add(word)
        return by_stem

    def _is_beginning(self, word: str) -> bool:
        return word == self.words[-1] and len(word) >= _LEAST_BEGINNING


def wanted_in(query: str) -> Wanted:
    """Return what `query`, as somebody typed it, wants.

    Single letters, such as the Polish "w" and "i", mean nothing beside words.
    """
    words = list(dict.fromkeys(word[:_LONGEST_WORD] for word in fold(query[:LONGEST_QUERY]).split()))
    telling = [word for word in words if len(word) > 1] or words
    return Wanted(tuple(telling[:MOST_WORDS]))


def readable_query(query: str) -> str:
    """Return `query` as it is shown again: without what cannot be seen, and not longer than what is read."""
    return "".join(c for c in query[:LONGEST_QUERY] if c.isprintable()).strip()


def index_words(titles: Iterable[str], texts: Iterable[str], homes: Iterable[int]) -> str:
    """Return the words of a SearchEntry: of its titles, of its texts, and the sites on which it is found."""
    of_titles = set(_indexed(titles))
    words = {*of_titles, *(f"{_TITLE}{word}" for word in of_titles), *_indexed(texts), *map(home_word, homes)}
    return " ".join(sorted(words))


def home_word(home: int) -> str:
    """The word that stands for the site of the town of key `home`."""
    return f"{_HOME}{home}"


def _indexed(texts: Iterable[str]) -> Iterator[str]:
    """Each word of the texts as it is, for beginnings, and its stem."""
    for text in texts:
        for word in fold(text).split():
            yield word[:_LONGEST_WORD]
            yield stem(word[:_LONGEST_WORD])
