"""The guide inside the admin is for everybody, on a wide screen and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.xdist_group("officer"), pytest.mark.once]


def faultless(page: Page) -> None:
    """Nothing to find for axe, neither on a wide screen nor on a phone; and nothing is wider than the screen."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, context="main")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found.response["violations"]] == []
        assert page.locator("main").evaluate("main => main.scrollWidth <= main.clientWidth")


def test_an_officer_reads_from_the_menu_of_help_through_the_chapters(officer: Page) -> None:
    officer.get_by_role("button", name="Help").click()
    officer.get_by_role("link", name="Guide", exact=True).locator("visible=true").last.click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Guide")
    faultless(officer)
    officer.set_viewport_size({"width": 1280, "height": 900})
    officer.get_by_role("link", name="From draft to publication").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("From draft to publication")
    expect(officer.get_by_role("table")).to_contain_text("publisher")
    picture = officer.get_by_role("article").get_by_role("img").first
    picture.scroll_into_view_if_needed()
    officer.wait_for_load_state("networkidle")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    faultless(officer)
    officer.set_viewport_size({"width": 1280, "height": 900})
    officer.get_by_role("link", name="Next chapter").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Changing what is published")
