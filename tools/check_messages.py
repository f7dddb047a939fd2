"""Fail where a text of the code has no translation, a fuzzy one, or one whose placeholders differ."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("pl", "de", "nl", "fr")  # the texts of the code are English
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def complaints(language: str, catalogue: Path) -> list[str]:
    """Return what is wrong with the freshly gathered `catalogue` of `language`, a line each."""
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=language)
    return [f"{language}: {why}: {message.id!r}" for message in messages if message.id for why in _faults(message)]


def _faults(message: Message) -> list[str]:
    originals = _forms(message.id)
    texts = _forms(message.string)
    if not all(texts):
        return ["untranslated"]
    faults = ["fuzzy"] if message.fuzzy else []
    wanted = set(PLACEHOLDER.findall(originals[-1]))
    if any(set(PLACEHOLDER.findall(text)) != wanted for text in texts[-1:]):
        faults.append("other placeholders")
    if any(set(PLACEHOLDER.findall(text)) - wanted for text in texts):
        faults.append("unknown placeholder")
    if originals[0][:1].isspace() != texts[0][:1].isspace():
        faults.append("leading space differs")
    return faults


def _forms(text: str | Sequence[str] | None) -> list[str]:
    """The forms of a text that has a plural, or the text alone."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


_HIDDEN = re.compile(r"""\bf["'].*\{[^}]*\b(?:p?gettext|ngettext|_)\(""")


def hidden() -> list[str]:
    """Return the lines in which a text stands within an f-string: whoever gathers texts does not see it there."""
    return [
        f"{file.relative_to(ROOT)}:{number}: a text within an f-string is not gathered"
        for file in sorted((ROOT / "pomost").rglob("*.py"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if _HIDDEN.search(line)
    ]


def main() -> int:
    """Gather the texts in a copy of the code, and compare them with the catalogues."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copy.mkdir()
        shutil.copytree(ROOT / "pomost", copy / "pomost", ignore=shutil.ignore_patterns("data", "static", "*.mo"))
        shutil.copy(ROOT / "manage.py", copy)
        options = [f"--locale={language}" for language in LANGUAGES]
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", *options, "--no-obsolete", "--verbosity=0"],
            cwd=copy,
            check=True,
        )
        found = [
            line
            for language in LANGUAGES
            for line in complaints(language, copy / "pomost/locale" / language / "LC_MESSAGES/django.po")
        ]
    found += hidden()
    print("\n".join(found) or "Every text is translated into every language.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
