"""An officer's week: acts, files, a jubilee, a visit, approval, a colleague at the same record, deleting."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, expect_chosen

pytestmark = pytest.mark.xdist_group("officer")

ACCOUNTS = """
from django.contrib.auth import get_user_model as users
from wagtail.users.models import UserProfile
from pomost.desk.models import CityGroup
for role in ("editor", "publisher"):
    if users().objects.filter(username=role).exists():
        continue
    user = users().objects.create_user(role, password="most-nad-rzeka")
    user.groups.set([CityGroup.objects.get(role=role).group])
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
"""


def logged_in(browser: Browser, server: Server, name: str, password: str) -> Page:
    page = browser.new_context(base_url=server.url, locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/admin/login/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    return page


@pytest.fixture
def editor(browser: Browser, office_server: Server) -> Iterator[Page]:
    """An editor of Leszno, logged in."""
    office_server.manage("shell", "-v0", "-c", ACCOUNTS)
    page = logged_in(browser, office_server, "editor", "most-nad-rzeka")
    yield page
    page.context.close()


@pytest.fixture
def publisher(browser: Browser, office_server: Server) -> Iterator[Page]:
    """A publisher of Leszno, logged in."""
    office_server.manage("shell", "-v0", "-c", ACCOUNTS)
    page = logged_in(browser, office_server, "publisher", "most-nad-rzeka")
    yield page
    page.context.close()


def form_of(page: Page, menu: str, title: str) -> str:
    """Open the form of the record `title` from its list; returns the address."""
    page.goto(f"/admin/snippets/register/{menu}/")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()
    return page.url


def choose(page: Page, action: str) -> None:
    """Choose `action` from the menu beside the first button of the form."""
    page.wait_for_load_state("networkidle")  # until then the button does nothing
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=action, exact=True).click()


def more(page: Page, action: str) -> None:
    """As `choose`, and wait for the answer."""
    with page.expect_navigation():
        choose(page, action)


def because(page: Page, kind: str, words: str) -> None:
    """Say why what is public changes."""
    page.get_by_label(kind).check()
    page.get_by_label("Why is it changed?").fill(words)


def public_text(page: Page, address: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.request.get(address).text()))


def test_a_partnership_is_added_with_its_acts(officer: Page) -> None:
    officer.goto("/admin/snippets/register/partnership/add/")
    officer.locator("#id_second-chooser").get_by_role("button", name="Choose").locator("visible=true").first.click()
    dialog = officer.locator(".modal-dialog:visible")
    dialog.locator("input[name=q]").fill("kaunas")
    dialog.get_by_role("link", name=re.compile("Kaunas")).first.click()
    dialog.get_by_role("button", name=re.compile("Add")).locator("visible=true").click()
    expect_chosen(officer, "id_second", "Kaunas, Lithuania")
    officer.locator("#id_since").fill("maj 2024")
    officer.locator("#tab-label-acts").click()
    for number, (kind, date) in enumerate([("council_resolution", "25.4.2024"), ("agreement", "4 maja 2024")]):
        officer.locator("#id_acts-ADD").click()
        officer.locator(f"#id_acts-{number}-kind").select_option(kind)
        officer.locator(f"#id_acts-{number}-date").fill(date)
    more(officer, "Publish")
    text = public_text(officer, "/en/partnerships/kaunas/")
    assert "since May 2024" in text
    assert "in force: agreement, 4 May 2024" in text
    assert "25 April 2024" in text


def chosen_file(page: Page, field: str, what: str, name: str, content: bytes, kind: str) -> None:
    """Upload a file in the window that chooses a `what` (document, image) for `field`."""
    page.locator(f"#{field}-chooser").get_by_role("button").locator("visible=true").first.click()
    dialog = page.locator(".modal-dialog:visible")
    dialog.get_by_role("tab", name="Upload").click()
    dialog.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    dialog.locator(f"#id_{what}-chooser-upload-title").fill(name)
    dialog.get_by_role("button", name="Upload").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(f"#{field}-chooser")).to_contain_text(name)


def photograph() -> bytes:
    """A picture as a camera makes it."""
    content = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1200)).convert("RGB").save(content, "JPEG")
    return content.getvalue()


def test_a_scan_and_a_photo_are_uploaded_and_the_photo_waits_for_its_words(officer: Page) -> None:
    address = "/en/activities/wymiana-szkolna-2024/"
    form_of(officer, "activity", "School exchange")
    officer.get_by_role("tab", name="Documents").click()
    documents = int(officer.locator("#id_documents-TOTAL_FORMS").input_value())
    officer.locator("#id_documents-ADD").click()
    chosen_file(
        officer, f"id_documents-{documents}-file", "document", "Programme.pdf", b"%PDF-1.7 scan", "application/pdf"
    )
    officer.locator(f"[name='documents-{documents}-title_en']").fill("Programme of the exchange")
    photos = int(officer.locator("#id_photos-TOTAL_FORMS").input_value())
    officer.locator("#id_photos-ADD").click()
    chosen_file(officer, f"id_photos-{photos}-image", "image", "Class.jpg", photograph(), "image/jpeg")
    more(officer, "Publish")
    officer.get_by_role("button", name="Go to the first error").click()
    expect(officer.get_by_text("A photo has no alternative text.").first).to_be_visible()
    expect(officer.locator(f"#id_photos-{photos}-image-chooser")).to_contain_text("Class.jpg")
    assert "Programme of the exchange" not in public_text(officer, address)

    officer.locator(f"[name='photos-{photos}-alternative_en']").fill("A class before a school")
    because(officer, "Something has changed in substance", "The programme was found")
    more(officer, "Publish")
    assert "Programme of the exchange" in public_text(officer, address)
    officer.goto(address)
    photo = officer.get_by_role("img", name="A class before a school")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_jubilee_appears_on_the_dashboard_and_leads_to_its_form(officer: Page) -> None:
    year = datetime.now(UTC).year + 1
    form_of(officer, "partnership", "Biel/Bienne")
    officer.locator("#id_since").fill(str(year - 25))
    because(officer, "A mistake is corrected", "The first letter was found")
    more(officer, "Publish")
    officer.goto("/admin/")
    row = officer.locator(".matter").filter(has_text="Biel/Bienne").filter(has_text="25")
    expect(row).to_contain_text(str(year))
    row.get_by_role("link").first.click()
    expect(officer.locator("#id_since")).to_have_value(str(year - 25))


def test_a_visit_with_people_of_two_towns_is_logged_from_the_menu(officer: Page) -> None:
    officer.get_by_role("link", name="Log an activity").first.click()
    officer.get_by_label("Day").fill("4 marca 2025")
    officer.get_by_label("Title").fill("Visit of the fire brigades")
    officer.locator("#id_people_1").fill("14")
    officer.locator("#id_town_2").fill("deurne")
    officer.locator("#id_people_2").fill("9")
    officer.get_by_role("button", name="Publish").click()
    expect(officer.get_by_text("“Visit of the fire brigades” is published.")).to_be_visible()
    officer.goto("/en/activities/2025/")
    officer.get_by_role("link", name="Visit of the fire brigades").click()
    expect(officer.locator("main")).to_contain_text("4 March 2025")
    rows = officer.locator("table.figures tbody tr")
    expect(rows.nth(0)).to_contain_text("14")
    expect(rows.nth(1)).to_contain_text("Deurne")
    expect(officer.locator("table.figures tfoot")).to_contain_text("23")


def test_an_editor_s_change_goes_to_a_publisher_back_with_a_remark_and_is_published(
    editor: Page, publisher: Page
) -> None:
    address = form_of(editor, "award", "Plaque of Honour")
    editor.locator("#id_received").fill("2009-05-09")
    because(editor, "A mistake is corrected", "The certificate says the day")
    more(editor, "Submit for approval")
    assert "9 May 2009" not in public_text(editor, "/en/awards/plaque-of-honour-2009/")

    publisher.goto("/admin/")
    expect(publisher.get_by_text("Plaque of Honour").first).to_be_visible()
    publisher.goto(address)
    choose(publisher, "Send back with a remark")
    dialog = publisher.locator(".modal-dialog:visible")
    dialog.locator("textarea").fill("Which source says so?")
    with publisher.expect_navigation():
        dialog.get_by_role("button").last.click()

    editor.goto(address)
    expect(editor.get_by_text("Which source says so?").first).to_be_visible()
    more(editor, "Submit for approval again")
    publisher.goto(address)
    more(publisher, "Approve and Publish")
    assert "9 May 2009" in public_text(publisher, "/en/awards/plaque-of-honour-2009/")


def test_a_wrong_date_is_corrected_with_its_reason(officer: Page) -> None:
    address = form_of(officer, "partnership", "Deurne")
    before = officer.locator("#id_since").input_value()
    officer.locator("#id_since").fill("1996-07")
    more(officer, "Publish")
    expect(officer.get_by_text("the reason of the change is missing")).to_be_visible()
    assert officer.locator("#id_since").input_value() == "1996-07"
    assert "July 1996" not in public_text(officer, "/en/partnerships/deurne/")

    because(officer, "A mistake is corrected", "The agreement bears another month")
    more(officer, "Publish")
    assert "July 1996" in public_text(officer, "/en/partnerships/deurne/")

    officer.goto(address)
    officer.get_by_role("link", name="History of this record").click()
    latest = officer.locator(".history__entry").first
    for told in (
        "Officer (example)",
        "administrator",
        "Since",
        "Correction",
        "The agreement bears another month",
        "Public now",
    ):
        expect(latest).to_contain_text(told)
    latest.get_by_role("link", name="Compare").click()
    row = officer.get_by_role("row", name="Since")
    expect(row.locator("ins")).to_have_text("July 1996")
    expect(row.locator("del")).to_contain_text(before[:4])


def test_a_colleague_s_change_is_noticed_and_both_are_kept(officer: Page, publisher: Page) -> None:
    address = form_of(officer, "partnership", "Montluçon")
    publisher.goto(address)
    officer.locator("#id_since").fill("2004-12")
    publisher.locator("#id_until").fill("2031")
    with publisher.expect_navigation():
        publisher.get_by_role("button", name="Save draft").click()
    officer.get_by_role("button", name="Save draft").click()
    expect(officer.get_by_text("Not saved:").first).to_be_visible()
    assert officer.locator("#id_since").input_value() == "2004-12"
    assert officer.locator("#id_until").input_value() == "2031"
    with officer.expect_navigation():
        officer.get_by_role("button", name="Save draft").click()
    officer.goto(address)
    assert officer.locator("#id_since").input_value() == "2004-12"
    assert officer.locator("#id_until").input_value() == "2031"


def test_a_deleted_record_comes_back_whole(officer: Page) -> None:
    address = form_of(officer, "activity", "School exchange")
    public = "/en/activities/wymiana-szkolna-2024/"
    before = officer.locator("#id_attendance-0-direct").input_value()
    officer.goto(address.replace("/edit/", "/delete/"))
    with officer.expect_navigation():
        officer.get_by_role("button", name=re.compile("delete", re.IGNORECASE)).click()
    assert officer.request.get(public).status == 404
    officer.goto("/admin/bin/")
    officer.get_by_role("row", name=re.compile("School exchange")).get_by_role("button").click()
    expect(officer.get_by_text("“School exchange” is back.")).to_be_visible()
    assert officer.request.get(public).status == 200
    officer.goto(address)
    assert officer.locator("#id_attendance-0-direct").input_value() == before
