"""A visitor writes to the office and is answered: with real mail in a folder, and with a process that is killed."""

import re
import time
import urllib.parse
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, demonstration

FORM = "/pl/formularz-kontaktowy/"
OFFICE = "wspolpraca@leszno.example"


def mails(home: Path) -> list[EmailMessage]:
    """The mails that the demonstration has put into its folder."""
    texts = [text for file in sorted((home / "mail").glob("*.log")) for text in file.read_bytes().split(b"-" * 79)]
    return [message_from_bytes(text.strip(), policy=policy.default) for text in texts if text.strip()]


def to(address: str, home: Path) -> list[EmailMessage]:
    return [mail for mail in mails(home) if mail["To"] == address]


@pytest.mark.xdist_group("officer")
def test_a_visitor_writes_on_a_phone_without_scripts_and_is_answered(
    browser: Browser, office_server: Server, officer: Page
) -> None:
    context = browser.new_context(
        base_url=office_server.url, java_script_enabled=False, viewport={"width": 360, "height": 780}, locale="pl-PL"
    )
    visitor = context.new_page()
    visitor.goto("/pl/partnerstwa/suhl/")
    visitor.get_by_role("link", name="Napisz do urzędu w sprawie tej strony").click()
    visitor.get_by_role("button", name="Wyślij").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Wiadomość nie została jeszcze wysłana.")
    visitor.get_by_role("alert").get_by_role("link", name=re.compile("^E-mail")).click()
    expect(visitor.get_by_role("textbox", name="E-mail")).to_be_focused()
    visitor.get_by_role("textbox", name="E-mail").fill("anna@example.org")
    visitor.get_by_label("Temat").fill("Rok umowy z Suhl")
    visitor.get_by_label("Wiadomość").fill("Czy na pewno 1984?")
    visitor.get_by_label("Wyrażam zgodę").check()
    expect(visitor.get_by_text("Dotyczy strony: /pl/partnerstwa/suhl/")).to_be_visible()
    time.sleep(3)  # nobody is quicker
    visitor.get_by_role("button", name="Wyślij").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Wiadomość dotarła")
    assert context.cookies() == []
    context.close()
    office_server.manage("send_messages")
    (forwarded,) = to(OFFICE, office_server.home)
    assert forwarded["Reply-To"] == "anna@example.org"
    assert "Czy na pewno 1984?" in forwarded.get_content()

    officer.goto("/admin/")
    officer.get_by_role("link", name="Rok umowy z Suhl").click()
    expect(officer.get_by_text("Czy na pewno 1984?")).to_be_visible()
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.get_by_text("This field is required.")).to_be_visible()
    officer.get_by_label("Answer").fill("Tak, umowę podpisano w 1984 roku.")
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.get_by_text("The answer to anna@example.org is on its way.")).to_be_visible()
    office_server.manage("send_messages")
    (answer,) = to("anna@example.org", office_server.home)
    assert answer["Subject"] == "Re: Rok umowy z Suhl"
    assert answer["Reply-To"] == OFFICE
    assert answer.get_content().startswith("Tak, umowę podpisano w 1984 roku.")
    officer.reload()
    expect(officer.get_by_text(re.compile("sent on .* to anna@example.org"))).to_be_visible()


def test_a_message_outlives_a_server_that_is_killed_right_after_taking_it(tmp_path: Path) -> None:
    with demonstration(tmp_path) as (server, process):
        page = urllib.request.urlopen(server.url + FORM).read().decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)
        assert opened is not None
        written = {
            "opened": opened[1],
            "email": "anna@example.org",
            "subject": "Suhl",
            "text": "Od kiedy?",
            "consent": "on",
        }
        time.sleep(3.2)
        answer = urllib.request.urlopen(server.url + FORM, urllib.parse.urlencode(written).encode())
        process.kill()
        assert answer.url.endswith("/wyslano/")
        process.wait(20)
        server.manage("send_messages")  # as the next worker does
        server.manage("send_messages")
        assert [mail["Subject"] for mail in to(OFFICE, tmp_path)] == ["Ze strony: Suhl"]
