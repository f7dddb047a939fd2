"""The chapters of the guide as they stand in docs/guide: `<language>/<number>-<name>.md`, read once a process."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pomost.conf.environment import REPOSITORY

FOLDER = REPOSITORY / "docs" / "guide"
LANGUAGES = ("pl", "en")  # in which it is written; whoever reads neither gets the last
CHAPTER_FILE = re.compile(r"(?P<number>\d\d)-(?P<name>[a-z]+(?:-[a-z]+)*)\.md")
PICTURE_FILE = re.compile(r"\.\./pictures/(?P<language>[a-z]{2})/(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)\.png")


@dataclass(frozen=True)
class Chapter:
    """A chapter in one language; its text is Markdown that begins with the title and a paragraph that sums it up."""

    name: str
    language: str
    text: str

    @cached_property
    def title(self) -> str:
        """The heading of the chapter."""
        return self.text.partition("\n")[0].removeprefix("# ").strip()

    @cached_property
    def lead(self) -> str:
        """The paragraph below the title, on one line."""
        return " ".join(self.text.split("\n\n")[1].split())


def language_for(code: str | None) -> str:
    """The language of the guide for an officer whose admin speaks `code`."""
    return code if code in LANGUAGES else LANGUAGES[-1]


@lru_cache
def chapters_in(language: str, folder: Path = FOLDER) -> tuple[Chapter, ...]:
    """All chapters in `language`, in their order."""
    found = ((CHAPTER_FILE.fullmatch(file.name), file) for file in sorted((folder / language).glob("*.md")))
    return tuple(Chapter(match["name"], language, file.read_text()) for match, file in found if match)
