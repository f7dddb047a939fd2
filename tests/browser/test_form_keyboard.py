"""The forms with the keyboard alone: the focus is always seen, and never lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

pytestmark = [pytest.mark.xdist_group("officer"), pytest.mark.once]

PARTNERSHIP = "/admin/snippets/register/partnership/edit/1/"

# Whether the element that has the focus can be seen, and what tells that it has it.
FOCUSED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const box = focused.getBoundingClientRect();
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  };
  return {
    name: `${focused.outerHTML.slice(0, 200)}`,
    isMarked: shown(focused) || [...focused.querySelectorAll("*")].some(shown) || shown(focused.parentElement)
      || focused.matches("input, select, textarea, [contenteditable]"),
    hasSize: box.width > 0 && box.height > 0,
  };
}"""


def focus(page: Page) -> dict[str, Any]:
    """Where the focus is; fails where nothing has it or nobody can see what has it."""
    found: dict[str, Any] | None = page.evaluate(FOCUSED)
    assert found is not None, "the focus is lost"
    assert found["hasSize"], f"nobody sees the focus: {found}"
    assert found["isMarked"], f"nothing marks the focus: {found}"
    return found


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    focus(page)


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until what `selector` finds has the focus."""
    for _step in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
        focus(page)
    raise AssertionError(f"Tab does not lead to {selector}")


def to_tab(page: Page, name: str) -> None:
    """Walk along the form's tabs with the arrow keys, each tab only once the one before has got the focus."""
    tab = page.get_by_role("tab", selected=True)
    for _step in range(12):
        expect(tab).to_be_focused()
        if (tab.text_content() or "").strip().startswith(name):
            return
        press(page, "ArrowRight")
    raise AssertionError(f"the arrow keys do not lead to {name}")


def test_a_partnership_is_written_with_the_keyboard_alone(officer: Page) -> None:
    officer.goto(PARTNERSHIP)
    expect(officer.get_by_role("tab", name="Facts")).to_have_attribute("aria-selected", "true")
    officer.keyboard.press("Tab")
    tab_to(officer, "#tab-label-facts")

    # A tick for an area, and the other town by its chooser.
    tab_to(officer, "[id^='id_areas_']")
    area = officer.evaluate("document.activeElement.id")
    was_ticked = officer.locator(f"#{area}").is_checked()
    press(officer, "Space")
    assert officer.locator(f"#{area}").is_checked() is not was_ticked

    # A new act, its date as people write it, and its place by the town chooser.
    tab_to(officer, "#tab-label-facts", "Shift+Tab")
    to_tab(officer, "Acts")
    tab_to(officer, "#id_acts-ADD")
    number = int(officer.locator("#id_acts-TOTAL_FORMS").input_value())
    officer.keyboard.press("Enter")
    tab_to(officer, f"#id_acts-{number}-kind")
    officer.keyboard.type("first contact")
    tab_to(officer, f"#id_acts-{number}-date")
    officer.keyboard.type("4 marca 1983")
    told = officer.locator(f"#id_acts-{number}-date + output")
    expect(told).to_have_text("= 4 March 1983")
    described = officer.locator(f"#id_acts-{number}-date").get_attribute("aria-describedby") or ""
    assert (told.get_attribute("id") or "-") in described.split()
    tab_to(officer, f"#id_acts-{number}-place-chooser button, #id_acts-{number}-place-chooser a")
    officer.keyboard.press("Enter")
    dialog = officer.locator(".modal-dialog:visible")
    expect(dialog.locator("input[name=q]")).to_be_focused()
    with officer.expect_response(lambda response: "q=suhl" in response.url):  # not one for "su", which it replaces
        officer.keyboard.type("suhl")
    expect(dialog.locator(".towns__list a").first).to_contain_text("Suhl")
    tab_to(officer, ".towns__list a")
    officer.keyboard.press("Enter")
    expect(officer.locator(f"#id_acts-{number}-place-chooser")).to_contain_text("Suhl")
    expect(dialog).to_have_count(0)
    expect(officer.locator(f"#id_acts-{number}-place-chooser :focus")).to_be_visible()
    focus(officer)

    # The Polish story gets a heading.
    tab_to(officer, "#tab-label-acts", "Shift+Tab")
    to_tab(officer, "polski")
    tab_to(officer, "#tab-polski input[name$='-title']")
    press(officer, "Control+a")
    officer.keyboard.type("Miasta partnerskie")
    before = officer.locator("#tab-polski input[name$='-value']:not([type=hidden])").count()
    tab_to(officer, "#tab-polski .c-sf-add-button")
    officer.keyboard.press("Enter")
    expect(officer.locator(".w-combobox input")).to_be_focused()
    officer.keyboard.type("Heading")
    expect(officer.locator(".w-combobox [role=option]")).to_have_text(["Heading"])
    officer.keyboard.press("Enter")
    headings = officer.locator("#tab-polski input[name$='-value']:not([type=hidden])")
    expect(headings).to_have_count(before + 1)
    expect(headings.first).to_be_focused()  # the new one stands first
    officer.keyboard.type("Jak to się zaczęło")

    # Saving.
    tab_to(officer, "footer button.action-save")
    with officer.expect_navigation():
        officer.keyboard.press("Enter")
    expect(officer.locator("#tab-polski input[name$='-title']")).to_have_value("Miasta partnerskie")
    assert "Jak to się zaczęło" in [field.input_value() for field in headings.all()]
    assert officer.locator(f"#id_acts-{number}-date").input_value() == "1983-03-04"
    assert officer.locator(f"#{area}").is_checked() is not was_ticked


def test_a_click_on_the_name_of_a_language_opens_its_tab(officer: Page) -> None:
    officer.goto(PARTNERSHIP)
    officer.get_by_role("tab", name="Deutsch").locator("span").first.click(force=True)
    expect(officer.locator("#tab-deutsch")).to_be_visible()


def test_history_and_people_are_fetched_when_they_are_shown(officer: Page) -> None:
    asked: list[str] = []
    officer.on("request", lambda request: asked.append(request.url))
    officer.goto(PARTNERSHIP)
    assert not [url for url in asked if "latest-versions" in url or "/people/" in url]
    officer.get_by_role("tab", name="People").click()
    expect(officer.locator("#tab-people h3").first).to_have_text("Leszno")
    officer.get_by_role("tab", name="History").click()
    expect(officer.locator("#tab-history li").first).to_be_visible()


def test_a_place_on_the_map_is_set_by_keys_and_by_numbers(officer: Page) -> None:
    officer.goto("/admin/snippets/places/municipality/edit/1/")
    latitude = officer.locator("#id_latitude")
    officer.locator(".place-map__surface").focus()
    before = float(latitude.input_value())
    press(officer, "ArrowUp")
    assert float(latitude.input_value()) > before
    mark = officer.locator(".place-map__mark")
    place = mark.get_attribute("style")
    latitude.focus()
    press(officer, "Control+a")
    officer.keyboard.type("50")
    expect(mark).not_to_have_attribute("style", place or "")


# Wagtail's own: the heading of a form's page, and the sections of a text's blocks, alike where their texts are.
WAGTAIL_S_OWN = {"page-has-heading-one", "landmark-unique"}
FORMS = {
    "partnership": PARTNERSHIP,
    "activity": "/admin/snippets/register/activity/edit/1/",
    "quick entry": "/admin/log-activity/",
}


@pytest.fixture(params=[("light", 1280), ("dark", 360)], ids=lambda look: f"{look[0]}-{look[1]}")
def desk(request: pytest.FixtureRequest, browser: Browser, officer: Page, office_server: Server) -> Iterator[Page]:
    """The officer's session in another window."""
    scheme, width = request.param
    context = browser.new_context(
        base_url=office_server.url,
        storage_state=officer.context.storage_state(),
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def faults(page: Page, part: str = "html") -> list[Any]:
    """What axe finds in `part`, apart from what is Wagtail's own; so is the list of contents at the edge."""
    found = Axe().run(page, context={"include": [[part]], "exclude": [[".w-minimap"]]}).response["violations"]
    return [(v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["id"] not in WAGTAIL_S_OWN]


@pytest.mark.parametrize("address", FORMS.values(), ids=FORMS.keys())
def test_axe_finds_nothing_in_the_forms(desk: Page, address: str) -> None:
    desk.goto(address)
    tabs = desk.locator("form [role=tab]")
    assert faults(desk) == []
    for number in range(1, tabs.count()):  # what is around the tabs has been looked at
        tabs.nth(number).click()
        desk.wait_for_load_state("networkidle")
        assert faults(desk, "[role=tabpanel]:not([hidden])") == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


SCREENS = {
    "dashboard": "/admin/",
    "list": "/admin/snippets/register/partnership/",
    "matters": "/admin/matters/jubilees/",
    "history": "/admin/snippets/register/partnership/history/1/",
    "bin": "/admin/bin/",
    "messages": "/admin/messages/",
    "links": "/admin/links/",
    "background": "/admin/background/",
    "calendar": "/admin/calendar-and-digest/",
    "accounts": "/admin/accounts/",
    "signing in": "/admin/account/signing-in/",
    "guide": "/admin/guide/",
}


def test_axe_finds_nothing_on_the_other_screens(desk: Page) -> None:
    found = []
    for name, address in SCREENS.items():
        desk.goto(address)
        found += [(name, fault) for fault in faults(desk)]
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((name, "scrolls sideways"))
    assert found == []


def test_axe_finds_nothing_in_the_town_chooser(desk: Page) -> None:
    desk.goto("/admin/snippets/register/partnership/add/")
    desk.locator("#id_second-chooser button:visible").first.click()
    dialog = desk.locator(".modal-dialog:visible")
    dialog.locator("input[name=q]").fill("suhl")
    expect(dialog.get_by_role("link", name=re.compile("Suhl")).first).to_be_visible()
    assert faults(desk) == []
