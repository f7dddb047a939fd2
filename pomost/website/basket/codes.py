"""What lies in a basket, as cookies and addresses write it: "p12.a7.p12v3" is two records and a version of one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    Network,
    Office,
    Partnership,
    Project,
    Record,
    Solution,
)

MOST = 200  # things in a basket
PAGE = "g"
FILE = "d"
# The letter of each kind never changes: shared addresses and old cookies bear it.
KINDS: dict[str, type[Record]] = {
    "p": Partnership,
    "n": Network,
    "j": Project,
    "w": Award,
    "a": Activity,
    "c": Challenge,
    "s": Solution,
    "o": Office,
}
_LETTERS = {kind: letter for letter, kind in KINDS.items()}
_CODE = re.compile(rf"([{''.join(KINDS)}{PAGE}{FILE}])([1-9][0-9]{{0,8}})(?:v([1-9][0-9]{{0,8}}))?")
_LONGEST = 100_000  # characters of a text that is read at all


@dataclass(frozen=True)
class Code:
    """One thing in a basket: a kind's letter, its key and, for an earlier version, the version's number.

    Documents have no versions: a code that names one is nobody's.
    """

    letter: str
    key: int
    version: int | None = None

    def __str__(self) -> str:
        return f"{self.letter}{self.key}" + (f"v{self.version}" if self.version else "")


def codes_in(text: str) -> list[Code]:
    """Return the codes in `text`, each once and in their order; what is no code is passed over."""
    found = (_CODE.fullmatch(part) for part in text[:_LONGEST].split("."))
    codes = (Code(m[1], int(m[2]), int(m[3]) if m[3] else None) for m in found if m)
    return list(dict.fromkeys(codes))


def as_text(codes: Iterable[Code]) -> str:
    """Return `codes` as `codes_in` reads them."""
    return ".".join(map(str, codes))


def code_of(thing: Any, version: int | None = None) -> Code | None:
    """Return the code of a record with a page of its own, of a page or of a document; None for anything else."""
    if isinstance(thing, Page):
        return Code(PAGE, thing.pk, version)
    if isinstance(thing, get_document_model()):
        return Code(FILE, thing.pk)
    letter = _LETTERS.get(type(thing))
    return Code(letter, thing.pk, version) if letter else None
