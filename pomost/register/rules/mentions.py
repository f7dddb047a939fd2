"""Mentions of a person in running text: found however they are spelled, and blacked out."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

import phonenumbers

from pomost.languages.folding import fold

GAP = "[…]"

# A tag, an entity, or one character. "<jan@city.example>" is an address, not a tag.
_TAG = r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"
_TOKEN = re.compile(rf"{_TAG}|&#?\w+;|.", re.DOTALL)
_TAGS = re.compile(_TAG)
_INLINE = re.compile(r"</?(?:a|b|em|i|span|strong|sub|sup|u)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_UNSEEN = re.compile("[\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")
_BETWEEN_DIGITS = r"[\s()./‐-―-]{0,3}"
_LEAST_DIGITS = 6
_BREAK = "\x1f"  # stands for the tag of a block: no name goes on beyond it


@dataclass(frozen=True)
class Traces:
    """By what a person is recognised: names, e-mail addresses and telephone numbers (+48650000000).

    A name of one word is looked for in columns of names alone: in running text it would hit everybody of that name.
    """

    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.emails or self.phones)

    def is_person(self, text: str) -> bool:
        """Whether `text` is the person's name and nothing else; case, marks and punctuation are forgiven."""
        return bool(text) and fold(text) in self._folded

    def found_in(self, text: str) -> bool:
        """Whether `text`, plain or HTML, mentions the person."""
        return self.blacked_out(text) != text

    def blacked_out(self, text: str) -> str:
        """Return `text`, plain or HTML, with GAP for each mention; markup stays whole, a link to the person goes."""
        if not self._may_be_in(text):
            return text
        tokens = _TOKEN.findall(text)
        seen, owners = _seen(tokens)
        for start, end in sorted(self._spans(seen), reverse=True):
            hit = sorted({owners[at] for at in range(start, end)})
            letters = [at for at in hit if not _is_tag(tokens[at])]
            for at in letters:
                tokens[at] = GAP if at == letters[0] else ""
        return "".join(self._without_link(token) if _is_tag(token) else token for token in tokens)

    def looks_alike(self, text: str) -> bool:
        """Whether `text` has a name that may be the person's in another case or order: "z Janem Kowalskim"."""
        if self._alike is None:
            return False
        return self._alike.search(fold(_bare(text, " "))) is not None

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(fold(name) for name in self.names) - {""}

    @cached_property
    def _full_names(self) -> list[str]:
        return sorted((name for name in self._folded if " " in name), key=len, reverse=True)

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        return _any_of(rf"(?<!\S){re.escape(name).replace(chr(92) + ' ', ' +')}(?!\S)" for name in self._full_names)

    @cached_property
    def _email(self) -> re.Pattern[str] | None:
        return _any_of(
            rf"(?<![\w.+%-]){re.escape(email)}(?![\w-]|\.\w)" for email in sorted(self.emails, key=len, reverse=True)
        )

    @cached_property
    def _phone(self) -> re.Pattern[str] | None:
        patterns = []
        for phone in sorted(self.phones):
            code, number = _parted(phone)
            digits = _BETWEEN_DIGITS.join(number)
            abroad = rf"(?:\+|00){_BETWEEN_DIGITS}{_BETWEEN_DIGITS.join(code)}{_BETWEEN_DIGITS}(?:\(0\)\s?)?"
            optional = "?" if len(number) >= _LEAST_DIGITS else ""
            patterns.append(rf"(?<![\d+])(?:{abroad}|\(?0){optional}{digits}(?!\d)")
        return _any_of(patterns)

    @cached_property
    def _alike(self) -> re.Pattern[str] | None:
        patterns = []
        for name in self._full_names:
            first, last = (re.escape(word[: max(3, len(word) - 2)]) for word in name.split()[-2:])
            patterns += [rf"\b{first}\w* {last}\w*", rf"\b{last}\w* {first}\w*"]
        return _any_of(patterns)

    def _may_be_in(self, text: str) -> bool:
        """A quick look that misses nothing, so that only few texts are read letter by letter."""
        if not text:
            return False
        if "<" in text or "&" in text or "%" in text:
            texts = [_bare(text, ""), _bare(text, " "), *(_readable(tag) for tag in _TAGS.findall(text))]
        else:
            texts = [_UNSEEN.sub("", text)]
        return any(self._quickly_in(each) for each in texts)

    def _quickly_in(self, text: str) -> bool:
        folded, lowered, digits = fold(text), text.casefold(), re.sub(r"\D", "", text)
        return (
            any(name in folded for name in self._full_names)
            or any(email.casefold() in lowered for email in self.emails)
            or (bool(digits) and any(_parted(phone)[1] in digits for phone in self.phones))
        )

    def _spans(self, seen: str) -> list[tuple[int, int]]:
        found = [match.span() for pattern in (self._email, self._phone) if pattern for match in pattern.finditer(seen)]
        if self._name:
            folded, places = _folded_with_places(seen)
            names = [(places[m.start()], places[m.end() - 1] + 1) for m in self._name.finditer(folded)]
            found += [span for span in names if not _goes_on(seen, *span)]
        return _merged(found)

    def _without_link(self, tag: str) -> str:
        """The tag without its attributes where these lead to the person (mailto:, tel:)."""
        readable = _readable(tag)
        if not self._quickly_in(readable) or not self._spans(readable):
            return tag
        element = _ELEMENT.match(tag)
        return f"{element.group() if element else '<span'}>"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(patterns)
    return re.compile(joined, re.IGNORECASE) if joined else None


@lru_cache(maxsize=1024)
def _parted(phone: str) -> tuple[str, str]:
    """The country's code and the number within the country."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return "", re.sub(r"\D", "", phone)
    return str(number.country_code), phonenumbers.national_significant_number(number)


def _is_tag(token: str) -> bool:
    return len(token) > 2 and token[0] == "<"


def _readable(tag: str) -> str:
    return unquote(unescape(tag))


def _bare(text: str, between: str) -> str:
    return _UNSEEN.sub("", unescape(_TAGS.sub(between, text)))


def _seen(tokens: list[str]) -> tuple[str, list[int]]:
    """What a reader sees of `tokens`, and for each letter of it the number of its token."""
    letters: list[str] = []
    owners: list[int] = []
    for at, token in enumerate(tokens):
        if _is_tag(token):
            shown = "" if _INLINE.match(token) else _BREAK
        else:
            shown = unescape(token) if token[0] == "&" else token
        letters += shown
        owners += [at] * len(shown)
    return "".join(letters), owners


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter == _BREAK:
        return f" {_BREAK} "
    if _UNSEEN.match(letter) or unicodedata.combining(letter):
        return ""
    return fold(letter) or ("" if letter.isalpha() else " ")


def _folded_with_places(seen: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(seen):
        piece = _folded_letter(letter)
        folded += piece
        places += [at] * len(piece)
    return "".join(folded), places


def _goes_on(seen: str, start: int, end: int) -> bool:
    """Whether a hyphen makes a longer name of it: Jan Kowalski-Nowak is somebody else. In jan-kowalski-cv it is not."""
    if not re.search(r"\s", seen[start:end]):
        return False
    return bool(re.match(r"[-‐‑]\w", seen[end:])) or bool(re.search(r"\w[-‐‑]\Z", seen[:start]))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def blacked_out_in(value: Any, traces: Traces) -> Any:
    """Return `value`, which came from JSON, blacked out at any depth; in a version a StreamField is JSON in a text."""
    if isinstance(value, str):
        inner = _as_json(value)
        if inner is None:
            return traces.blacked_out(value)
        cleaned = blacked_out_in(inner, traces)
        return value if cleaned == inner else json.dumps(cleaned)
    if isinstance(value, dict):
        return {key: blacked_out_in(item, traces) for key, item in value.items()}
    return [blacked_out_in(item, traces) for item in value] if isinstance(value, list) else value


def _as_json(text: str) -> Any:
    if text[:1] not in {"[", "{"}:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def texts_in(value: object) -> Iterator[str]:
    """Every text in `value`, which came from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
