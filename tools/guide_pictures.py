"""The pictures of the guide: where each is taken, what is done before, and what of the page it shows.

Nothing here names a word of a screen, so that the same list serves every language. `{…}` in an address is a record of
the demonstration: see take_pictures.scene. Adding a picture is one more line here; `make pictures` takes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

Step = Callable[[Page, str], Any]

WIDE, PHONE = 1280, 390
TYPED = {
    "visit": {"pl": "Wizyta straży pożarnych", "en": "Visit of the fire brigades"},
    "day": {"pl": "4 marca 2026", "en": "4 March 2026"},
    "reason": {"pl": "Miesiąc odczytano błędnie w aktach.", "en": "The month was misread in the file."},
}


@dataclass(frozen=True)
class Picture:
    """A picture of the page at `address` after `steps`: of the window, or of what the selector `clip` finds."""

    name: str
    address: str
    steps: tuple[Step, ...] = ()
    clip: str = ""
    width: int = WIDE
    height: int = 800


def press(selector: str) -> Step:
    """Press what `selector` finds first."""
    return lambda page, _language: page.locator(selector).locator("visible=true").first.click()


def press_leading_on(selector: str) -> Step:
    """As `press`, and wait for the page to which it leads."""

    def step(page: Page, _language: str) -> None:
        with page.expect_navigation():
            page.locator(selector).locator("visible=true").first.click()

    return step


def again(page: Page, _language: str) -> None:
    """Open the page once more: without the message of what was just done."""
    page.goto(page.url)


def tab(place: int) -> Step:
    """Open the tab at `place`, the first being 0."""
    return lambda page, _language: page.get_by_role("tab").nth(place).click()


def write(selector: str, text: str) -> Step:
    """Write `text`, or what TYPED has for it in the language, into the first field that `selector` finds."""
    return lambda page, language: page.locator(selector).first.fill(TYPED.get(text, {}).get(language, text))


def tick(selector: str) -> Step:
    """Tick a box or choose a button of a group."""
    return lambda page, _language: page.locator(selector).first.check()


def unfold(selector: str) -> Step:
    """Open what is folded away."""
    return lambda page, _language: (
        page.locator(selector).locator("visible=true").first.evaluate("e => { e.open = true }")
    )


def see(selector: str) -> Step:
    """Wait for what `selector` finds, and bring it into sight."""
    return lambda page, _language: page.locator(selector).locator("visible=true").first.scroll_into_view_if_needed()


def at_top(selector: str) -> Step:
    """Bring what `selector` finds up to the page's header."""

    def step(page: Page, _language: str) -> None:
        found = page.locator(selector).locator("visible=true").first
        found.evaluate("e => { e.style.scrollMarginTop = '120px'; e.scrollIntoView({ behavior: 'instant' }) }")

    return step


# The tabs of a partnership's form.
ACTS, GERMAN, PEOPLE = 1, 4, 7
# The tabs of an activity's form.
PHOTOS = 8
MENU_OF_ACTIONS = "footer [data-w-dropdown-target=toggle]"

PICTURES = (
    Picture("signing-in", "/admin/account/signing-in/", height=520),
    Picture("dashboard", "/admin/"),
    Picture("dashboard-phone", "/admin/", width=PHONE, height=760),
    Picture("partnership", "{suhl}"),
    Picture(
        "town-chooser",
        "/admin/snippets/register/partnership/add/",
        (
            press("#id_second-chooser [data-chooser-action-choose]"),
            write(".modal-dialog input[name=q]", "monachi"),
            see(".modal-dialog a:has-text('Munich')"),
        ),
        clip=".modal-dialog",
    ),
    Picture("acts", "{suhl}", (tab(ACTS), at_top("#inline_child_acts-0, [id^=inline_child_acts]"))),
    Picture("story", "{suhl}", (tab(GERMAN), unfold(".story-tab__other")), height=900),
    Picture(
        "log-activity",
        "/admin/log-activity/",
        (write("#id_start", "day"), write("#id_title", "visit"), write("#id_people_1", "14")),
    ),
    Picture("log-activity-phone", "/admin/log-activity/", width=PHONE, height=760),
    Picture("person", "{person}", (at_top("#id_legal_basis, [id*=data-protection], #id_is_public"),), height=700),
    Picture("people", "{suhl}", (tab(PEOPLE), see(".people-told")), height=700),
    Picture("photos", "{activity}", (tab(PHOTOS), see("[id^=id_photos-0-alternative]")), height=900),
    Picture("actions", "{suhl}", (press(MENU_OF_ACTIONS),), height=620),
    Picture(
        "reason",
        "{suhl}",
        (
            write("#id_since", "1984-06"),
            tick(".change-note input[type=radio]"),
            write("#id_change_reason", "reason"),
            see(".change-note"),
        ),
        clip=".change-note",
    ),
    Picture("history", "{history}", height=640),
    Picture("compare", "{history}", (press_leading_on("form .history__tools button"),), height=620),
    Picture("bin", "/admin/bin/", height=420),
    Picture("list", "/admin/snippets/register/partnership/?kind=twinning", height=620),
    Picture(
        "calendar",
        "/admin/calendar-and-digest/",
        (press_leading_on("button[value=renew]"), again),
        height=700,
    ),
    Picture("links", "/admin/links/", height=520),
    Picture("background", "/admin/background/", height=520),
    Picture("accounts", "/admin/accounts/", height=420),
)
