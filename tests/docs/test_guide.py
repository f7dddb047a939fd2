"""The guide stays true: its two languages agree, its pictures and links exist, its buttons are those of the program."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pomost.desk.guide.chapters import CHAPTER_FILE, FOLDER, LANGUAGES, PICTURE_FILE, chapters_in
from tools.guide_pictures import PICTURES

FILES = sorted(path.relative_to(FOLDER) for language in LANGUAGES for path in (FOLDER / language).glob("*.md"))
DOCUMENTS = [settings.REPOSITORY / "README.md", *sorted((settings.REPOSITORY / "docs").rglob("*.md"))]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WHOLE_SET = 3_000_000  # bytes


def tokens_of(path: Path) -> list[Token]:
    """All tokens of a Markdown file, those within paragraphs too."""
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text())
    return [token for block in tokens for token in (block, *(block.children or ()))]


def pictures_in(path: Path) -> list[Token]:
    return [token for token in tokens_of(path) if token.type == "image"]


def bold_in(path: Path) -> list[str]:
    """What stands in bold, on one line each."""
    found, text = [], None
    for token in tokens_of(path):
        if token.type == "strong_open":
            text = ""
        elif token.type == "strong_close" and text is not None:
            found.append(text)
            text = None
        elif text is not None:
            text += " " if token.type == "softbreak" else token.content
    return found


@lru_cache
def words_of_the_program(language: str) -> list[re.Pattern[str]]:
    """What screens may say in `language`, Pomost's own texts and Wagtail's; placeholders stand for anything."""
    own = settings.REPOSITORY / "pomost" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    theirs = Path(wagtail.__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/*.po")
    said: set[str] = set()
    ours: set[object] = set()  # Pomost's words come before Wagtail's for the same text
    mended = settings.REPOSITORY / "pomost" / "wagtail_texts" / language / "LC_MESSAGES" / "django.po"
    for path in (own, *([mended] if mended.exists() else []), *theirs):
        with path.open("rb") as file:
            for message in read_po(file):
                key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
                if path in (own, mended):
                    ours.add(key)
                elif key in ours:
                    continue
                text = message.id if language == "en" else message.string
                said |= {text} if isinstance(text, str) else set(text or ())
    return [
        re.compile(".+".join(re.escape(part) for part in PLACEHOLDER.split(" ".join(text.split()))), re.IGNORECASE)
        for text in said
        if re.search(r"\w{2}", PLACEHOLDER.sub("", text))
    ]


def test_both_languages_have_the_same_chapters() -> None:
    names = [[path.name for path in sorted((FOLDER / language).iterdir())] for language in LANGUAGES]
    assert names[0] == names[1]
    assert len(names[0]) >= 10
    assert all(CHAPTER_FILE.fullmatch(name) for name in names[0])
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted([*LANGUAGES, "README.md", "pictures"])


@pytest.mark.parametrize("name", sorted(path.name for path in (FOLDER / "en").iterdir()))
def test_a_chapter_has_the_same_headings_and_pictures_in_both_languages(name: str) -> None:
    first, second = (FOLDER / language / name for language in LANGUAGES)
    kinds = [[token.tag for token in tokens_of(path) if token.type == "heading_open"] for path in (first, second)]
    assert kinds[0] == kinds[1]
    assert kinds[0][0] == "h1"
    assert set(kinds[0][1:]) <= {"h2"}
    pictures = [[Path(str(token.attrGet("src"))).name for token in pictures_in(path)] for path in (first, second)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_chapter_begins_with_a_title_and_what_it_is_about(path: Path) -> None:
    kinds = [token.type for token in MarkdownIt("commonmark").parse((FOLDER / path).read_text())]
    assert kinds[:4] == ["heading_open", "inline", "heading_close", "paragraph_open"]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_picture_is_taken_by_the_script_is_there_and_has_an_alternative_text(path: Path) -> None:
    taken = {picture.name for picture in PICTURES}
    for token in pictures_in(FOLDER / path):
        match = PICTURE_FILE.fullmatch(str(token.attrGet("src")))
        assert match, token.attrs
        assert match["language"] == path.parts[0]
        assert match["name"] in taken
        assert (FOLDER / path.parent / match[0]).is_file()
        assert len(token.content) > 10


def test_no_picture_is_taken_in_vain_and_all_together_are_small() -> None:
    assert len({picture.name for picture in PICTURES}) == len(PICTURES)
    for language in LANGUAGES:
        named = {Path(str(token.attrGet("src"))).stem for p in FILES for token in pictures_in(FOLDER / p)}
        assert named == {picture.name for picture in PICTURES}
        assert named == {file.stem for file in (FOLDER / "pictures" / language).iterdir()}
    assert sum(file.stat().st_size for file in (FOLDER / "pictures").rglob("*.png")) < WHOLE_SET


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(settings.REPOSITORY)))
def test_no_relative_link_is_dead(path: Path) -> None:
    targets = [str(t.attrGet("href") or t.attrGet("src")) for t in tokens_of(path) if t.type in {"link_open", "image"}]
    relative = [target.partition("#")[0] for target in targets if not re.match(r"https?:|mailto:|#", target)]
    assert [target for target in relative if not (path.parent / target).exists()] == []


def test_the_contents_name_every_chapter_by_its_title() -> None:
    contents = (FOLDER / "README.md").read_text()
    for language in LANGUAGES:
        files = sorted((FOLDER / language).iterdir())
        for chapter, file in zip(chapters_in(language), files, strict=True):
            assert f"[{chapter.title}]({language}/{file.name})" in contents


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_stands_in_bold_is_what_the_program_says(path: Path) -> None:
    words = words_of_the_program(path.parts[0])
    unknown = [name for name in bold_in(FOLDER / path) if not any(word.fullmatch(name) for word in words)]
    assert unknown == []
