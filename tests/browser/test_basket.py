"""The basket as its visitors use it: by touch on a phone, by keyboard, without scripts, dragged, handed on."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Server

pytestmark = [pytest.mark.xdist_group("reader"), pytest.mark.once]

SUHL, DEURNE = "/pl/partnerstwa/suhl/", "/pl/partnerstwa/deurne/"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def visitor(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A visitor on a phone, who comes without anything."""
    context = browser.new_context(
        base_url=server.url,
        java_script_enabled=request.param,
        has_touch=True,
        viewport={"width": 360, "height": 780},
        locale="pl-PL",
    )
    yield context
    context.close()


@pytest.fixture
def reader_at_desk(browser: Browser, server: Server) -> Iterator[Page]:
    """A reader at a large screen."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900}, locale="pl-PL")
    yield context.new_page()
    context.close()


def number(page: Page) -> str:
    return page.locator("[data-basket-number]").inner_text()


def names(page: Page) -> list[str]:
    return page.locator(".basket-row h3").all_inner_texts()


def test_things_are_collected_by_touch_and_the_number_is_right_everywhere(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(SUHL)
    assert visitor.cookies() == []
    page.get_by_role("button", name="Dodaj do koszyka", exact=True).tap()
    expect(page.get_by_role("button", name="Wyjmij z koszyka", exact=True)).to_be_visible()
    assert number(page) == "1"
    assert [cookie["name"] for cookie in visitor.cookies()] == ["basket"]
    other = visitor.new_page()
    other.goto(DEURNE)
    other.get_by_role("button", name="Dodaj do koszyka", exact=True).tap()
    expect(other.get_by_role("button", name="Wyjmij z koszyka", exact=True)).to_be_visible()
    assert number(other) == "2"
    page.goto("/pl/projekty/")
    assert number(page) == "2"
    page.get_by_role("link", name=re.compile("Koszyk")).tap()
    page.wait_for_url("**/pl/koszyk/")
    assert names(page) == ["Suhl", "Deurne"]
    page.get_by_role("button", name="Usuń: Suhl").tap()
    expect(page.locator(".basket-row h3")).to_have_text(["Deurne"])
    page.get_by_role("button", name="Opróżnij koszyk").tap()
    page.get_by_role("button", name="Cofnij").tap()
    expect(page.locator(".basket-row h3")).to_have_text(["Deurne"])


def test_the_number_is_right_after_going_back_and_in_a_tab_that_was_open(reader_at_desk: Page) -> None:
    page = reader_at_desk
    page.goto("/pl/projekty/")
    page.goto(SUHL)
    other = page.context.new_page()
    other.goto(DEURNE)
    other.get_by_role("button", name="Dodaj do koszyka", exact=True).click()
    expect(other.locator("[data-basket-number]")).to_have_text("1")
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # which a headless browser leaves out
    expect(page.locator("[data-basket-number]")).to_have_text("1")
    page.go_back()
    expect(page.locator("[data-basket-number]")).to_have_text("1")


def test_everything_is_done_by_keyboard_and_handed_on(reader_at_desk: Page, browser: Browser, server: Server) -> None:
    page = reader_at_desk
    for address in (SUHL, DEURNE, "/pl/nagrody/"):
        page.goto(address)
        page.locator(".take-along button").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".take-along button[value=remove]")).to_be_visible()
    page.goto("/pl/koszyk/")
    before = names(page)
    assert before[:2] == ["Suhl", "Deurne"]
    assert len(before) > 3
    up = page.get_by_role("button", name="Przesuń w górę: Deurne")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".basket-row h3").first).to_have_text("Deurne")
    address = page.locator("a.is-address[href*='things=']").get_attribute("href") or ""
    friend = browser.new_context(base_url=server.url, locale="pl-PL").new_page()
    friend.goto(address)
    assert names(friend) == names(page)
    friend.get_by_role("button", name="Przenieś wszystko do mojego koszyka").click()
    friend.wait_for_url("**/pl/koszyk/")
    assert names(friend) == names(page)
    friend.get_by_role("button", name="Utwórz PDF").focus()
    with friend.expect_download() as fetched:
        friend.keyboard.press("Enter")
    assert fetched.value.path().read_bytes().startswith(b"%PDF")
    friend.context.close()


def test_things_are_put_in_order_by_dragging(reader_at_desk: Page) -> None:
    page = reader_at_desk
    for address in (SUHL, DEURNE):
        page.goto(address)
        page.locator(".take-along button").click()
        expect(page.locator(".take-along button[value=remove]")).to_be_visible()
    page.goto("/pl/koszyk/")
    assert names(page) == ["Suhl", "Deurne"]
    # The script tells the server of the order and then asks for the page anew.
    with page.expect_navigation():
        page.locator(".basket-row").nth(1).drag_to(page.locator(".basket-row").first, target_position={"x": 20, "y": 2})
    page.reload()
    assert names(page) == ["Deurne", "Suhl"]


def test_a_large_selection_is_made_while_the_visitor_waits(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    for address in ("/pl/partnerstwa/", "/pl/dzialania/", "/pl/nagrody/", "/pl/wiedza/", "/pl/sieci/", "/pl/projekty/"):
        page.goto(address)
        page.locator(".take-along button[value=add]").tap()
        expect(page.locator(".take-along button[value=remove]")).to_be_visible()
    page.goto("/pl/koszyk/")
    assert len(names(page)) > 20
    page.get_by_role("button", name="Utwórz PDF").tap()
    page.wait_for_url("**/~basket/prepared/*/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    link = page.get_by_role("link", name="Pobierz")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as fetched:
        link.tap()
    assert fetched.value.path().read_bytes().startswith(b"%PDF")


def test_a_selection_is_shown_for_printing(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto("/pl/koszyk/?things=p1.d1.a1")
    page.get_by_role("button", name="Pokaż do druku").tap()
    expect(page.locator("article.printed")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
