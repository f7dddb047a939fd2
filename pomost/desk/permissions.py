"""Who may do what with which record: the one place that decides it.

A role is held for a city. It permits its actions with the records that this city keeps, and with no others.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.functional import cached_property
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from pomost.desk.models import CityGroup, Role
from pomost.places.models import Municipality
from pomost.register.models import Record
from pomost.register.queries import record_kinds

READ = frozenset({"view"})
WRITE = READ | {"add", "change"}
PUBLISH = WRITE | {"publish", "delete", "lock", "unlock"}
ANSWER = frozenset({"publish"})  # visitors' messages: who may publish for a city speaks for it
ACTIONS = {Role.READER: READ, Role.EDITOR: WRITE, Role.PUBLISHER: PUBLISH, Role.ADMINISTRATOR: PUBLISH}


class KeeperPolicy(BasePermissionPolicy):
    """What a user may do with records: see ACTIONS. A superuser may do everything, who is not active nothing."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may do it with the records of some city."""
        return user.is_active and (user.is_superuser or any(action in actions for actions in _by_city(user).values()))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return user.is_active and (user.is_superuser or action in _by_city(user).get(instance.keeper_id, ()))

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> "QuerySet[Any]":
        return self.model._default_manager.filter(self.own(user, actions))

    def own(self, user: Any, actions: Collection[str]) -> Q:
        """The condition on records that the user may do any of `actions` with them."""
        if user.is_active and user.is_superuser:
            return Q()
        return Q(keeper__in=cities_of(user, actions))

    def users_with_any_permission(self, actions: Collection[str]) -> "QuerySet[Any]":
        return _users(Q(groups__city_group__role__in=_roles_with(actions)))

    def users_with_any_permission_for_instance(self, actions: Collection[str], instance: Any) -> "QuerySet[Any]":
        held = CityGroup.objects.filter(role__in=_roles_with(actions), city=instance.keeper_id)
        return _users(Q(groups__city_group__in=held))

    def of(self, record: Record) -> "RecordPolicy":
        """The policy as it is for `record` alone."""
        return RecordPolicy(self.model, record)


class RecordPolicy(KeeperPolicy):
    """What a user may do with one record, for views that ask without naming it."""

    def __init__(self, model: type[Model], record: Record) -> None:
        super().__init__(model)
        self.record = record

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_permission_for_instance(user, action, self.record)


class CityBound:
    """Mixed into every view of records: without a role for the record's city nobody gets past it."""

    object: Any
    model: Any
    request: Any

    @cached_property
    def permission_policy(self) -> KeeperPolicy:
        """The policy of the kind of record; of the one record, where the view shows one."""
        policy = KeeperPolicy(self.model)
        record = getattr(self, "object", None)
        return policy.of(record) if isinstance(record, Record) and record.pk is not None else policy

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer, if the user has a role for the city that keeps the record."""
        if not self.permission_policy.user_has_any_permission(request.user, PUBLISH):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def cities_of(user: Any, actions: Collection[str]) -> list[int]:
    """The keys of the cities with whose records `user` may do any of `actions`, superusers aside."""
    return [city for city, permitted in _by_city(user).items() if permitted & set(actions)]


def keepers_for(user: Any, actions: Collection[str]) -> "QuerySet[Municipality]":
    """The cities for which `user` may keep records by any of `actions`."""
    if user.is_active and user.is_superuser:
        return Municipality.objects.all()
    return Municipality.objects.filter(pk__in=cities_of(user, actions))


def may_answer(user: Any) -> bool:
    """Whether `user` reads and answers what visitors write to some city."""
    return user.is_active and (user.is_superuser or bool(cities_of(user, ANSWER)))


def administered_by(user: Any) -> "QuerySet[Municipality]":
    """The cities whose accounts `user` may invite, change and take away; a superuser those of every city with roles."""
    if user.is_active and user.is_superuser:
        return Municipality.objects.filter(pk__in=CityGroup.objects.values("city"))
    return Municipality.objects.filter(pk__in=administered_keys(user))


def administered_keys(user: Any) -> frozenset[int]:
    """The keys of the cities of which `user` is an administrator, superusers aside; costs no query of its own."""
    if not _by_city(user):
        return frozenset()
    return frozenset(city for city, role in user._role_by_city.items() if role == Role.ADMINISTRATOR)


def register_policies() -> None:
    """Let Wagtail ask this policy about every kind of record."""
    for kind in record_kinds():
        register_permission_policy(kind, KeeperPolicy(kind))


def _by_city(user: Any) -> dict[int, frozenset[str]]:
    """What `user` may do, city by city; asked once a request."""
    if not user.is_active or not user.is_authenticated:
        return {}
    if not hasattr(user, "_actions_by_city"):
        remember_roles(user, CityGroup.objects.filter(group__user=user).values_list("city", "role"))
    held: dict[int, frozenset[str]] = user._actions_by_city
    return held


def remember_roles(user: Any, roles: Iterable[tuple[int, str]]) -> None:
    """Keep in `user`, for the rest of the request, the `roles` that it holds: a city's key and a role each."""
    found: dict[int, frozenset[str]] = {}
    highest: dict[int, Role] = {}
    for city, held in roles:
        role = Role(held)
        found[city] = found.get(city, frozenset()) | ACTIONS[role]
        highest[city] = max(role, highest.get(city, role), key=list(Role).index)
    user._actions_by_city = found
    user._role_by_city = highest


def role_of(user: Any, record: Record) -> str:
    """The highest role that `user` holds for the city that keeps `record`; a superuser is an administrator of all."""
    if user.is_active and user.is_superuser:
        return Role.ADMINISTRATOR.value
    return user._role_by_city.get(record.keeper_id, "") if _by_city(user) else ""


def _roles_with(actions: Collection[str]) -> list[Role]:
    return [role for role, permitted in ACTIONS.items() if permitted & set(actions)]


def _users(condition: Q) -> "QuerySet[Any]":
    users = get_user_model()._default_manager.filter(is_active=True)
    return users.filter(condition | Q(is_superuser=True)).distinct()
