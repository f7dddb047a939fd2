"""What an administrator of a city does with its accounts. Each verb is one transaction, and asks who does it.

None of them touches what an account may do for other cities, its name, its e-mail address or its password: with any of
these an administrator of one city could get into another one.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from pomost.desk.city_accounts.queries import account_at, holds_roles_beyond
from pomost.desk.login.mail import send_soon
from pomost.desk.login.second_factor import drop_second_factor
from pomost.desk.login.sessions import end_sessions
from pomost.desk.models import CityGroup, Role
from pomost.desk.permissions import administered_by
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality


@transaction.atomic
def invite_account(*, city: Municipality, email: str, first_name: str, last_name: str, role: Role, by: Any) -> None:
    """Give `role` for `city` to the account of `email`, which is made if there is none, and write to it.

    A new account sets its password by a link in the mail. A known one keeps its name, its password and all else; an
    account that was deactivated because no role was left to it comes back, with a new password. Raises ValidationError
    where the address holds a role for the city already.
    """
    groups = _hold(city, by)
    account = account_at(email)
    if account is None:
        account = _new_account(email, first_name, last_name)
    elif account.groups.filter(city_group__city=city).exists():
        raise ValidationError({"email": _("This address has a role for the city already: change it in the list.")})
    elif not account.is_active and not account.is_superuser and not account.groups.exists():
        account.is_active = True
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
    account.groups.add(groups[role])
    log(account, "pomost.invite", user=by, data={"city": city.name, "role": role.value})
    _write(account, city, role, by)


@transaction.atomic
def invite_again(*, city: Municipality, account: Any, by: Any) -> None:
    """Write once more to an account that has not set its password yet."""
    groups = _hold(city, by)
    role = _role_in(account, groups)
    if not account.has_usable_password():
        _write(account, city, role, by)


@transaction.atomic
def change_role(*, city: Municipality, account: Any, role: Role, by: Any) -> None:
    """Let `account` hold `role` for `city`, and no other. Raises ValidationError for its last administrator."""
    groups = _hold(city, by)
    before = _role_in(account, groups)
    if role != Role.ADMINISTRATOR:
        _need_another_administrator(account, groups)
    account.groups.remove(*groups.values())
    account.groups.add(groups[role])
    log(account, "pomost.change_role", user=by, data={"city": city.name, "from": before.value, "to": role.value})


@transaction.atomic
def take_role(*, city: Municipality, account: Any, by: Any) -> None:
    """Take from `account` what it may do for `city`. Raises ValidationError for its last administrator.

    An account to which nothing is left is deactivated, not deleted: the history goes on naming it.
    """
    groups = _hold(city, by)
    before = _role_in(account, groups)
    _need_another_administrator(account, groups)
    account.groups.remove(*groups.values())
    if not account.is_superuser and not account.groups.exists():
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_sessions(account)
    log(account, "pomost.take_role", user=by, data={"city": city.name, "from": before.value})


@transaction.atomic
def reset_second_factor(*, city: Municipality, account: Any, by: Any) -> None:
    """Let an account of `city` that lost its phone sign in by its password, and write to it that this was done.

    Raises ValidationError for the own account, and for one that may do more than `by` could give it: whoever could
    reset that one would weaken what is not theirs.
    """
    _role_in(account, _hold(city, by))
    if account == by:
        raise ValidationError(_("Your own second factor is changed under Account, Signing in."))
    if not by.is_superuser and holds_roles_beyond(account, administered_by(by)):
        raise ValidationError(_("The second factor of this account is reset by whoever runs Pomost."))
    drop_second_factor(account=account, by=by)
    context = {"by": _name(by), "city": city}
    send_soon(to=account.email, template="desk/city_accounts/second_factor_reset.txt", context=context)


def _hold(city: Municipality, by: Any) -> dict[Role, Any]:
    """The city's groups, kept from everybody else until the transaction ends: two cannot remove each other."""
    if not administered_by(by).filter(pk=city.pk).exists():
        raise PermissionDenied
    held = CityGroup.objects.select_for_update().filter(city=city).select_related("group")
    groups = {Role(each.role): each.group for each in held}
    return groups if len(groups) == len(Role) else city_groups(city)


def _role_in(account: Any, groups: dict[Role, Any]) -> Role:
    """The highest role that `account` holds by these groups; PermissionDenied where it holds none."""
    held = set(account.groups.values_list("pk", flat=True))
    found = [role for role, group in groups.items() if group.pk in held]
    if not found:
        raise PermissionDenied
    return max(found, key=list(Role).index)


def _need_another_administrator(account: Any, groups: dict[Role, Any]) -> None:
    administrators = groups[Role.ADMINISTRATOR].user_set.filter(is_active=True)
    if not administrators.exclude(pk=account.pk).exists():
        raise ValidationError(_("This is the last administrator of the city. Make somebody else one first."))


def _new_account(email: str, first_name: str, last_name: str) -> Any:
    users = get_user_model()._default_manager
    username = email.lower()
    if users.filter(username=username).exists():  # of somebody whose address is another one by now
        username = f"{username}-{get_random_string(4, 'abcdefghjkmnpqrstuvwxyz')}"
    account = users.create_user(username, email, first_name=first_name, last_name=last_name)
    UserProfile.objects.create(user=account, preferred_language=get_language() or "")
    return account


def _write(account: Any, city: Municipality, role: Role, by: Any) -> None:
    profile = UserProfile.objects.filter(user=account).first()
    language = (profile and profile.preferred_language) or get_language()
    context: dict[str, Any] = {"by": _name(by), "city": city, "role": role.label, "account": account}
    if not account.has_usable_password():
        context["uid"] = urlsafe_base64_encode(force_bytes(account.pk))
        context["token"] = default_token_generator.make_token(account)
    send_soon(to=account.email, template="desk/city_accounts/invitation.txt", context=context, language=language)


def _name(account: Any) -> str:
    return account.get_full_name() or account.get_username()
