"""What an account may do is asked in one query, and is what Django and Wagtail would answer."""

from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from pomost.desk.accounts import DeskBackend
from pomost.desk.models import Role
from pomost.desk.permissions import PUBLISH, cities_of
from pomost.desk.reports import may_see_all
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(site: CitySettings, leszno: Municipality) -> Any:
    """An editor of Leszno who may do one thing more, by an account's own permission and by a second group."""
    user = get_user_model().objects.create_user("ewa", password="a-long-pass-phrase")
    more = Group.objects.create(name="More")
    more.permissions.add(Permission.objects.get(codename="add_user"))
    user.groups.add(city_groups(leszno)[Role.EDITOR], more)
    user.user_permissions.add(
        Permission.objects.get(codename="change_site"), Permission.objects.get(codename="add_user")
    )
    return user


def test_permissions_are_those_that_django_finds(user: Any) -> None:
    fresh = get_user_model().objects.get(pk=user.pk)
    expected = ModelBackend().get_all_permissions(fresh)
    assert {"auth.add_user", "wagtailcore.change_site", "wagtailadmin.access_admin"} < expected
    loaded = DeskBackend().get_user(user.pk)
    with CaptureQueriesContext(connection) as queries:
        assert loaded.get_all_permissions() == expected
        assert cities_of(loaded, PUBLISH) == cities_of(fresh, PUBLISH)
        assert may_see_all(loaded)
        for policy in (PagePermissionPolicy(), CollectionPermissionPolicy(Group)):
            assert len(policy.get_cached_permissions_for_user(loaded)) > 0
    assert len(queries) == 2  # one for the account that was loaded, one for the cities of the fresh one


def test_pages_and_files_are_those_that_wagtail_finds(user: Any) -> None:
    loaded = DeskBackend().get_user(user.pk)
    loaded.get_all_permissions()
    for policy in (PagePermissionPolicy(), CollectionPermissionPolicy(Group)):
        found = {each.pk for each in policy.get_all_permissions_for_user(loaded)}
        assert {each.pk for each in policy.get_cached_permissions_for_user(loaded)} == found


def test_who_shares_the_installation_does_not_see_all(user: Any, suhl: Municipality) -> None:
    city_groups(suhl)
    loaded = DeskBackend().get_user(user.pk)
    loaded.get_all_permissions()
    assert not may_see_all(loaded)


def test_who_is_not_active_may_nothing_and_does_not_get_in(user: Any, rf: RequestFactory) -> None:
    user.is_active = False
    user.save()
    assert DeskBackend().get_user(user.pk) is None
    assert DeskBackend().get_all_permissions(user) == set()
    assert authenticate(rf.post("/admin/login/"), username="ewa", password="a-long-pass-phrase") is None


def test_a_superuser_may_everything_and_nobody_may_it_for_one_object_alone(user: Any) -> None:
    chief = get_user_model().objects.create_superuser("chief")
    loaded = DeskBackend().get_user(chief.pk)
    assert loaded.has_perm("auth.delete_user")
    assert loaded.get_all_permissions() == ModelBackend().get_all_permissions(chief)
    assert DeskBackend().get_all_permissions(user, obj=user) == set()


def test_an_account_that_is_gone_is_nobody(db: None) -> None:
    assert DeskBackend().get_user(999_999) is None
