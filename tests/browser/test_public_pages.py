"""What every public page owes its readers, seen in a real browser."""

import re

import pytest
from justhtml import JustHTML
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Server
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.xdist_group("reader"), pytest.mark.once]

every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


def test_every_name_on_the_bridge_is_large_enough_to_read_at_any_width(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/")
    for width in (320, 360, 645, 768, 960, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        sizes = page.locator("svg.bridge__drawing:visible text").evaluate_all(
            "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
        )
        assert len(sizes) == 10, width
        assert min(sizes) >= 12, width


def test_a_name_of_200_letters_wraps_on_a_phone(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    for path in ("/de/", "/de/partnerschaften/", "/de/partnerschaften/suhl/"):
        page.goto(path)
        page.evaluate(
            """document.querySelectorAll('main a, main h1, main dd').forEach(
                e => { if (!e.children.length) e.textContent = 'Llanfairpwll'.repeat(17) })"""
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_menu_of_a_phone_opens_without_javascript(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/pl/")
    sections = page.get_by_role("banner").get_by_role("navigation", name="Działy").get_by_role("link")
    assert sections.count() == 0
    page.get_by_text("Menu", exact=True).click()
    assert sections.count() == 8
    sections.filter(has_text="Projekty").click()
    expect(page).to_have_url(f"{server.url}/pl/projekty/")
    context.close()


def test_what_is_not_there_is_answered_inside_the_site(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/de/gibt-es-nicht/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    page.get_by_role("navigation", name="Sprache").get_by_role("link", name="PL").click()
    assert page.url.endswith("/pl/")
    page.goto("/de/gibt-es-nicht/")
    page.get_by_role("main").get_by_role("link", name="Partnerstädte").click()
    assert page.url.endswith("/de/partnerschaften/")


@every_page
def test_the_markup_is_sound(reader: BrowserContext, path: str) -> None:
    page = reader.new_page()
    response = page.goto(path)
    assert response is not None
    html = response.text()
    assert [str(error) for error in JustHTML(html, collect_errors=True).errors] == []
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert re.search(r'<html lang="(pl|en|de|nl|fr)">', html)
    data = '<script type="application/ld+json">'  # no script
    own = re.compile(r'<script type="module" src="/static/website/[^"]+">')
    assert [tag for tag in re.findall(r"<script\b[^>]*>", html) if tag != data and not own.fullmatch(tag)] == []
    for forbidden in (" style=", "<style", " onclick", "javascript:"):
        assert forbidden not in html


@every_page
def test_the_page_may_load_from_its_own_host_only(reader: BrowserContext, path: str) -> None:
    page = reader.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    response = page.goto(path)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "set-cookie" not in response.headers
    assert [c for c in complaints if "404" not in c] == []


def test_everything_works_without_javascript(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto("/")
    assert page.url == f"{server.url}/de/"
    page.get_by_role("link", name="Partnerstädte").first.click()
    page.get_by_role("heading", name="Deurne").get_by_role("link").click()
    assert page.url.endswith("/de/partnerschaften/deurne/")
    page.get_by_role("navigation", name="Sprache").get_by_role("link", name="FR").click()
    assert page.url.endswith("/fr/partenariats/deurne/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deurne")
    context.close()


def test_a_reader_goes_through_the_site_by_keyboard_alone(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Przejdź do treści")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    for _stop in range(12):
        if page.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith("Suhl"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pl/partnerstwa/suhl/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suhl")


def test_every_arch_of_the_bridge_is_a_link_with_a_name(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/")
    bridge = page.locator("svg.bridge__drawing:visible")
    names = [arch.get_attribute("aria-label") or "" for arch in bridge.get_by_role("link").all()]
    assert [name.split(":")[0] for name in names] == ["Suhl", "Deurne", "Montluçon", "Sankt Pölten", "Biel/Bienne"]
    assert "od 1984" in names[0]


def test_targets_are_large_enough_for_a_finger(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/pl/partnerstwa/")
    for link in page.locator(
        "header a:visible, summary:visible, svg a:visible, h3 a:visible, .back a:visible, .more a:visible"
    ).all():
        box = link.bounding_box()
        if box is None or "skip" in (link.get_attribute("class") or ""):
            continue
        assert min(box["width"], box["height"]) >= 24, link.get_attribute("href")
