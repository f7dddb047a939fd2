"""The accounts of a city: who may look after them, and what nobody may do from there."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from pomost.desk.city_accounts.actions import (
    change_role,
    invite_account,
    invite_again,
    reset_second_factor,
    take_role,
)
from pomost.desk.city_accounts.queries import holder_of, holders_of
from pomost.desk.login.mail import flushed
from pomost.desk.login.second_factor import has_second_factor, set_up_second_factor
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings
from tests import factories

pytestmark = pytest.mark.django_db

KEY = "00112233445566778899aabbccddeeff00112233"
ADDRESSES = ("list", "invite", "edit", "take_role", "reset_second_factor", "invite_again")


@pytest.fixture
def gdynia(db: None) -> Municipality:
    """Another city of the same installation."""
    return factories.municipality("Gdynia", "PL", 54.5189, 18.5305)


def holder(city: Municipality, role: Role, name: str, **more: Any) -> Any:
    """An account with `role` for `city`, whose admin speaks English."""
    user = get_user_model().objects.create_user(name, f"{name}@{city.slug}.example", "a-long-pass-phrase", **more)
    user.groups.add(city_groups(city)[role])
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def anna(site: CitySettings, leszno: Municipality) -> Any:
    """The administrator of Leszno."""
    return holder(leszno, Role.ADMINISTRATOR, "anna", first_name="Anna", last_name="Nowak")


@pytest.fixture
def piotr(site: CitySettings, leszno: Municipality) -> Any:
    """An editor of Leszno."""
    return holder(leszno, Role.EDITOR, "piotr", first_name="Piotr", last_name="Zając")


@pytest.fixture
def olga(gdynia: Municipality) -> Any:
    """The administrator of Gdynia."""
    return holder(gdynia, Role.ADMINISTRATOR, "olga", first_name="Olga", last_name="Morska")


def at_the_desk(user: Any) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def fresh(user: Any) -> Any:
    return get_user_model().objects.get(pk=user.pk)


def role_of(user: Any, city: Municipality) -> Role | None:
    found = holder_of(city, user.pk)
    return found.role if found else None


def url(view: str, city: Municipality, account: Any) -> str:
    keys = [city.pk] if view in ("list", "invite") else [city.pk, account.pk]
    return reverse(f"desk_accounts:{view}", args=keys)


def typed(**more: Any) -> dict[str, Any]:
    who = {"first_name": "Ewa", "last_name": "Kos", "email": "ewa.kos@leszno.example", "role": "editor"}
    return {**who, **more}


@pytest.fixture
def sent(django_capture_on_commit_callbacks: Any) -> Any:
    """Do something and return the mail that goes out for it."""

    def do(what: Any) -> list[Any]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        flushed().result(10)
        return list(mail.outbox)

    return do


# --- Who gets in


@pytest.fixture(params=["reader", "editor", "publisher", "administrator of another city", "nobody", "anonymous"])
def outsider(request: Any, leszno: Municipality, gdynia: Municipality, anna: Any) -> Client:
    """Somebody who has no business with the accounts of Leszno."""
    if request.param == "anonymous":
        return Client(headers={"host": "localhost"})
    if request.param == "nobody":
        return at_the_desk(get_user_model().objects.create_user("nobody"))
    if request.param == "administrator of another city":
        user = holder(gdynia, Role.ADMINISTRATOR, "outsider")
        user.groups.add(city_groups(leszno)[Role.PUBLISHER])
        return at_the_desk(user)
    return at_the_desk(holder(leszno, Role(request.param), "outsider"))


def test_no_outsider_sees_or_changes_accounts(outsider: Client, leszno: Municipality, anna: Any, piotr: Any) -> None:
    set_up_second_factor(account=piotr, key=KEY, step=0, session_key=None)
    before = [(held.account.pk, held.role) for held in holders_of(leszno)]
    for view in ADDRESSES:
        for response in (
            outsider.get(url(view, leszno, piotr)),
            outsider.post(url(view, leszno, piotr), typed(role="administrator")),
        ):
            assert response.status_code == 302
            assert response.headers["Location"].startswith(("/admin/login/", "/admin/"))
            assert not response.headers["Location"].startswith("/admin/accounts/")
    assert [(held.account.pk, held.role) for held in holders_of(leszno)] == before
    assert has_second_factor(piotr)
    assert not get_user_model().objects.filter(email="ewa.kos@leszno.example").exists()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_the_menu_shows_accounts_to_administrators_alone(role: Role, leszno: Municipality, anna: Any) -> None:
    assert "/admin/accounts/" in at_the_desk(anna).get("/admin/").content.decode()
    assert "/admin/accounts/" not in at_the_desk(holder(leszno, role, "other")).get("/admin/").content.decode()


def test_the_verbs_ask_themselves_who_does_it(leszno: Municipality, anna: Any, piotr: Any, olga: Any) -> None:
    for by in (piotr, olga):
        with pytest.raises(PermissionDenied):
            invite_account(city=leszno, email="a@b.example", first_name="A", last_name="B", role=Role.READER, by=by)
        with pytest.raises(PermissionDenied):
            change_role(city=leszno, account=piotr, role=Role.ADMINISTRATOR, by=by)
        for verb in (take_role, reset_second_factor, invite_again):
            with pytest.raises(PermissionDenied):
                verb(city=leszno, account=anna, by=by)
    assert role_of(piotr, leszno) == Role.EDITOR


def test_accounts_of_another_city_are_out_of_reach(
    leszno: Municipality, gdynia: Municipality, anna: Any, olga: Any
) -> None:
    set_up_second_factor(account=olga, key=KEY, step=0, session_key=None)
    client = at_the_desk(anna)
    assert "Morska" not in client.get(url("list", leszno, olga)).content.decode()
    for view in ("edit", "take_role", "reset_second_factor", "invite_again"):
        assert client.get(url(view, leszno, olga)).status_code == 404
        assert client.post(url(view, leszno, olga), {"role": "administrator"}).status_code == 404
        assert client.post(url(view, gdynia, olga), {"role": "reader"}).status_code == 302
    for verb in (take_role, reset_second_factor, invite_again):
        with pytest.raises(PermissionDenied):
            verb(city=leszno, account=olga, by=anna)
    assert role_of(olga, gdynia) == Role.ADMINISTRATOR
    assert role_of(olga, leszno) is None
    assert has_second_factor(olga)


# --- The list


def test_the_list_tells_name_role_second_factor_and_state(leszno: Municipality, anna: Any, piotr: Any) -> None:
    set_up_second_factor(account=piotr, key=KEY, step=0, session_key=None)
    holder(leszno, Role.READER, "gone", last_name="Wilk", is_active=False)
    invite_account(city=leszno, by=anna, **{**typed(), "role": Role.PUBLISHER})
    page = at_the_desk(anna).get(url("list", leszno, anna)).content.decode()
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    assert rows[-4:] == [
        ["Ewa", "Kos", "ewa.kos@leszno.example", "publisher", "off", "invited"],
        ["Anna", "Nowak", "anna@leszno.example", "administrator", "off", "active"],
        ["Wilk", "gone@leszno.example", "reader", "off", "not", "active"],
        ["Piotr", "Zając", "piotr@leszno.example", "editor", "on", "active"],
    ]


def test_the_list_costs_the_same_for_few_and_for_many(leszno: Municipality, anna: Any) -> None:
    client = at_the_desk(anna)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(url("list", leszno, anna))
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        holder(leszno, Role.READER, f"reader-{number}")
    assert cost() == few <= 8


def test_an_administrator_of_two_cities_finds_both(
    leszno: Municipality, gdynia: Municipality, anna: Any, olga: Any
) -> None:
    anna.groups.add(city_groups(gdynia)[Role.ADMINISTRATOR])
    client = at_the_desk(anna)
    assert client.get(reverse("desk_accounts:index")).headers["Location"] == url("list", gdynia, anna)
    page = client.get(url("list", gdynia, anna)).content.decode()
    assert "Morska" in page
    assert url("list", leszno, anna) in page


# --- Inviting


def test_who_is_invited_sets_a_password_and_gets_in(leszno: Municipality, anna: Any, sent: Any) -> None:
    (message,) = sent(
        lambda: at_the_desk(anna).post(url("invite", leszno, anna), typed(email="Ewa.Kos@leszno.example"))
    )
    assert message.to == ["Ewa.Kos@leszno.example"]
    assert "Anna Nowak" in message.body
    assert "Leszno" in message.subject
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)
    assert link
    invited = Client(headers={"host": "localhost"})
    form = invited.get(link.group(1), follow=True).redirect_chain[-1][0]
    invited.post(form, {"new_password1": "seven-swans-a-swimming", "new_password2": "seven-swans-a-swimming"})
    invited.post("/admin/login/", {"username": "ewa.kos@LESZNO.example", "password": "seven-swans-a-swimming"})
    assert invited.get("/admin/").status_code == 200
    account = get_user_model().objects.get(email__iexact="ewa.kos@leszno.example")
    assert (account.get_full_name(), account.is_superuser, account.is_staff) == ("Ewa Kos", False, False)
    assert role_of(account, leszno) == Role.EDITOR
    entry = ModelLogEntry.objects.get(action="pomost.invite")
    assert (entry.user, entry.data) == (anna, {"city": "Leszno", "role": "editor"})


@pytest.mark.parametrize(
    ("mistake", "field"),
    [({"email": "not an address"}, "email"), ({"last_name": ""}, "last_name"), ({"role": "king"}, "role")],
)
def test_nothing_typed_is_lost_with_a_mistake(
    mistake: dict[str, str], field: str, leszno: Municipality, anna: Any, sent: Any
) -> None:
    answers = []
    mails = sent(lambda: answers.append(at_the_desk(anna).post(url("invite", leszno, anna), typed(**mistake))))
    form = answers[0].context["form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in form.fields} == typed(**mistake)
    assert mails == []
    assert len(holders_of(leszno)) == 1


def test_a_known_address_gets_the_role_and_nothing_else_changes(
    leszno: Municipality, gdynia: Municipality, anna: Any, olga: Any, sent: Any
) -> None:
    client = at_the_desk(anna)
    answers = []
    new = typed(email="OLGA@gdynia.example", role="reader")
    (message,) = sent(lambda: answers.append(client.post(url("invite", leszno, anna), new, follow=True)))
    assert "The invitation is on its way to OLGA@gdynia.example." in answers[0].content.decode()
    assert "Gdynia" not in answers[0].content.decode()
    assert message.to == ["olga@gdynia.example"]
    assert "Gdynia" not in message.body
    assert "password" not in message.body
    assert (role_of(olga, leszno), role_of(olga, gdynia)) == (Role.READER, Role.ADMINISTRATOR)
    assert (fresh(olga).get_full_name(), fresh(olga).password) == ("Olga Morska", olga.password)


def test_whose_address_is_in_the_list_is_not_invited_again(leszno: Municipality, anna: Any, piotr: Any) -> None:
    page = at_the_desk(anna).post(url("invite", leszno, anna), typed(email=piotr.email, role="administrator"))
    assert list(page.context["form"].errors) == ["email"]
    assert role_of(piotr, leszno) == Role.EDITOR


def test_a_name_that_is_taken_is_not_given_twice(leszno: Municipality, anna: Any) -> None:
    get_user_model().objects.create_user("ewa.kos@leszno.example", "ewa.moved@leszno.example")
    invite_account(city=leszno, by=anna, **{**typed(), "role": Role.READER})
    account = get_user_model().objects.get(email="ewa.kos@leszno.example")
    assert account.username.startswith("ewa.kos@leszno.example-")


def test_the_invitation_can_be_sent_again_until_it_is_answered(
    leszno: Municipality, anna: Any, piotr: Any, sent: Any
) -> None:
    invite_account(city=leszno, by=anna, **{**typed(), "role": Role.READER})
    ewa = get_user_model().objects.get(email="ewa.kos@leszno.example")
    client = at_the_desk(anna)
    (message,) = sent(lambda: client.post(url("invite_again", leszno, ewa)))
    assert "password_reset/confirm" in message.body
    assert sent(lambda: client.post(url("invite_again", leszno, piotr))) == []


@pytest.mark.parametrize("language", ["pl", "de", "nl", "fr"])
def test_an_invitation_is_written_in_the_language_of_who_is_known(
    language: str, leszno: Municipality, anna: Any, olga: Any, sent: Any
) -> None:
    UserProfile.objects.filter(user=olga).update(preferred_language=language)
    (message,) = sent(
        lambda: invite_account(city=leszno, email=olga.email, first_name="O", last_name="M", role=Role.READER, by=anna)
    )
    with override(language):
        assert f"{gettext('You sign in with this name:')} olga" in message.body


# --- Roles


def test_a_role_is_changed_and_the_change_kept(leszno: Municipality, anna: Any, piotr: Any) -> None:
    at_the_desk(anna).post(url("edit", leszno, piotr), {"role": "publisher"})
    assert role_of(piotr, leszno) == Role.PUBLISHER
    assert piotr.groups.count() == 1
    entry = ModelLogEntry.objects.get(action="pomost.change_role")
    assert entry.data == {"city": "Leszno", "from": "editor", "to": "publisher"}


def test_the_last_administrator_stays_one(leszno: Municipality, anna: Any, piotr: Any) -> None:
    client = at_the_desk(anna)
    page = client.post(url("edit", leszno, anna), {"role": "reader"})
    assert "last administrator" in page.content.decode()
    client.post(url("take_role", leszno, anna))
    holder(leszno, Role.ADMINISTRATOR, "gone", is_active=False)  # who cannot sign in does not count
    with override("en"), pytest.raises(ValidationError, match="last administrator"):
        take_role(city=leszno, account=anna, by=anna)
    assert role_of(anna, leszno) == Role.ADMINISTRATOR
    assert fresh(anna).is_active


def test_one_of_two_administrators_may_go(leszno: Municipality, anna: Any, piotr: Any) -> None:
    change_role(city=leszno, account=piotr, role=Role.ADMINISTRATOR, by=anna)
    response = at_the_desk(anna).post(url("take_role", leszno, anna))
    assert response.headers["Location"] == "/admin/"
    assert role_of(anna, leszno) is None


def test_an_account_without_any_role_is_deactivated_and_its_history_kept(
    leszno: Municipality, anna: Any, piotr: Any
) -> None:
    change_role(city=leszno, account=piotr, role=Role.PUBLISHER, by=anna)
    his = at_the_desk(piotr)
    at_the_desk(anna).post(url("take_role", leszno, piotr))
    assert not fresh(piotr).is_active
    assert his.get("/admin/").status_code == 302
    assert set(ModelLogEntry.objects.filter(object_id=str(piotr.pk)).values_list("action", flat=True)) == {
        "pomost.change_role",
        "pomost.take_role",
    }


def test_an_account_with_a_role_elsewhere_stays(
    leszno: Municipality, gdynia: Municipality, anna: Any, olga: Any
) -> None:
    olga.groups.add(city_groups(leszno)[Role.READER])
    take_role(city=leszno, account=olga, by=anna)
    assert fresh(olga).is_active
    assert (role_of(olga, leszno), role_of(olga, gdynia)) == (None, Role.ADMINISTRATOR)


def test_who_comes_back_sets_a_new_password(leszno: Municipality, anna: Any, piotr: Any, sent: Any) -> None:
    take_role(city=leszno, account=piotr, by=anna)
    (message,) = sent(
        lambda: invite_account(city=leszno, email=piotr.email, first_name="P", last_name="Z", role=Role.READER, by=anna)
    )
    assert fresh(piotr).is_active
    assert not fresh(piotr).has_usable_password()
    assert "password_reset/confirm" in message.body


@pytest.mark.parametrize("kind", ["superuser", "of another city"])
def test_nobody_wakes_an_account_that_others_put_to_sleep(
    kind: str, leszno: Municipality, gdynia: Municipality, anna: Any
) -> None:
    if kind == "superuser":
        asleep = get_user_model().objects.create_superuser("root", "root@pomost.example", is_active=False)
    else:
        asleep = holder(gdynia, Role.EDITOR, "asleep", is_active=False)
    invite_account(city=leszno, email=asleep.email, first_name="X", last_name="Y", role=Role.READER, by=anna)
    assert not fresh(asleep).is_active


def test_no_role_makes_a_superuser_and_none_loses_it(leszno: Municipality, anna: Any) -> None:
    root = get_user_model().objects.create_superuser("root", "root@pomost.example", "a-long-pass-phrase")
    invite_account(city=leszno, email=root.email, first_name="X", last_name="Y", role=Role.READER, by=anna)
    change_role(city=leszno, account=root, role=Role.EDITOR, by=anna)
    take_role(city=leszno, account=root, by=anna)
    assert (fresh(root).is_superuser, fresh(root).is_active) == (True, True)
    at_the_desk(anna).post(
        url("invite", leszno, anna), typed(is_superuser="on", is_staff="on", groups="1", role="administrator")
    )
    account = get_user_model().objects.get(email="ewa.kos@leszno.example")
    assert (account.is_superuser, account.is_staff, account.groups.count()) == (False, False, 1)


# --- The second factor


def test_a_lost_second_factor_is_reset_and_its_owner_told(
    leszno: Municipality, anna: Any, piotr: Any, sent: Any
) -> None:
    set_up_second_factor(account=piotr, key=KEY, step=0, session_key=None)
    his = at_the_desk(piotr)
    (message,) = sent(lambda: at_the_desk(anna).post(url("reset_second_factor", leszno, piotr)))
    assert not has_second_factor(piotr)
    assert message.to == [piotr.email]
    assert his.get("/admin/").status_code == 302
    assert ModelLogEntry.objects.get(action="pomost.second_factor_off").user == anna


@pytest.mark.parametrize("whose", ["own", "superuser", "with a role elsewhere"])
def test_some_are_not_reset_by_an_administrator(
    whose: str, leszno: Municipality, gdynia: Municipality, anna: Any, olga: Any
) -> None:
    account = {
        "own": anna,
        "superuser": get_user_model().objects.create_superuser("root"),
        "with a role elsewhere": olga,
    }[whose]
    account.groups.add(city_groups(leszno)[Role.ADMINISTRATOR])
    set_up_second_factor(account=account, key=KEY, step=0, session_key=None)
    with pytest.raises(ValidationError):
        reset_second_factor(city=leszno, account=account, by=anna)
    assert has_second_factor(account)
