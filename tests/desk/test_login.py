"""Getting in, and not getting in: limits, words that tell nothing about accounts, passwords, the end of sessions."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from pomost.conf.visitors import network_address
from pomost.desk.login.mail import flushed
from pomost.desk.login.sessions import end_sessions
from pomost.desk.models import AccountSession, Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db

PASSWORD = "three-boats-on-the-lake"
MORNING = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@pytest.fixture
def hanna(site: CitySettings, leszno: Municipality) -> Any:
    """An editor of Leszno who signs in with a password."""
    user = get_user_model().objects.create_user(
        "hanna", "hanna@leszno.example", PASSWORD, first_name="Hanna", last_name="Lis"
    )
    user.groups.add(city_groups(leszno)[Role.EDITOR])
    return user


@pytest.fixture
def stranger() -> Client:
    """A browser that nobody has signed in with."""
    return Client(headers={"host": "localhost", "accept-language": "en"})


def sign_in(client: Client, username: str = "hanna", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/admin/login/", {"username": username, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def words(response: Any) -> str:
    """What is read on a page, without the tokens of its forms and what was typed into them."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|data-csrf-token=)"[^"]+"', "", response.content.decode())
    text = re.sub(r'("CSRF_TOKEN": )"[^"]+"', "", text)
    return re.sub(r'(name="username" value=)"[^"]*"', r"\1", text)


# --- Signing in


def test_who_has_the_password_gets_in(hanna: Any, stranger: Client) -> None:
    response = sign_in(stranger, next="/admin/account/")
    assert response.headers["Location"] == "/admin/account/"
    assert is_in(stranger)


def test_capitals_of_an_e_mail_address_do_not_matter(hanna: Any, stranger: Client) -> None:
    get_user_model().objects.filter(pk=hanna.pk).update(username="hanna@leszno.example")
    assert sign_in(stranger, "Hanna@Leszno.example").status_code == 302
    assert is_in(stranger)


def test_nobody_is_led_to_another_host(hanna: Any, stranger: Client) -> None:
    assert sign_in(stranger, next="https://elsewhere.example/").headers["Location"] == "/admin/"


def test_the_answer_is_the_same_for_every_reason(hanna: Any, stranger: Client) -> None:
    users = get_user_model().objects
    users.create_user("gone", password=PASSWORD, is_active=False).groups.set(hanna.groups.all())
    users.create_user("outsider", password=PASSWORD)
    users.create_user("invited").groups.set(hanna.groups.all())
    answers = [
        sign_in(stranger, "nobody"),
        sign_in(stranger, "hanna", "wrong"),
        sign_in(stranger, "gone"),
        sign_in(stranger, "outsider"),
        sign_in(stranger, "invited", "anything"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert "do not open the desk" in words(answers[0])
    assert len({words(answer) for answer in answers}) == 1
    assert not is_in(stranger)
    assert AccessAttempt.objects.count() == len(answers)  # also who had the right password counts


# --- Limits


def test_after_five_wrong_passwords_the_right_one_is_of_no_use(hanna: Any, stranger: Client) -> None:
    for _attempt in range(4):
        assert sign_in(stranger, password="wrong").status_code == 200
    assert sign_in(stranger, password="wrong").status_code == 429
    assert sign_in(stranger).status_code == 429
    assert not is_in(stranger)


@pytest.mark.parametrize("known", [True, False])
def test_the_page_for_who_is_locked_out_says_when_to_try_again(known: bool, hanna: Any, stranger: Client) -> None:
    with time_machine.travel(MORNING, tick=False):
        for _attempt in range(5):
            response = sign_in(stranger, "hanna" if known else "nobody", "wrong")
        later = sign_in(stranger, "hanna" if known else "nobody", "wrong")
    assert (response.status_code, later.status_code) == (429, 429)
    assert "You can try again at 09:15." in words(response)  # in Leszno it is an hour later
    assert words(response) == words(later)
    assert response["Retry-After"] == "Fri, 27 Nov 2026 08:15:00 GMT"
    assert reverse("wagtailadmin_password_reset") in words(response)
    assert "hanna" not in words(response)


def test_the_page_for_who_is_locked_out_is_the_same_with_and_without_an_account(hanna: Any) -> None:
    pages: list[str] = []
    with time_machine.travel(MORNING, tick=False):
        for name in ("hanna", "nobody"):
            client = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"192.0.2.{len(pages)}")
            pages.append(words([sign_in(client, name, "wrong") for _attempt in range(6)][-1]))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("language", "html"), [("pl", 'lang="pl"'), ("de", 'lang="de"'), ("nl", 'lang="nl"')])
def test_the_page_for_who_is_locked_out_speaks_the_language_of_the_browser(
    language: str, html: str, hanna: Any
) -> None:
    client = Client(headers={"host": "localhost", "accept-language": language})
    response = [sign_in(client, "nobody", "wrong") for _attempt in range(5)][-1]
    assert html in words(response)
    with translation.override(language):
        assert translation.gettext("Too many attempts") in words(response)


def test_waiting_helps_and_trying_meanwhile_does_not_make_it_longer(hanna: Any, stranger: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for _attempt in range(5):
            sign_in(stranger, password="wrong")
        clock.shift(timedelta(minutes=14))
        assert sign_in(stranger).status_code == 429
        clock.shift(timedelta(minutes=1, seconds=1))
        assert sign_in(stranger).status_code == 302


def test_getting_in_forgets_the_own_mistakes_and_nobody_elses(hanna: Any, stranger: Client) -> None:
    sign_in(stranger, "nobody", "wrong")
    for _attempt in range(4):
        sign_in(stranger, password="wrong")
    sign_in(stranger)
    assert set(AccessAttempt.objects.values_list("username", "failures_since_start")) == {("nobody", 1)}


def test_an_account_is_not_locked_at_other_addresses(hanna: Any, stranger: Client) -> None:
    for _attempt in range(6):
        sign_in(stranger, password="wrong")
    assert sign_in(Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_an_address_has_a_limit_for_all_names_together(hanna: Any, stranger: Client, settings: LazySettings) -> None:
    settings.POMOST_LOGIN_ATTEMPTS_PER_ADDRESS = 8
    answers = [sign_in(stranger, f"name-{number}", "wrong").status_code for number in range(8)]
    assert answers == [200] * 7 + [429]
    assert sign_in(stranger).status_code == 429
    assert sign_in(Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_no_password_is_kept_with_the_attempts(hanna: Any, stranger: Client) -> None:
    sign_in(stranger, password="nearly-my-password")
    attempt = AccessAttempt.objects.get()
    assert "nearly" not in attempt.post_data
    assert "hanna" not in attempt.post_data


@pytest.mark.parametrize(
    ("behind_proxy", "seen", "forwarded", "expected"),
    [
        (False, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (True, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1", "198.51.100.4, 203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (True, "10.0.0.1", "nonsense", None),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (False, "", "", None),
    ],
)
def test_an_address_is_believed_from_the_proxy_alone(
    behind_proxy: bool, seen: str, forwarded: str, expected: str | None, settings: LazySettings, rf: RequestFactory
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert network_address(rf.get("/", headers=headers, REMOTE_ADDR=seen)) == expected


def test_without_a_proxy_another_forwarded_address_does_not_help(hanna: Any) -> None:
    for number in range(5):
        client = Client(headers={"host": "localhost", "x-forwarded-for": f"203.0.113.{number}"})
        last = sign_in(client, password="wrong")
    assert last.status_code == 429


# --- Passwords


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("elevenchars", "at least 12 characters"),
        ("hanna@leszno", "too similar"),
        ("startfinding", "too common"),
        ("847362910573", "entirely numeric"),
    ],
)
def test_a_weak_password_is_refused(password: str, complaint: str, hanna: Any) -> None:
    with pytest.raises(ValidationError, match=complaint):
        validate_password(password, hanna)


@pytest.mark.parametrize("language", ["pl", "de", "nl", "fr"])
def test_why_a_password_is_refused_is_said_in_every_language(language: str, hanna: Any) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password("1234567", hanna)
    assert len(refused.value.messages) == 3
    assert not [text for text in refused.value.messages if "password" in text.replace("passwords", "")]


def test_resetting_a_password_tells_nothing_about_accounts(
    hanna: Any, stranger: Client, django_capture_on_commit_callbacks: Any
) -> None:
    pages = []
    for address in ("hanna@leszno.example", "nobody@leszno.example"):
        with CaptureQueriesContext(connection) as queries, django_capture_on_commit_callbacks(execute=True):
            response = stranger.post("/admin/password_reset/", {"email": address}, follow=True)
        pages.append((words(response), [query["sql"].split()[0] for query in queries]))
    assert pages[0] == pages[1]
    flushed().result(10)
    assert [message.to for message in mail.outbox] == [["hanna@leszno.example"]]


def test_the_link_of_the_mail_sets_a_password_and_ends_all_sessions(
    hanna: Any, stranger: Client, django_capture_on_commit_callbacks: Any
) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    sign_in(elsewhere)
    with django_capture_on_commit_callbacks(execute=True):
        stranger.post("/admin/password_reset/", {"email": "hanna@leszno.example"})
    flushed().result(10)
    (message,) = mail.outbox
    assert "hanna" in message.body
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(message.body))
    assert found
    form = stranger.get(found.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    new = {"new_password1": "seven-swans-a-swimming", "new_password2": "seven-swans-a-swimming"}
    assert stranger.post(address, new, follow=True).status_code == 200
    assert not is_in(elsewhere)
    assert sign_in(stranger, password="seven-swans-a-swimming").status_code == 302
    again = Client(headers={"host": "localhost", "accept-language": "en"}).get(found.group(1))
    assert "invalid" in again.content.decode()


def test_a_mail_server_that_is_down_does_not_show(
    hanna: Any, stranger: Client, settings: LazySettings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with django_capture_on_commit_callbacks(execute=True):
        response = stranger.post("/admin/password_reset/", {"email": "hanna@leszno.example"})
    assert response.headers["Location"] == reverse("wagtailadmin_password_reset_done")
    flushed().result(10)


# --- Sessions


def test_a_session_ends_when_nobody_uses_it(hanna: Any, stranger: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(stranger, remember="on")
        clock.shift(timedelta(minutes=119))
        assert is_in(stranger)
        clock.shift(timedelta(minutes=119))  # counted from the last use
        assert is_in(stranger)
        clock.shift(timedelta(minutes=121))
        assert not is_in(stranger)


def test_an_open_editor_alone_is_no_use(hanna: Any, stranger: Client) -> None:
    ping = reverse("wagtailadmin_editing_sessions:ping", args=("wagtailcore", "page", 1, 1))
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(stranger)
        clock.shift(timedelta(minutes=100))
        stranger.post(ping)
        clock.shift(timedelta(minutes=30))
        assert not is_in(stranger)


def test_a_session_ends_with_its_day_however_much_it_is_used(hanna: Any, stranger: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(stranger)
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            assert is_in(stranger)
        clock.shift(timedelta(minutes=61))
        assert not is_in(stranger)


def test_use_is_noted_at_most_every_five_minutes(hanna: Any, stranger: Client) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get(reverse("desk_sign_in:overview"))
        return len([query for query in queries if 'UPDATE "desk_accountsession"' in query["sql"]])

    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(stranger)
        assert writes() == 0
        clock.shift(timedelta(minutes=4))
        assert writes() == 0
        clock.shift(timedelta(minutes=2))
        assert writes() == 1
        assert writes() == 0


def test_a_new_password_ends_the_sessions_elsewhere(hanna: Any, stranger: Client) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    sign_in(stranger)
    sign_in(elsewhere)
    new = "seven-swans-a-swimming"
    page = stranger.get("/admin/account/")
    data = {
        field.html_name: field.value() or ""
        for panels in page.context["panels_by_tab"].values()
        for panel in panels
        for field in panel.get_form()
    }
    data |= {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    assert stranger.post("/admin/account/", data).status_code == 302
    assert is_in(stranger)
    assert not is_in(elsewhere)


def test_signing_out_everywhere_ends_all_sessions_of_the_account_alone(
    hanna: Any, stranger: Client, officer: Client
) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    sign_in(stranger)
    sign_in(elsewhere)
    response = stranger.post(reverse("desk_sign_in:sign_out_everywhere"), follow=True)
    assert "You are signed out everywhere." in words(response)
    assert (is_in(stranger), is_in(elsewhere), is_in(officer)) == (False, False, True)


def test_one_session_can_be_left(hanna: Any, stranger: Client) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    sign_in(stranger)
    sign_in(elsewhere)
    end_sessions(hanna, but=stranger.session.session_key)
    assert (is_in(stranger), is_in(elsewhere)) == (True, False)


def test_sessions_that_are_over_are_cleared_away(hanna: Any, stranger: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(stranger)
        assert AccountSession.objects.filter(account=hanna).count() == 1
        clock.shift(timedelta(hours=13))
        call_command("clearsessions")
    assert not AccountSession.objects.exists()


def test_a_visitor_gets_no_session(site: CitySettings, stranger: Client) -> None:
    stranger.get("/pl/")
    assert not stranger.cookies
    assert not AccountSession.objects.exists()
