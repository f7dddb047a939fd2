"""The groups of a city: who holds which role, and what belongs to a role beside the records."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext, override
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from pomost.desk.models import CityGroup, KeeperApproval, Role
from pomost.desk.permissions import ACTIONS
from pomost.places.models import Municipality
from pomost.register.models import Area, ExchangeRate, Programme, Scheme
from pomost.register.queries import record_kinds
from pomost.website.settings import CitySettings
from pomost.website.standing.statement import AccessibilityStatement

REFERENCES: tuple[type[Model], ...] = (Municipality, Area, Scheme, Programme, ExchangeRate)
# What each role may do with the reference lists, which all cities share, with pages and with files of its city.
WITH_REFERENCES = {
    Role.READER: ("view",),
    Role.EDITOR: ("view", "add"),
    Role.PUBLISHER: ("view", "add", "change"),
    Role.ADMINISTRATOR: ("view", "add", "change", "delete"),
}
WITH_PAGES = {
    Role.READER: (),
    Role.EDITOR: ("add", "change"),
    Role.PUBLISHER: ("add", "change", "publish"),
    Role.ADMINISTRATOR: ("add", "change", "publish"),
}
WITH_FILES = {
    Role.READER: (),
    Role.EDITOR: ("add", "change", "choose"),
    Role.PUBLISHER: ("add", "change", "choose", "delete"),
    Role.ADMINISTRATOR: ("add", "change", "choose", "delete"),
}
APPROVERS = (Role.PUBLISHER, Role.ADMINISTRATOR)


@transaction.atomic
def city_groups(city: Municipality) -> dict[Role, Group]:
    """Return the group of each role for `city`, with exactly the permissions that its work needs.

    What a role permits with records stands in desk.permissions; here stands the rest: reference lists, the pages of
    the city's sites in all languages, files, and for administrators the settings of these sites. Call it again after
    a language or a site was added.
    """
    groups = {role: _group(city, role) for role in Role}
    collection = collection_of(city)
    for role, group in groups.items():
        group.permissions.set(
            [
                Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
                *_permissions(REFERENCES, WITH_REFERENCES[role]),
                # Wagtail asks for these in some places; desk.permissions binds them to the city.
                *_permissions(record_kinds(), ACTIONS[role]),
            ]
        )
        _permit_pages(group, city, WITH_PAGES[role])
        _permit_files(group, collection, WITH_FILES[role])
        _permit_settings(group, city, is_permitted=role == Role.ADMINISTRATOR)
    _set_up_record_workflow()
    _set_up_page_workflow(city, [groups[role] for role in APPROVERS])
    return groups


def collection_of(city: Municipality) -> Collection:
    """Return the collection of the files of `city`."""
    root = Collection.get_first_root_node()
    existing = root.get_children().filter(name=city.name).first()
    return existing or root.add_child(name=city.name)


def _group(city: Municipality, role: Role) -> Group:
    held = CityGroup.objects.filter(city=city, role=role).select_related("group").first()
    if held is not None:
        return held.group
    with override(settings.LANGUAGE_CODE):
        group = Group.objects.create(name=f"{city.title}: {role.label}")
    CityGroup.objects.create(group=group, city=city, role=role)
    return group


def _permissions(models: Iterable[type[Model]], verbs: Iterable[str]) -> list[Permission]:
    """The permissions to do each of `verbs` with each of `models`; KeyError where Wagtail has not made one."""
    wanted = [(model, verb) for model in models for verb in verbs]
    types = ContentType.objects.get_for_models(*{model for model, _verb in wanted})
    found = {(p.content_type_id, p.codename): p for p in Permission.objects.filter(content_type__in=types.values())}
    return [found[types[model].pk, f"{verb}_{model._meta.model_name}"] for model, verb in wanted]


def _homes(city: Municipality) -> list[Page]:
    """The home pages of the city's sites in all languages."""
    sites = CitySettings.objects.filter(home=city).select_related("site__root_page")
    return [home for kept in sites for home in kept.site.root_page.get_translations(inclusive=True)]


def _permit_pages(group: Group, city: Municipality, verbs: Iterable[str]) -> None:
    GroupPagePermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=home, permission=permission)
        for permission in _permissions((Page,), verbs)
        for home in _homes(city)
    )


def _permit_files(group: Group, collection: Collection, verbs: Iterable[str]) -> None:
    GroupCollectionPermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=permission)
        for permission in _permissions((get_image_model(), get_document_model()), verbs)
    )


def _permit_settings(group: Group, city: Municipality, *, is_permitted: bool) -> None:
    GroupSitePermission.objects.filter(group=group).delete()
    if is_permitted:
        permissions = _permissions((CitySettings, AccessibilityStatement), ("change",))
        GroupSitePermission.objects.bulk_create(
            GroupSitePermission(group=group, site=kept.site, permission=permission)
            for permission in permissions
            for kept in CitySettings.objects.filter(home=city).select_related("site")
        )


def _set_up_record_workflow() -> None:
    """The way of a record from an editor to a publisher of its keeper; one for all cities."""
    if KeeperApproval.objects.exists():
        return
    with override(settings.LANGUAGE_CODE):
        workflow = _workflow(KeeperApproval.objects.create(name=gettext("Approval")))
    kinds = ContentType.objects.get_for_models(*record_kinds()).values()
    WorkflowContentType.objects.bulk_create(
        [WorkflowContentType(workflow=workflow, content_type=kind) for kind in kinds],
        ignore_conflicts=True,  # a workflow that somebody has set up stays
    )


def _set_up_page_workflow(city: Municipality, approvers: list[Group]) -> None:
    """The way of the city's pages from an editor to a publisher."""
    with override(settings.LANGUAGE_CODE):
        name = gettext("Approval of the pages of %(city)s") % {"city": city.title}
    task = GroupApprovalTask.objects.filter(groups__in=approvers).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(approvers)
        _workflow(task)
    workflow = task.workflows.get()
    for home in _homes(city):
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})


def _workflow(task: Task) -> Workflow:
    """A new workflow of this one task, and of the same name."""
    workflow = Workflow.objects.create(name=task.name)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow
