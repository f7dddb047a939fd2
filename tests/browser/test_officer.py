"""What an officer does: change a fact, choose towns, be told of mistakes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, expect_chosen

pytestmark = pytest.mark.xdist_group("officer")

SUHL = {
    "pl": "/pl/partnerstwa/suhl/",
    "en": "/en/partnerships/suhl/",
    "de": "/de/partnerschaften/suhl/",
    "nl": "/nl/partnerschappen/suhl/",
    "fr": "/fr/partenariats/suhl/",
}


def open_record(page: Page, menu: str, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("link", name=menu).click()
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()


def save_draft(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publish").click()


def said(page: Page, address: str) -> str:
    """What the public reads at `address`, asked without the officer's session."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.request.get(address).text()))


def changed_at(page: Page, address: str) -> str:
    match = re.search(r'<time datetime="([^"]+T[^"]+)"', page.request.get(address).text())
    assert match
    return match.group(1)


def test_a_corrected_beginning_reaches_every_language_once_it_is_published(officer: Page) -> None:
    before = {language: changed_at(officer, address) for language, address in SUHL.items()}
    open_record(officer, "Partnerships", "Suhl")
    officer.locator("#id_since").fill("1984-06")
    save_draft(officer)
    assert officer.locator("#id_since").input_value() == "1984-06"
    for address in SUHL.values():  # a draft is nobody's business but the office's
        assert "1984" in said(officer, address)
        assert not re.search(r"czerwca 1984|June 1984|Juni 1984|juni 1984|juin 1984", said(officer, address))

    officer.get_by_role("button", name="Toggle preview").click()
    preview = officer.frame_locator("iframe[title='Preview']").last
    expect(preview.locator("main")).to_contain_text("czerwca 1984")

    officer.get_by_label("A mistake is corrected").check()
    officer.get_by_label("Why is it changed?").fill("The month is known now")
    publish(officer)
    months = {"pl": "czerwca 1984", "en": "June 1984", "de": "Juni 1984", "nl": "juni 1984", "fr": "juin 1984"}
    for language, address in SUHL.items():
        assert months[language] in said(officer, address)
        assert changed_at(officer, address) > before[language]


def test_mistakes_are_told_at_the_field_and_nothing_typed_is_lost(officer: Page) -> None:
    open_record(officer, "Partnerships", "Deurne")
    officer.locator("#id_since").fill("1989-02-30")
    officer.locator("#id_until").fill("1990")
    save_draft(officer)
    expect(officer.locator("[id$='-child-since-errors']")).to_contain_text("1989-02-30")
    assert officer.locator("#id_since").input_value() == "1989-02-30"
    assert officer.locator("#id_until").input_value() == "1990"

    officer.locator("#id_since").fill("1989")
    officer.locator("#id_until").fill("1980-05")
    save_draft(officer)
    expect(officer.locator("[id$='-child-until-errors']")).to_contain_text("May 1980")
    assert officer.locator("#id_until").input_value() == "1980-05"


def test_what_was_understood_of_a_date_is_shown_at_once(officer: Page) -> None:
    open_record(officer, "Partnerships", "Deurne")
    told = officer.locator("#id_since + output")
    for typed, words in (
        ("4 marca 2002", "= 4 March 2002"),
        ("März 2012", "= March 2012"),
        ("1984-13", "? not a date yet"),
    ):
        officer.locator("#id_since").press("Control+a")
        officer.keyboard.type(typed)
        expect(told).to_have_text(words)


def start_partnership(page: Page) -> None:
    page.goto("/admin/snippets/register/partnership/add/")
    expect(page.get_by_text("Leszno, Poland").first).to_be_visible()


def choose_other_town(page: Page, typed: str) -> None:
    field = page.locator("#id_second-chooser")
    button = field.get_by_role("button", name=re.compile("Choose", re.IGNORECASE)).locator("visible=true").first
    if not button.is_visible():
        field.get_by_role("button", name="Actions").click()
        button = page.get_by_role("button", name=re.compile("Choose another", re.IGNORECASE)).first
    button.click()
    dialog = page.locator(".modal-dialog:visible")
    dialog.locator("input[name=q]").fill(typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Mont", "Montluçon"), ("montlucon", "Montluçon"), ("sankt p", "Sankt Pölten"), ("monachi", "Munich")],
)
def test_a_town_is_found_by_the_start_of_its_name(officer: Page, typed: str, found: str) -> None:
    start_partnership(officer)
    choose_other_town(officer, typed)
    expect(officer.locator(".modal-dialog:visible").get_by_role("link", name=re.compile(found)).first).to_be_visible()


def test_a_town_of_the_gazetteer_is_added_under_its_own_name(officer: Page) -> None:
    start_partnership(officer)
    choose_other_town(officer, "monachi")
    dialog = officer.locator(".modal-dialog:visible")
    dialog.get_by_role("link", name=re.compile("Munich")).first.click()
    name = dialog.locator("input[name$=name]:visible")
    expect(name).to_have_value("Munich")
    name.fill("München")
    dialog.get_by_role("button", name=re.compile("Add")).locator("visible=true").click()
    expect_chosen(officer, "id_second", "München, Germany")
    officer.locator("#id_since").fill("2020-05")
    publish(officer)
    assert "München" in said(officer, "/pl/partnerstwa/munchen/")
    assert "maja 2020" in said(officer, "/pl/partnerstwa/munchen/")


def test_a_town_that_the_gazetteer_lacks_is_entered_by_hand_with_its_place_on_a_map(officer: Page) -> None:
    start_partnership(officer)
    choose_other_town(officer, "Nowhere")
    dialog = officer.locator(".modal-dialog:visible")
    dialog.get_by_role("tab", name=re.compile("by hand")).click()
    dialog.locator("input[name$=name]:visible").fill("Nieznanów")
    dialog.locator("select[name$=country]:visible").select_option("PL")
    dialog.locator("place-map:visible svg").first.click(position={"x": 200, "y": 120})
    latitude = dialog.locator("input[name$=latitude]:visible").input_value()
    assert -90 <= float(latitude) <= 90
    dialog.get_by_role("button", name=re.compile("Add")).locator("visible=true").click()
    expect_chosen(officer, "id_second", "Nieznanów, Poland")


def test_a_second_twinning_of_one_pair_and_a_town_with_itself_are_refused_at_the_field(officer: Page) -> None:
    start_partnership(officer)
    choose_other_town(officer, "suhl")
    officer.locator(".modal-dialog:visible").get_by_role("link", name=re.compile("Suhl")).first.click()
    expect_chosen(officer, "id_second", "Suhl")
    officer.locator("#id_since").fill("1999")
    save_draft(officer)
    expect(officer.locator("[id$='second-errors']")).to_contain_text("already holds a record of this kind")
    expect(officer.locator("#id_second-chooser")).to_contain_text("Suhl")
    assert officer.locator("#id_since").input_value() == "1999"

    choose_other_town(officer, "leszno")
    officer.locator(".modal-dialog:visible").get_by_role("link", name=re.compile("Leszno")).first.click()
    expect_chosen(officer, "id_second", "Leszno")
    save_draft(officer)
    expect(officer.locator("[id$='second-errors']")).to_contain_text("cannot be its own partner")


def test_an_officer_is_told_in_the_language_of_the_account(officer: Page, office_server: Server) -> None:
    office_server.manage(
        "shell", "-v0", "-c",
        "from django.contrib.auth import get_user_model as u; from wagtail.users.models import UserProfile as p;"
        "o = u().objects.create_user('urzednik', password='most-nad-rzeka'); "
        "o.groups.add(*u().objects.get(username='officer').groups.all());"
        "q = p.get_for_user(o); q.preferred_language = 'pl'; q.save()",
    )  # fmt: skip
    context = officer.context.browser
    assert context is not None
    polish = context.new_context(base_url=office_server.url, locale="pl-PL").new_page()
    polish.goto("/admin/login/")
    polish.get_by_label("Nazwa użytkownika").fill("urzednik")
    polish.locator("input[name=password]").fill("most-nad-rzeka")
    polish.locator("form button[type=submit]").click()
    polish.wait_for_url("**/admin/")
    polish.goto("/admin/snippets/register/partnership/edit/3/")
    polish.locator("input[name=since]").fill("1984-13")
    with polish.expect_navigation():
        polish.get_by_role("button", name="Zapisz szkic").click()
    expect(polish.locator("[id$='-child-since-errors']")).to_contain_text("to nie data")
    assert polish.locator("input[name=since]").input_value() == "1984-13"


def test_the_office_s_pages_ask_nobody_else(officer: Page, office_server: Server) -> None:
    asked: list[str] = []
    officer.on("request", lambda request: asked.append(request.url))
    officer.goto("/admin/")
    open_record(officer, "Awards", "Plaque of Honour")
    foreign = [url for url in asked if not url.startswith((office_server.url, "data:", "blob:"))]
    assert foreign == []


def test_nobody_gets_to_the_desk_without_logging_in(browser: Browser, office_server: Server) -> None:
    page = browser.new_page(base_url=office_server.url)
    page.goto("/admin/snippets/register/partnership/")
    assert "/admin/login/" in page.url
    page.close()
