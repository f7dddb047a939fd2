"""Whatever people type or paste comes out as they typed it, or harmlessly; nothing is ever markup."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomost.documents.description import Block, Fact, Facts, Figure, Heading, Prose, Quote, Table
from pomost.documents.pdf import pdf_of
from tests.documents.reading import Pdf
from tests.documents.samples import ARCH, document, item, printed

MARKUP = r"#1 *nie* _tak_ $x$ @ref <l> \ [ ] { } // /* = - + ` ~ -- ... https:// #panic()"


def test_marks_of_the_typesetter_are_letters_like_others() -> None:
    blocks: list[Block] = [
        Heading(MARKUP),
        Prose("<p>" + MARKUP.replace("<", "&lt;") + "</p>"),
        Facts([Fact(MARKUP, MARKUP)]),
        Table([MARKUP], [[MARKUP]], MARKUP),
        Figure(ARCH, MARKUP, MARKUP, MARKUP),
        Quote(MARKUP, MARKUP),
    ]
    pdf = Pdf(pdf_of(document(item(*blocks, title=MARKUP, lead=MARKUP, changed=MARKUP), note=MARKUP, title=MARKUP)))
    bare = re.sub(r"\s", "", pdf.text).replace("pa-nic", "panic")  # where lines end, with and without a hyphen
    assert bare.count(re.sub(r"\s", "", MARKUP)) == 16
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == MARKUP
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == [MARKUP]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a🎺b", "a□b"),
        ("友好城市", "□□□□"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\x00b\x07c\ud800d\ufeffe", "abcde"),
        ("a\ue000b\uffffc", "a□b□c"),
        ("a\tb\u2028c\x85d\r\ne", "a b c d e"),
        ("e\u0301 Łódź Ähre œuvre Ĳ ﬁ", "é Łódź Ähre œuvre Ĳ ﬁ"),
        ("Київ Αθήνα", "Київ Αθήνα"),
        ("", "Bez tytułu"),
        (" \u200b\x00", "Bez tytułu"),
    ],
)
def test_what_no_page_can_show_is_left_out_or_marked(typed: str, shown: str) -> None:
    pdf = Pdf(pdf_of(document(item(title=typed), title=typed)))
    heading = pdf.bookmarks[0][1]
    assert heading == shown
    assert pdf.text.count(shown) >= 1


def test_what_no_font_shows_is_still_heard_and_listed() -> None:
    pdf = printed(Figure(ARCH, "友好 🎺"), title="友好 🎺")
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == "友好 🎺"
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == ["友好 🎺"]


@pytest.mark.parametrize("note", ["x" * 10_000, "słowo " * 1_700, "a\n" * 5_000, "🎺" * 5_000, '"' * 10_000])
def test_long_notes_are_set(note: str) -> None:
    pdf = Pdf(pdf_of(document(item(), item(title=note, address=f"https://leszno.example/{note}"), note=note)))
    assert "Suhl" in [title for _depth, title in pdf.bookmarks]


def test_long_words_do_not_run_off_the_page() -> None:
    pdf = printed(Prose(f"<p>{'x' * 200}</p>"), Prose(f"<p>https://leszno.example/{'y' * 200}</p>"))
    widest = max(len(line) for line in pdf.reader.pages[0].extract_text().splitlines())
    assert widest < 90


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 5_000 + "x",
        "<ul><li>" * 500 + "x",
        "<blockquote>" * 500 + "x",
        "<![x <!doctype <!-- <a href='",
        "<p>x</li></ul></b></p><table><tr><td>y</td></tr></table>",
        "<ul>x<ul><li>y</li></ul></ul><li>z</li>",
        "<a href='https://a.example'><a href='https://b.example'>x</a><p>y</p></a>",
        "<blockquote><h2>x</h2><ul></ul></blockquote><ul><li></li></ul><p><br></p><h2><b></b></h2>",
        "<script>x</script><style>y</style><img alt='z'><p lang='de'><i lang=''>a</i></p>",
    ],
)
def test_html_of_any_kind_is_set(html: str) -> None:
    assert printed(Prose(html)).headings == ["H1", "H2"]


_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("#*_$@\\[]{}<>&\"'`~=-/ \n\u0301\u202e\U0001f1f5")), max_size=40
)
_HTML = st.lists(
    st.one_of(_TEXT, st.sampled_from(["<p>", "</p>", "<ul>", "<li>", "</li>", "<b>", "</b>", "<h3>", "</h3>", "<br>"])),
    max_size=12,
).map("".join)
_BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _TEXT, st.integers(-1, 9)),
    st.builds(Prose, _HTML, st.sampled_from(["", "de", "x", "zh-Hant-TW"])),
    st.builds(Facts, st.lists(st.builds(Fact, _TEXT, _TEXT, _TEXT), max_size=3)),
    st.builds(Table, st.lists(_TEXT, max_size=3), st.lists(st.lists(_TEXT, max_size=4), max_size=3), _TEXT),
    st.builds(Figure, st.one_of(_TEXT, st.binary(max_size=40), st.just(ARCH)), _TEXT, _TEXT, _TEXT),
    st.builds(Quote, _TEXT, _TEXT),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_BLOCK, max_size=4), _TEXT, _TEXT)
def test_nothing_that_people_type_makes_it_fail(blocks: list[Block], title: str, note: str) -> None:
    facts: dict[str, Any] = {"title": title, "lead": note, "address": title, "changed": title}
    items = [item(*blocks, **facts), item(title=note)]
    pdf = Pdf(pdf_of(document(*items, title=title, publisher=note, note=note)))
    assert pdf.headings[0] == "H1"
