"""Every role, every action, in the own city and in another one: what may be done is done, what may not is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, WorkflowState
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from pomost.desk.models import KeeperApproval, Role
from pomost.desk.permissions import ACTIONS
from pomost.desk.reports import OF_ALL_RECORDS
from pomost.desk.roles import city_groups, collection_of
from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, save_draft
from pomost.register.models import Activity, Area, Partnership
from pomost.register.queries import record_kinds
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import WHY, typed

pytestmark = pytest.mark.django_db

Attempt = Callable[[Client, Client, Partnership], bool]


def holder(role: Role, city: Municipality, name: str = "") -> Any:
    """Somebody with `role` for `city`, whose admin speaks English."""
    user = get_user_model().objects.create_user(name or f"{role}-{city.slug}", email=f"{role}@{city.slug}.example")
    user.groups.add(city_groups(city)[role])
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def at_the_desk(user: Any) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def gdynia(db: None) -> Municipality:
    """Another city that keeps records in the same installation."""
    return factories.municipality("Gdynia", "PL", 54.5189, 18.5305)


@pytest.fixture
def anybody(db: None) -> Client:
    """Who may do everything: from here the tests take what a browser would send."""
    return at_the_desk(get_user_model().objects.create_superuser("root"))


@pytest.fixture
def records(site: CitySettings, leszno: Municipality, gdynia: Municipality, suhl: Municipality) -> dict[str, Any]:
    """One partnership of the own city, one of another."""
    return {"own": factories.partnership(leszno, suhl), "other": factories.partnership(gdynia, suhl)}


def fresh(record: Partnership) -> Partnership:
    found: Partnership = Partnership.everything.get(pk=record.pk)
    return found


def sent(anybody: Client, record: Partnership, **more: Any) -> dict[str, Any]:
    return {**typed(form_at(anybody, url(Partnership, "edit", record.pk))), "since": "1999", **more}


def listed(client: Client, _anybody: Client, record: Partnership) -> bool:
    response = client.get(url(Partnership, "list"))
    return response.status_code == 200 and str(record) in response.content.decode()


def chosen(client: Client, _anybody: Client, record: Partnership) -> bool:
    response = client.get(reverse(Partnership.snippet_viewset.chooser_viewset.get_url_name("choose_results")))
    return response.status_code == 200 and str(record) in response.content.decode()


def shown_by(view: str, *more: Any) -> Attempt:
    def attempt(client: Client, _anybody: Client, record: Partnership) -> bool:
        return client.get(url(Partnership, view, record.pk, *more)).status_code == 200

    return attempt


def previewed(client: Client, anybody: Client, record: Partnership) -> bool:
    address = url(Partnership, "preview_on_edit", record.pk)
    data = sent(anybody, record)
    return client.post(address, data).status_code == 200 and client.get(address).status_code == 200


def drafted(client: Client, anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "edit", record.pk), sent(anybody, record))
    return str(fresh(record).get_latest_revision_as_object().since) == "1999"


def submitted(client: Client, anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "edit", record.pk), sent(anybody, record, **{**WHY, "action-submit": "1"}))
    return bool(fresh(record).workflow_in_progress)


def published(client: Client, anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "edit", record.pk), sent(anybody, record, **{**WHY, "action-publish": "1"}))
    return str(fresh(record).since) == "1999"


def withdrawn(client: Client, _anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "unpublish", record.pk))
    return not fresh(record).live


def deleted(client: Client, _anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "delete", record.pk))
    return fresh(record).deleted_at is not None


def deleted_with_others(client: Client, _anybody: Client, record: Partnership) -> bool:
    address = reverse("wagtail_bulk_action", args=["register", "partnership", "delete"])
    client.post(f"{address}?id={record.pk}")
    return fresh(record).deleted_at is not None


def brought_back(client: Client, _anybody: Client, record: Partnership) -> bool:
    delete_record(record=record)
    client.post(reverse("desk_bin:restore", args=["partnership", record.pk]))
    return fresh(record).deleted_at is None


def seen_in_the_bin(client: Client, _anybody: Client, record: Partnership) -> bool:
    delete_record(record=record)
    response = client.get(reverse("desk_bin:list"))
    return response.status_code == 200 and str(record) in response.content.decode()


def locked(client: Client, _anybody: Client, record: Partnership) -> bool:
    client.post(url(Partnership, "lock", record.pk))
    return bool(fresh(record).locked)


def added(client: Client, anybody: Client, record: Partnership) -> bool:
    form = typed(form_at(anybody, url(Activity, "add")), name_pl="Wizyta", keeper=record.keeper_id)
    client.post(url(Activity, "add"), form)
    return Activity.objects.filter(keeper=record.keeper_id).exists()


def added_and_published(client: Client, anybody: Client, record: Partnership) -> bool:
    form = typed(form_at(anybody, url(Activity, "add")), name_pl="Wizyta", keeper=record.keeper_id)
    client.post(url(Activity, "add"), {**form, **WHY, "action-publish": "1"})
    return Activity.objects.filter(keeper=record.keeper_id, live=True).exists()


READING: dict[str, Attempt] = {
    "list": listed,
    "read": shown_by("inspect"),
    "history": shown_by("history"),
    "compare": shown_by("revisions_compare", "live", "latest"),
    "choose": chosen,
}
WRITING: dict[str, Attempt] = {
    "open the form": shown_by("edit"),
    "preview": previewed,
    "draft": drafted,
    "submit": submitted,
    "add": added,
}
PUBLISHING: dict[str, Attempt] = {
    "publish": published,
    "add and publish": added_and_published,
    "withdraw": withdrawn,
    "delete": deleted,
    "delete with others": deleted_with_others,
    "see in the bin": seen_in_the_bin,
    "bring back": brought_back,
    "lock": locked,
}
ATTEMPTS = READING | WRITING | PUBLISHING
MAY = {
    Role.READER: set(READING),
    Role.EDITOR: set(READING | WRITING),
    Role.PUBLISHER: set(ATTEMPTS),
    Role.ADMINISTRATOR: set(ATTEMPTS),
}


def attempted(client: Client, anybody: Client, record: Partnership) -> set[str]:
    """The actions that `client` can do with `record`; each is undone before the next."""
    done = set()
    for action, attempt in ATTEMPTS.items():
        savepoint = transaction.savepoint()
        if attempt(client, anybody, record):
            done.add(action)
        transaction.savepoint_rollback(savepoint)
    return done


@pytest.mark.parametrize("role", Role)
def test_a_role_permits_its_actions_in_its_own_city_and_none_in_another(
    records: dict[str, Any], leszno: Municipality, anybody: Client, role: Role
) -> None:
    client = at_the_desk(holder(role, leszno))
    assert attempted(client, anybody, records["own"]) == MAY[role]
    assert attempted(client, anybody, records["other"]) == set()


def test_who_has_no_role_does_nothing(records: dict[str, Any], anybody: Client) -> None:
    nobody = at_the_desk(get_user_model().objects.create_user("nobody"))
    dismissed = holder(Role.ADMINISTRATOR, records["own"].keeper)
    left = at_the_desk(dismissed)
    dismissed.is_active = False
    dismissed.save()
    for client in (nobody, left, Client(headers={"host": "localhost"})):
        assert attempted(client, anybody, records["own"]) == set()


@pytest.mark.parametrize("role", Role)
def test_the_policy_is_the_same_for_every_kind(leszno: Municipality, gdynia: Municipality, role: Role) -> None:
    user = holder(role, leszno)
    for kind in record_kinds():
        policy = policy_registry.get_by_type(kind)
        for action in ACTIONS[Role.ADMINISTRATOR]:
            may = action in ACTIONS[role]
            assert policy.user_has_permission_for_instance(user, action, kind(keeper=leszno)) is may
            assert policy.user_has_permission_for_instance(user, action, kind(keeper=gdynia)) is False
            assert (user in policy.users_with_permission_for_instance(action, kind(keeper=leszno))) is may
            assert user not in policy.users_with_permission_for_instance(action, kind(keeper=gdynia))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR])
def test_a_form_offers_what_the_role_permits(records: dict[str, Any], leszno: Municipality, role: Role) -> None:
    html = at_the_desk(holder(role, leszno)).get(url(Partnership, "edit", records["own"].pk)).content.decode()
    assert ('name="action-publish"' in html) is (role != Role.EDITOR)
    assert "Submit for approval" in html


def test_two_roles_in_two_cities_are_kept_apart(records: dict[str, Any], anybody: Client) -> None:
    user = holder(Role.PUBLISHER, records["own"].keeper)
    user.groups.add(city_groups(records["other"].keeper)[Role.READER])
    client = at_the_desk(user)
    assert published(client, anybody, records["own"])
    assert listed(client, anybody, records["other"])
    assert not drafted(client, anybody, records["other"])


def test_a_record_is_not_handed_to_a_city_for_which_one_may_not_write(
    records: dict[str, Any], leszno: Municipality, gdynia: Municipality, anybody: Client
) -> None:
    client = at_the_desk(holder(Role.ADMINISTRATOR, leszno))
    data = sent(anybody, records["own"], keeper=gdynia.pk)
    response = client.post(url(Partnership, "edit", records["own"].pk), data)
    assert response.context["form"].errors["keeper"] == ["Choose a city whose records you may write: Leszno."]
    assert fresh(records["own"]).get_latest_revision_as_object().keeper == leszno


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, set()),
        (Role.EDITOR, {"add"}),
        (Role.PUBLISHER, {"add", "change"}),
        (Role.ADMINISTRATOR, {"add", "change", "delete"}),
    ],
)
def test_reference_lists(leszno: Municipality, anybody: Client, role: Role, may: set[str]) -> None:
    client = at_the_desk(holder(role, leszno))
    area = Area.objects.create(name=factories.translated("Culture"))
    names = {f"name_{code}": "Sport" for code, _name in settings.LANGUAGES}
    assert client.get(url(Area, "list")).status_code == 200
    client.post(url(Area, "add"), names)
    client.post(url(Area, "edit", area.pk), names)
    done = set()
    if Area.objects.count() == 2:
        done.add("add")
    if str(Area.objects.get(pk=area.pk)) == "Sport":
        done.add("change")
    client.post(url(Area, "delete", area.pk))
    if not Area.objects.filter(pk=area.pk).exists():
        done.add("delete")
    assert done == may


@pytest.mark.parametrize("role", Role)
def test_pages_of_the_own_city_alone(
    site: CitySettings, gdynia: Municipality, leszno: Municipality, role: Role
) -> None:
    home = site.site.root_page
    own, stranger = holder(role, leszno), holder(role, gdynia)
    permissions = home.permissions_for_user(own)
    assert permissions.can_edit() is (role != Role.READER)
    assert permissions.can_publish() is (role in {Role.PUBLISHER, Role.ADMINISTRATOR})
    for page in Page.objects.all():
        assert not page.permissions_for_user(stranger).can_edit()


@pytest.mark.parametrize("role", Role)
def test_files_of_the_own_city_alone(leszno: Municipality, gdynia: Municipality, role: Role) -> None:
    user = holder(role, leszno)
    policy = policy_registry.get_by_type(get_image_model())
    permitted = set(policy.collections_user_has_any_permission_for(user, ["add", "change", "choose"]))
    assert permitted == (set() if role == Role.READER else {collection_of(leszno)})
    assert collection_of(gdynia) not in permitted
    assert Collection.get_first_root_node() not in permitted


@pytest.mark.parametrize("role", Role)
def test_settings_are_for_administrators_of_the_city(
    site: CitySettings, leszno: Municipality, gdynia: Municipality, role: Role
) -> None:
    address = reverse("wagtailsettings:edit", args=["website", "citysettings", site.site_id])
    own, stranger = at_the_desk(holder(role, leszno)), at_the_desk(holder(role, gdynia))
    assert (own.get(address).status_code == 200) is (role == Role.ADMINISTRATOR)
    assert stranger.get(address).status_code != 200


class TestApproval:
    """An editor's change is published by a publisher of the same city, or sent back with a remark."""

    @pytest.fixture
    def waiting(self, records: dict[str, Any], leszno: Municipality, gdynia: Municipality, anybody: Client) -> Any:
        """The own city's record, submitted by an editor; publishers of both cities have an account."""
        holder(Role.PUBLISHER, leszno)
        holder(Role.PUBLISHER, gdynia)
        editor = at_the_desk(holder(Role.EDITOR, leszno))
        mail.outbox.clear()
        assert submitted(editor, anybody, records["own"])
        return fresh(records["own"])

    def act(self, name: str, record: Any, action: str, **data: Any) -> None:
        user = get_user_model().objects.get(username=name)
        state = record.current_workflow_task_state
        at_the_desk(user).post(url(Partnership, "workflow_action", record.pk, action, state.pk), data)

    def test_the_publishers_of_the_city_get_mail_and_no_one_else(self, waiting: Any) -> None:
        assert [message.to for message in mail.outbox] == [["publisher@leszno.example"]]

    def test_it_waits_on_the_first_page_of_those_who_may_approve(self, waiting: Any) -> None:
        task = KeeperApproval.objects.get()
        users = {user.username: user for user in get_user_model().objects.all()}
        mine = {name: list(task.get_task_states_user_can_moderate(user)) for name, user in users.items()}
        assert mine["publisher-leszno"] == [waiting.current_workflow_task_state]
        assert mine["editor-leszno"] == mine["publisher-gdynia"] == []

    def test_approving_publishes(self, waiting: Any) -> None:
        self.act("publisher-leszno", waiting, "approve")
        assert str(fresh(waiting).since) == "1999"

    def test_sending_back_keeps_the_remark_and_publishes_nothing(self, waiting: Any) -> None:
        self.act("publisher-leszno", waiting, "reject", comment="W źródle jest 1984")
        state = WorkflowState.objects.get()
        assert (state.status, state.current_task_state.comment) == ("needs_changes", "W źródle jest 1984")
        assert not fresh(waiting).since
        editor = at_the_desk(get_user_model().objects.get(username="editor-leszno"))
        html = editor.get(url(Partnership, "edit", waiting.pk)).content.decode()
        assert "Sent back by publisher-leszno on" in html
        assert "W źródle jest 1984" in html
        assert "Submit for approval again" in html

    @pytest.mark.parametrize("name", ["editor-leszno", "publisher-gdynia"])
    def test_nobody_else_approves(self, waiting: Any, name: str) -> None:
        self.act(name, waiting, "approve")
        assert not fresh(waiting).since
        assert WorkflowState.objects.get().status == "in_progress"

    def test_an_editor_waits_while_it_is_being_approved(self, waiting: Any, anybody: Client) -> None:
        editor = at_the_desk(get_user_model().objects.get(username="editor-leszno"))
        data = sent(anybody, waiting, until="2001")
        editor.post(url(Partnership, "edit", waiting.pk), data)
        assert not fresh(waiting).get_latest_revision_as_object().until


def test_groups_are_made_once_and_bear_names(site: CitySettings, leszno: Municipality) -> None:
    groups = city_groups(leszno)
    assert city_groups(leszno) == groups
    assert len({group.name for group in groups.values()}) == len(Role)
    assert all(group.name.startswith("Leszno: ") for group in groups.values())


def test_a_draft_of_another_city_is_nowhere(
    records: dict[str, Any], leszno: Municipality, gdynia: Municipality
) -> None:
    record = records["other"]
    record.since = "1971"
    save_draft(record=record)
    city_groups(gdynia)
    client = at_the_desk(holder(Role.ADMINISTRATOR, leszno))
    reports = [f"wagtailadmin_reports:{name}{part}" for name in OF_ALL_RECORDS for part in ("", "_results")]
    for address in (*map(reverse, reports), reverse("wagtailadmin_home"), url(Partnership, "list")):
        assert "Gdynia – Suhl" not in client.get(address, follow=True).content.decode(), address


def test_with_one_city_the_reports_on_all_records_are_open(records: dict[str, Any], leszno: Municipality) -> None:
    client = at_the_desk(holder(Role.ADMINISTRATOR, leszno))
    assert "Leszno – Suhl" in client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
