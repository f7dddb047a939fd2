"""The accounts that hold a role for a city, and who an e-mail address belongs to."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from pomost.desk.models import CityGroup, Role
from pomost.places.models import Municipality


@dataclass(frozen=True)
class Holder:
    """An account as a city sees it; what it may do for other cities is not in here."""

    account: Any
    role: Role
    has_second_factor: bool

    @property
    def name(self) -> str:
        """What the person is called."""
        return str(self.account.get_full_name() or self.account.get_username())

    @property
    def is_invited(self) -> bool:
        """Whether the invitation still waits for its answer."""
        return str(self.account.password).startswith(UNUSABLE_PASSWORD_PREFIX)


def holders_of(city: Municipality) -> list[Holder]:
    """Who holds a role for `city`, by name; who holds several, with the highest. One query."""
    accounts = (
        get_user_model()
        ._default_manager.filter(groups__city_group__city=city)
        .annotate(
            role_held=F("groups__city_group__role"),
            second_factor=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
        )
        .order_by("last_name", "first_name", "username")
    )
    rank = list(Role)
    highest: dict[int, Holder] = {}
    for account in accounts:
        held = Holder(account, Role(account.role_held), account.second_factor)
        known = highest.get(account.pk)
        if known is None or rank.index(held.role) > rank.index(known.role):
            highest[account.pk] = held
    return list(highest.values())


def holder_of(city: Municipality, key: int) -> Holder | None:
    """The account with that key, if it holds a role for `city`."""
    return next((holder for holder in holders_of(city) if holder.account.pk == key), None)


def account_at(email: str) -> Any:
    """The account of an e-mail address, active ones first; None where there is none."""
    return get_user_model()._default_manager.filter(email__iexact=email).order_by("-is_active", "pk").first()


def holds_roles_beyond(account: Any, cities: Any) -> bool:
    """Whether `account` may do anything that no role for one of `cities` gives."""
    others = CityGroup.objects.filter(group__user=account).exclude(city__in=cities)
    return bool(account.is_superuser) or others.exists()
