"""A page on paper is a document: what stands in the PDF that the browser prints of each page type."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.xdist_group("reader"), pytest.mark.once]


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A reader who reads dark pages and prints them all the same."""
    context = browser.new_context(base_url=server.url, color_scheme="dark")
    yield context.new_page()
    context.close()


def printed(page: Page) -> list[str]:
    """The text of each sheet, in one line."""
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=page.pdf(prefer_css_page_size=True), capture_output=True, check=True
    ).stdout.decode()
    return [" ".join(sheet.split()) for sheet in text.split("\f") if sheet.strip()]


@pytest.mark.parametrize("name", [name for name in PAGES if name != "not found"])
def test_every_page_prints_with_its_publication_data_and_without_the_menu(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    skip, menu = page.locator(".skip").inner_text(), page.locator(".menu summary").text_content() or ""
    imprint = [word.strip() for word in page.locator(".imprint dd:visible").all_inner_texts()]
    heading = page.locator("h1").inner_text().split()
    sheets = printed(page)
    whole = " ".join(sheets)
    assert all(word in sheets[0] for word in heading)
    canonical = page.locator("link[rel=canonical]").evaluate_all("links => links.map(link => link.href)")
    address = canonical[0] if canonical else page.url
    assert address in sheets[-1].replace(" ", "")
    for told in imprint:
        assert told.split()[0] in sheets[-1]
    assert skip not in whole
    assert not re.search(rf"\b{menu}\b", whole)
    assert "FR – français" not in whole
    assert 1 <= len(sheets) <= 8


def test_the_address_of_a_link_stands_beside_it_once(page: Page) -> None:
    page.goto("/pl/partnerstwa/suhl/")
    page.evaluate(
        """() => {
          document.querySelector('.story .part__body').insertAdjacentHTML('beforeend',
            '<p>Zob. <a href="https://example.org/a">umowa</a> i <a href="/pl/projekty/">projekty</a>.</p>')
          document.querySelector('.facts').insertAdjacentHTML('beforeend',
            '<div><dt>Strona</dt><dd><a class="is-address" href="https://example.org/b">https://example.org/b</a></dd></div>')
        }"""
    )
    whole = " ".join(printed(page))
    assert "umowa (https://example.org/a)" in whole
    assert "projekty (/pl/projekty/)" in whole
    assert whole.count("https://example.org/b") == 1


def test_paper_is_white_and_ink_is_black_whatever_the_screen_shows(page: Page) -> None:
    page.goto("/pl/")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        """() => [...document.querySelectorAll('body, main p, main h1, main h3 a')].map(
             e => getComputedStyle(e)).map(s => [s.color, s.backgroundColor])"""
    )
    assert {colour for colour, _background in colours} <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}
    assert colours[0][1] == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", ["partnership", "partnerships", "projects", "awards", "activity"])
def test_no_title_is_left_alone_at_the_foot_of_a_sheet(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    titles = [" ".join(title.split()) for title in page.locator("main :is(h2, h3):visible").all_inner_texts()]
    assert titles
    # However much stands above it, the first lines of a part stand with its title.
    for pushed in range(0, 230, 46):
        page.evaluate("height => document.querySelector('main').style.paddingBlockStart = height + 'mm'", pushed)
        sheets = printed(page)
        told_once = [title for title in titles if " ".join(sheets).count(title) == 1]
        alone = [title for title in told_once for sheet in sheets if sheet.endswith(title)]
        assert alone == [], pushed


def test_no_row_is_cut(page: Page) -> None:
    page.goto(PAGES["partnership"])
    page.emulate_media(media="print")
    rows = page.locator(".register__row, .facts > div, .timeline__entry, .figures tr").evaluate_all(
        "rows => rows.map(row => getComputedStyle(row).breakInside)"
    )
    assert rows
    assert set(rows) == {"avoid"}
