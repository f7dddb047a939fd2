"""Every page type in every language, as readers see it: light, dark, forced colours, on all widths, widened."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.every_page import (
    BETWEEN,
    LIGHT,
    OF_SCHEME,
    OF_WIDTH,
    SCHEMES,
    WIDTHS,
    axe,
    begin_axe,
    lost_text,
    set_style,
    too_wide,
    versions,
)
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.xdist_group("reader"), pytest.mark.once]

every_type = pytest.mark.parametrize("name", PAGES)

# WCAG 2.2, 1.4.12: what a reader may set, and lose nothing.
WIDENED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }
"""
TWICE_AS_LARGE = ":root { font-size: 200% !important }"


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A reader's page that moves as little as possible."""
    context = browser.new_context(base_url=server.url, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@every_type
def test_axe_finds_nothing_in_any_language_width_and_scheme(page: Page, name: str) -> None:
    """Every language at all widths; each scheme at one width a language, and at all widths in the end.

    Words change what fits beside what; they do not change colours.
    """
    found: list[tuple[Any, ...]] = []
    for number, path in enumerate(versions(page, name)):
        begin_axe(page)
        found += [(path, *fault) for fault in axe(page)]
        turn = [WIDTHS[(number + step) % len(WIDTHS)] for step in range(len(WIDTHS))]
        for width in (*WIDTHS, *BETWEEN):
            page.set_viewport_size({"width": width, "height": 800})
            found += [(path, width, "scrolls sideways")] if too_wide(page) else []
            found += [(path, width, *fault) for fault in axe(page, OF_WIDTH)] if width in WIDTHS else []
            for scheme in [scheme for scheme, its in zip(SCHEMES, turn, strict=True) if its == width]:
                page.emulate_media(**SCHEMES[scheme])
                found += [(path, width, scheme, *fault) for fault in axe(page, OF_SCHEME)]
                page.emulate_media(**LIGHT)
    assert found == []


@every_type
def test_nothing_is_lost_when_text_is_larger_or_wider(page: Page, name: str) -> None:
    found = []
    for path in versions(page, name):
        for how, style, width in (
            ("as it is", "", 1280),
            ("zoomed to 200 %", "", 640),
            ("zoomed to 400 %", "", 320),
            ("letters twice as large", TWICE_AS_LARGE, 1280),
            ("widened", WIDENED, 1280),
            ("widened on a phone", WIDENED, 360),
        ):
            page.set_viewport_size({"width": width, "height": 800})
            set_style(page, style)
            found += [(path, how, fault) for fault in lost_text(page)]
            found += [(path, how, "scrolls sideways")] if too_wide(page) else []
        set_style(page, "")
    assert found == []


def test_lost_text_and_small_targets_would_be_found(page: Page) -> None:
    page.goto("/pl/")
    page.evaluate(
        """() => {
          const main = document.querySelector('main')
          main.insertAdjacentHTML('beforeend', '<p id="a">Nad i pod</p><p id="b">Pod i nad</p><p id="c"></p>'
            + '<p id="d"><a href="/pl/">.</a><a href="/de/">.</a></p>')
          document.getElementById('c').textContent = 'w'.repeat(900)
          const set = (id, style) => Object.assign(document.getElementById(id).style, style)
          set('b', {marginTop: '-1.6em'})
          set('c', {overflow: 'hidden', whiteSpace: 'nowrap', overflowWrap: 'normal', color: '#eee'})
          set('d', {display: 'flex', fontSize: '8px'})
        }"""
    )
    lost = lost_text(page)
    assert "one over the other: Pod i nad / Nad i pod" in lost
    assert any(fault.startswith("cut off: www") for fault in lost)
    begin_axe(page)
    assert {rule for rule, _nodes in axe(page, (*OF_WIDTH, *OF_SCHEME))} == {*OF_WIDTH, *OF_SCHEME}


@every_type
def test_nothing_jumps_while_a_page_is_loaded_and_read(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(PAGES[name])
    page.evaluate(
        """async () => {
          window.jumps = []
          new PerformanceObserver(list => jumps.push(...list.getEntries().map(e => e.value)))
            .observe({type: 'layout-shift', buffered: true})
          for (let y = 0; y < document.body.scrollHeight; y += 400) {
            scrollTo(0, y)
            await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
          }
          await Promise.all([...document.images].map(image => image.decode()))
          await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        }"""
    )
    assert page.evaluate("jumps") == []


@every_type
def test_nothing_moves_for_who_wants_no_motion(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
          const s = getComputedStyle(e)
          return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0)
            || s.scrollBehavior === 'smooth'
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_a_reader_goes_by_keyboard_from_the_first_page_through_menu_and_language_to_a_record(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/pl/")
    go_to(page, "Przejdź do treści")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto("/pl/")
    go_to(page, "DE", "a[hreflang=de]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/")
    go_to(page, "Partnerstädte", ".sections a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/partnerschaften/")
    go_to(page, "Deurne", "main h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/partnerschaften/deurne/")
    stops = every_stop(page)
    assert stops[0] == "Zum Inhalt springen"
    assert len(stops) > 20
    assert stops[-1] == "GeoNames"  # the last link of the foot: no stop holds the focus


def go_to(page: Page, words: str, selector: str = "a") -> None:
    """Press Tab until the focus is on the link with `words`; it must be seen there."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        assert_focus_is_seen(page)
        if focused.evaluate("(e, s) => e.matches(s)", selector) and words in focused.inner_text():
            return
    raise AssertionError(f"no stop at {words}")


def every_stop(page: Page) -> list[str]:
    """The words of each stop from the first to the last one of the page."""
    page.reload()
    stops = []
    for _stop in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert_focus_is_seen(page)
        stops.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
        )
    return stops


def assert_focus_is_seen(page: Page) -> None:
    """That the element with the focus has an outline and lies on the screen, uncovered."""
    seen = page.evaluate(
        """() => {
          const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e)
          const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth
          return [s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, inside, e.outerHTML.slice(0, 100)]
        }"""
    )
    assert seen[:2] == [True, True], seen
