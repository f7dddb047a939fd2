"""What an account may do, asked in one query instead of seven: every page of the desk asks all of it for its menu."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from pomost.desk.models import CityGroup
from pomost.desk.permissions import remember_roles
from pomost.register.fetching import fetch_together


class DeskBackend(ModelBackend):
    """Django's accounts and permissions, as they are, with what the admin needs of an account beside it."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **kwargs: Any) -> Any:
        """The account of that name and password, if it may open the desk: nothing else is behind a login.

        Turned away here, an account that may not is in no answer different from one that does not exist.
        """
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return user if user is not None and user.has_perm("wagtailadmin.access_admin") else None

    def get_user(self, user_id: Any) -> Any:
        """The account with its profile, in which the officer's language and time zone stand."""
        users = get_user_model()._default_manager.select_related("wagtail_userprofile")
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            load_permissions(user_obj)
        return user_obj._perm_cache


def load_permissions(user: Any) -> None:
    """Leave in `user` its permissions and roles, where Django, Wagtail and desk.permissions keep them for a request.

    Costs one query; a superuser's, who may do everything, are Django's affair.
    """
    if user.is_superuser:
        user._perm_cache = ModelBackend().get_all_permissions(user)
        return
    granted = Permission.objects.filter(Q(user=user) | Q(group__user=user)).select_related("content_type").distinct()
    of_pages = GroupPagePermission.objects.filter(group__user=user).select_related("page", "permission")
    of_files = GroupCollectionPermission.objects.filter(group__user=user).select_related("collection", "permission")
    of_sites = GroupSitePermission.objects.filter(group__user=user).select_related("site", "permission")
    roles = CityGroup.objects.filter(group__user=user)
    elsewhere = CityGroup.objects.exclude(city__in=CityGroup.objects.filter(group__user=user).values("city"))
    policies = PagePermissionPolicy, CollectionPermissionPolicy, SitePermissionPolicy
    permissions, *of_parts, held, others = fetch_together(granted, of_pages, of_files, of_sites, roles, elsewhere)
    user._perm_cache = {f"{each.content_type.app_label}.{each.codename}" for each in permissions}
    for policy, found in zip(policies, of_parts, strict=True):
        setattr(user, policy.permission_cache_name, found)
    remember_roles(user, ((each.city_id, each.role) for each in held))
    user._sees_all_cities = not others
