"""A person is found in running text however the name is spelled, and nobody else is."""

import pytest

from pomost.register.rules.mentions import Traces

JORGEN = Traces(
    names=frozenset({"Jørgen Żółć"}),
    emails=frozenset({"jorgen.z@city.example"}),
    phones=frozenset({"+48655298100"}),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Spoke JØRGEN ŻÓŁĆ, mayor.", "Spoke […], mayor."),
        ("Jorgen\xa0Zolc", "[…]"),
        ("<p>Jørgen <b>Żółć</b> spoke</p>", "<p>[…]<b></b> spoke</p>"),
        ("J&oslash;rgen&nbsp;&#x17b;&oacute;&#322;&#263;!", "[…]!"),
        ("Jørgen Żół\xadć", "[…]"),
        ("jorgen-zolc-cv.pdf", "[…]-cv.pdf"),
        ("Write to <Jorgen.Z@city.example>.", "Write to <[…]>."),
        ('<a href="mailto:jorgen.z%40city.example">Write</a>', "<a>Write</a>"),
        ('<a href="tel:+48655298100">65 529 81 00</a>', "<a>[…]</a>"),
        ("tel. 65 529-81-00", "tel. […]"),
        ("+48 65 529 81 00 or 0048 (65) 5298100", "[…] or […]"),
        ("(065) 529 81 00", "[…]"),
        ("Jørgen Żółć and Jørgen Żółć", "[…] and […]"),
    ],
)
def test_mentions_are_blacked_out(text: str, left: str) -> None:
    assert JORGEN.blacked_out(text) == left
    assert JORGEN.blacked_out(left) == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jørgen Żółć-Nowak",
        "Anna-Jørgen Żółć",
        "Jørgen Żółćowski",
        "<p>Jørgen</p><p>Żółć</p>",
        "marjorgen.z@city.example",
        "jorgen.z@city.example.org",
        "1655298100",
        "a < b & c > d",
        '<a href="/x?q=1&amp;r=2">link</a>',
    ],
)
def test_what_is_somebody_else_s_stays(text: str) -> None:
    assert JORGEN.blacked_out(text) == text


def test_a_name_of_one_word_is_not_looked_for_in_running_text() -> None:
    traces = Traces(names=frozenset({"Żółć"}))
    assert traces.blacked_out("Żółć spoke") == "Żółć spoke"
    assert traces.is_person("ZOLC")


@pytest.mark.parametrize("text", ["z Jørgenem Żółciem", "Żółć, Jørgen"])
def test_other_cases_and_the_other_order_are_told_but_kept(text: str) -> None:
    assert JORGEN.blacked_out(text) == text
    assert JORGEN.looks_alike(text)
