"""An officer sets up a second factor and signs in with it, by keyboard alone; every page of it is for everybody."""

import re
from base64 import b32decode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

pytestmark = [pytest.mark.xdist_group("officer"), pytest.mark.once]

PASSWORD = "three-boats-on-the-lake"
# Makes the account in the running instance; an editor, so that nothing of the officer's changes.
ACCOUNT = f"""
from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile
from pomost.desk.models import CityGroup
user = get_user_model().objects.create_user("hanna", "hanna@leszno.example", "{PASSWORD}", first_name="Hanna")
user.groups.add(CityGroup.objects.filter(role="editor").first().group)
UserProfile.objects.create(user=user, preferred_language="en")
"""


def faultless(page: Page) -> None:
    """Nothing to find for axe, neither on a wide screen nor on a phone."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)  # Wagtail's messages have faded in
        found = Axe().run(page, context=".content-wrapper, main")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found.response["violations"]] == []


def type_password(page: Page) -> None:
    page.goto("/admin/login/")
    expect(page.locator("input[name=username]")).to_be_focused()
    page.keyboard.type("hanna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    control = (
        page.locator("main").get_by_role("button", name=name).or_(page.locator("main").get_by_role("link", name=name))
    )
    for _press in range(60):
        if control.first.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"“{name}” cannot be reached by keyboard")


def test_a_second_factor_is_set_up_and_used_by_keyboard(browser: Browser, office_server: Server) -> None:
    office_server.manage("shell", "--no-imports", "-c", ACCOUNT)
    context = browser.new_context(base_url=office_server.url, locale="en-GB", reduced_motion="reduce")
    foreign: list[str] = []
    context.on(
        "request",
        lambda r: foreign.append(r.url) if not r.url.startswith((office_server.url, "data:", "blob:")) else None,
    )
    page = context.new_page()
    type_password(page)
    page.wait_for_url("**/admin/")

    page.goto("/admin/account/signing-in/")
    faultless(page)
    tab_to(page, "Set up the second factor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/")
    expect(page.get_by_role("img", name="QR code with the key")).to_be_visible()
    faultless(page)
    key = b32decode(page.locator(".signing-in__key").inner_text().replace(" ", ""))
    page.get_by_label("Code from the app").focus()
    page.keyboard.type(f"{totp(key):06}")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert len(re.findall(r"[a-z2-7]{4}-[a-z2-7]{4}", page.locator(".signing-in__codes").inner_text())) == 10
    faultless(page)

    context.clear_cookies()
    type_password(page)
    page.wait_for_url("**/admin/login/code/")
    faultless(page)
    page.keyboard.type(f"{totp(key, drift=1):06}")  # the code of before was used: the phone's next one
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert foreign == []
    context.close()


def test_the_page_for_who_is_locked_out_is_for_everybody(browser: Browser, office_server: Server) -> None:
    context = browser.new_context(base_url=office_server.url, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    for _attempt in range(5):
        page.goto("/admin/login/")
        page.get_by_label("Username").fill("nobody")
        page.get_by_label("Password").fill("wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")
    faultless(page)
    tab_to(page, "Back to signing in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Pomost")
    context.close()


def test_the_pages_of_a_citys_accounts_are_for_everybody(officer: Page) -> None:
    officer.goto("/admin/accounts/")
    expect(officer.get_by_role("cell", name="administrator").first).to_be_visible()
    faultless(officer)
    officer.get_by_role("link", name="Invite somebody").click()
    officer.get_by_label("First name").fill("Ewa")
    officer.get_by_label("Last name").fill("Kos")
    officer.get_by_label("E-mail").fill("ewa.kos")
    officer.get_by_label("Editor").check()
    officer.get_by_role("button", name="Send the invitation").click()
    expect(officer.get_by_label("E-mail")).to_have_value("ewa.kos")
    faultless(officer)
    officer.get_by_label("E-mail").fill("ewa.kos@leszno.example")
    officer.get_by_role("button", name="Send the invitation").click()
    officer.get_by_role("link", name="Ewa Kos").click()
    faultless(officer)
    officer.get_by_role("link", name="Take the role away").click()
    faultless(officer)
    officer.get_by_role("button", name="Take the role away").click()
    expect(officer.get_by_role("link", name="Ewa Kos")).to_have_count(0)
