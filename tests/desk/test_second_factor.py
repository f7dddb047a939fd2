"""A code besides the password: set up, asked for, counted, used once, lost and reset; and a must where it is one."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from pomost.desk.login.second_factor import check_code, has_second_factor, recovery_codes_left, set_up_second_factor
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db

PASSWORD = "three-boats-on-the-lake"
KEY = "00112233445566778899aabbccddeeff00112233"
MORNING = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
CODE_PAGE = "/admin/login/code/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A clock that stands still until a test moves it: a code holds for half a minute."""
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


@pytest.fixture
def hanna(site: CitySettings, leszno: Municipality) -> Any:
    """An editor of Leszno without a second factor."""
    user = get_user_model().objects.create_user("hanna", "hanna@leszno.example", PASSWORD)
    user.groups.add(city_groups(leszno)[Role.EDITOR])
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def codes(hanna: Any) -> list[str]:
    """Recovery codes of Hanna, who has set up an app with KEY a while ago."""
    return set_up_second_factor(account=hanna, key=KEY, step=0, session_key=None)[1]


@pytest.fixture
def browser(db: None) -> Client:
    """A browser that nobody has signed in with."""
    return Client(headers={"host": "localhost", "accept-language": "en"})


def now_shown(key: str = KEY) -> str:
    """The code that an app with `key` shows now."""
    return f"{totp(bytes.fromhex(key)):06}"


def give_password(client: Client, **more: Any) -> Any:
    return client.post("/admin/login/", {"username": "hanna", "password": PASSWORD, **more})


def give_code(client: Client, code: str) -> Any:
    return client.post(CODE_PAGE, {"code": code})


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


# --- Setting up


def test_an_app_is_set_up_with_the_code_that_it_shows(hanna: Any, browser: Client) -> None:
    give_password(browser)
    address = reverse("desk_sign_in:set_up")
    page = browser.get(address)
    offer = page.context["offer"]
    assert offer.typed in page.content.decode()
    assert "<svg" in page.content.decode()
    assert "issuer=Pomost" in offer.address
    done = browser.post(address, {"code": now_shown(offer.key), "password": PASSWORD})
    codes = [code.replace("-", "") for code in re.findall(r"<code>([^<]+)</code>", done.content.decode())]
    assert len(set(codes)) == 10
    assert set(codes) == set(StaticToken.objects.values_list("token", flat=True))
    assert TOTPDevice.objects.get(user=hanna).key == offer.key
    assert is_in(browser)
    overview = browser.get(reverse("desk_sign_in:overview")).content.decode()
    assert "10 recovery codes are left." in overview
    assert codes[0] not in overview
    assert browser.get(address).context["offer"].key != offer.key


@pytest.mark.parametrize(
    ("code", "password", "field"),
    [("000000", PASSWORD, "code"), ("letters", PASSWORD, "code"), (None, "no", "password")],
)
def test_nothing_is_set_up_with_a_wrong_code_or_password(
    code: str | None, password: str, field: str, hanna: Any, browser: Client
) -> None:
    give_password(browser)
    address = reverse("desk_sign_in:set_up")
    key = browser.get(address).context["offer"].key
    page = browser.post(address, {"code": code or now_shown(key), "password": password})
    assert list(page.context["form"].errors) == [field]
    assert page.context["offer"].key == key  # what the phone has read holds
    assert not has_second_factor(hanna)


def test_setting_up_ends_the_other_sessions(hanna: Any, browser: Client) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    give_password(elsewhere)
    give_password(browser)
    address = reverse("desk_sign_in:set_up")
    key = browser.get(address).context["offer"].key
    browser.post(address, {"code": now_shown(key), "password": PASSWORD})
    assert (is_in(browser), is_in(elsewhere)) == (True, False)


def test_a_session_without_a_code_cannot_change_the_second_factor(hanna: Any, browser: Client) -> None:
    give_password(browser)
    set_up_second_factor(account=hanna, key=KEY, step=0, session_key=browser.session.session_key)
    for page in ("set_up", "turn_off", "recovery_codes"):
        response = browser.get(reverse(f"desk_sign_in:{page}"))
        assert response.status_code == 302
        assert not is_in(browser)
    assert has_second_factor(hanna)


# --- Signing in


def test_the_password_alone_opens_nothing(codes: list[str], browser: Client) -> None:
    assert give_password(browser).headers["Location"] == CODE_PAGE
    assert not is_in(browser)


def test_password_and_code_open_the_desk_where_one_was_going(codes: list[str], browser: Client) -> None:
    give_password(browser, next="/admin/account/")
    response = give_code(browser, f"{now_shown()[:3]} {now_shown()[3:]}")
    assert response.headers["Location"] == "/admin/account/"
    assert is_in(browser)


def test_a_code_opens_the_desk_once(codes: list[str], browser: Client, clock: Any) -> None:
    code = now_shown()
    give_password(browser)
    give_code(browser, code)
    again = Client(headers={"host": "localhost"})
    give_password(again)
    assert give_code(again, code).status_code == 200
    assert not is_in(again)
    clock.shift(timedelta(seconds=30))
    assert give_code(again, now_shown()).status_code == 302


def test_the_code_of_setting_up_does_not_open_the_desk(hanna: Any, browser: Client) -> None:
    give_password(browser)
    address = reverse("desk_sign_in:set_up")
    key = browser.get(address).context["offer"].key
    browser.post(address, {"code": now_shown(key), "password": PASSWORD})
    again = Client(headers={"host": "localhost"})
    give_password(again)
    assert give_code(again, now_shown(key)).status_code == 200
    assert not is_in(again)


def test_a_recovery_code_opens_the_desk_once(hanna: Any, codes: list[str], browser: Client) -> None:
    for expected in (302, 200):
        client = Client(headers={"host": "localhost"})
        give_password(client)
        assert give_code(client, f"{codes[0][:4].upper()}-{codes[0][4:]}").status_code == expected
        assert is_in(client) == (expected == 302)
    assert recovery_codes_left(hanna) == 9


def test_the_second_step_needs_the_first(codes: list[str], browser: Client) -> None:
    response = browser.get(CODE_PAGE, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/login/"
    assert give_code(browser, now_shown()).status_code == 302
    assert not is_in(browser)


def test_the_first_step_holds_for_ten_minutes(codes: list[str], browser: Client, clock: Any) -> None:
    give_password(browser)
    clock.shift(timedelta(minutes=11))
    assert give_code(browser, now_shown()).headers["Location"] == "/admin/login/"
    assert not is_in(browser)


@pytest.mark.parametrize("change", ["password", "is_active"])
def test_the_first_step_is_worth_nothing_when_the_account_changed(
    change: str, hanna: Any, codes: list[str], browser: Client
) -> None:
    give_password(browser)
    if change == "password":
        hanna.set_password("seven-swans-a-swimming")
    else:
        hanna.is_active = False
    hanna.save()
    assert give_code(browser, now_shown()).headers["Location"] == "/admin/login/"
    assert not is_in(browser)


def test_nobody_is_led_to_another_host(codes: list[str], browser: Client) -> None:
    give_password(browser, next="https://elsewhere.example/")
    assert give_code(browser, now_shown()).headers["Location"] == "/admin/"


# --- Wrong codes


def test_wrong_codes_are_counted_like_wrong_passwords(codes: list[str], browser: Client, clock: Any) -> None:
    give_password(browser)
    answers = []
    for _attempt in range(5):
        answers.append(give_code(browser, "000000").status_code)
        clock.shift(timedelta(seconds=20))
    assert answers == [200, 200, 200, 200, 429]
    assert give_code(browser, now_shown()).status_code == 429
    assert give_password(browser).status_code == 429
    assert not is_in(browser)


def test_after_a_wrong_code_the_next_one_waits_wherever_it_comes_from(
    codes: list[str], browser: Client, clock: Any
) -> None:
    give_password(browser)
    give_code(browser, "000000")
    elsewhere = Client(headers={"host": "localhost", "accept-language": "en"}, REMOTE_ADDR="192.0.2.9")
    give_password(elsewhere)
    page = give_code(elsewhere, now_shown())
    assert "Try again at 09:00:01." in page.content.decode()
    clock.shift(timedelta(seconds=2))
    assert give_code(elsewhere, now_shown()).status_code == 302


def test_wrong_recovery_codes_are_counted_too(codes: list[str], browser: Client, clock: Any) -> None:
    give_password(browser)
    answers = []
    for _attempt in range(5):
        answers.append(give_code(browser, "abcdefgh").status_code)
        clock.shift(timedelta(seconds=20))
    assert answers[-1] == 429


def test_a_code_of_somebody_else_is_of_no_use(hanna: Any, codes: list[str], leszno: Municipality) -> None:
    other = get_user_model().objects.create_user("other", password=PASSWORD)
    others = set_up_second_factor(account=other, key="ff" * 20, step=0, session_key=None)[1]
    assert check_code(account=hanna, code=now_shown("ff" * 20)).device is None
    assert check_code(account=hanna, code=others[0]).device is None
    assert recovery_codes_left(other) == 10


# --- New codes, and turning off


@pytest.fixture
def signed_in(codes: list[str], browser: Client, clock: Any) -> Client:
    """Hanna, who gave password and code."""
    give_password(browser)
    give_code(browser, now_shown())
    return browser


def test_new_recovery_codes_take_the_place_of_the_old_ones(hanna: Any, codes: list[str], signed_in: Client) -> None:
    signed_in.post(reverse("desk_sign_in:recovery_codes"), {"password": PASSWORD})
    kept = set(StaticToken.objects.filter(device__user=hanna).values_list("token", flat=True))
    assert len(kept) == 10
    assert kept.isdisjoint(codes)


def test_turning_off_needs_the_password(hanna: Any, signed_in: Client) -> None:
    address = reverse("desk_sign_in:turn_off")
    assert signed_in.post(address, {"password": "wrong"}).status_code == 200
    assert has_second_factor(hanna)
    assert signed_in.post(address, {"password": PASSWORD}).status_code == 302
    assert not has_second_factor(hanna)
    assert recovery_codes_left(hanna) == 0
    assert is_in(signed_in)
    assert ModelLogEntry.objects.filter(action="pomost.second_factor_off", user=hanna).count() == 1


def test_whoever_runs_pomost_resets_it_by_a_command(hanna: Any, signed_in: Client) -> None:
    call_command("reset_second_factor", "hanna")
    assert not has_second_factor(hanna)
    assert not is_in(signed_in)


# --- Where it is a must


@pytest.fixture
def required(settings: LazySettings) -> None:
    settings.POMOST_REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("address", ["/admin/", "/admin/account/", "/admin/snippets/register/partnership/"])
def test_without_one_every_page_leads_to_setting_it_up(
    address: str, required: None, hanna: Any, browser: Client
) -> None:
    give_password(browser)
    assert browser.get(address).headers["Location"] == reverse("desk_sign_in:set_up")
    page = browser.get(reverse("desk_sign_in:set_up")).content.decode()
    assert "Your office asks everybody for a second factor." in page
    assert reverse("wagtailadmin_logout") in page


def test_without_one_nothing_is_written_either(required: None, hanna: Any, browser: Client) -> None:
    give_password(browser)
    browser.post("/admin/account/", {"name_email-first_name": "Changed", "name_email-last_name": "Changed"})
    hanna.refresh_from_db()
    assert hanna.first_name == ""


def test_the_way_out_is_open(required: None, hanna: Any, browser: Client) -> None:
    give_password(browser)
    assert browser.post(reverse("wagtailadmin_logout")).status_code == 302
    assert browser.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_elsewhere_who_has_none_is_a_visitor(required: None, hanna: Any, browser: Client) -> None:
    give_password(browser)
    response = browser.get("/pl/")
    assert response.status_code == 200
    assert response.wsgi_request.user.is_anonymous


def test_once_it_is_set_up_the_desk_is_open(required: None, hanna: Any, browser: Client) -> None:
    give_password(browser)
    address = reverse("desk_sign_in:set_up")
    key = browser.get(address).context["offer"].key
    browser.post(address, {"code": now_shown(key), "password": PASSWORD})
    assert is_in(browser)


def test_it_cannot_be_turned_off(required: None, hanna: Any, signed_in: Client) -> None:
    signed_in.post(reverse("desk_sign_in:turn_off"), {"password": PASSWORD})
    assert has_second_factor(hanna)
    assert "Turn off" not in signed_in.get(reverse("desk_sign_in:overview")).content.decode()
