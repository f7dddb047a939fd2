"""The history of a page: the same rows as that of a record, written when Wagtail saves, publishes and withdraws it."""

from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from pomost.register.models import Change, Note
from pomost.register.models.change import Public
from pomost.website.settings import CitySettings


class PageHistory:
    """Mixed into every page of the site. Where it belongs to no city yet, nothing is kept.

    A page holds no facts of the register, so no reason is asked for; what its author says is kept.
    """

    pk: Any
    live_revision_id: Any
    get_content_type: Any
    note: Note | None = None
    private_fields: ClassVar[frozenset[str]] = frozenset()
    untold_fields: ClassVar[frozenset[str]] = frozenset(
        field.name for field in Page._meta.concrete_fields if field.name not in {"title", "search_description"}
    ) | {"page_ptr"}

    @classmethod
    def shows_facts(cls, _content: Any) -> bool:
        """Facts are shown from records: a page's own words are prose."""
        return False

    @property
    def keeper_id(self) -> int | None:
        """The key of the city to whose site the page belongs."""
        return city_key_of(self)

    def save_revision(self, user: Any = None, *args: Any, **kwargs: Any) -> Revision:
        """As Wagtail's, and keep in the history who saved the version and why: `note`."""
        page: Any = self
        with transaction.atomic():
            before = page.latest_revision.content if page.latest_revision else None
            revision: Revision = super().save_revision(user, *args, **kwargs)  # type: ignore[misc]  # Page's
            if self.keeper_id is not None:
                Change.objects.note_saved(self, revision, before, user)
            self.note = None  # it was said of this version
        return revision


def city_key_of(page: Any) -> int | None:
    """The key of the city to whose site `page` belongs, or None; costs a query."""
    language_home = Page.objects.filter(depth=2, path=page.path[: 2 * Page.steplen])
    keys = language_home.values("translation_key")
    found = CitySettings.objects.filter(site__root_page__translation_key__in=keys)
    return found.values_list("home", flat=True).first()


def follow_pages() -> None:
    """Keep in the history what Wagtail makes public, by whichever of its ways."""
    page_published.connect(_published, dispatch_uid="page_history_published")
    page_unpublished.connect(_withdrawn, dispatch_uid="page_history_withdrawn")


@transaction.atomic
def _published(instance: Any, revision: Revision, **_more: Any) -> None:
    if not isinstance(instance, PageHistory) or instance.keeper_id is None:
        return
    _hold(instance)
    Change.objects.note_published(instance, revision, _public_before(instance), revision.user, _moment(instance))


@transaction.atomic
def _withdrawn(instance: Any, **_more: Any) -> None:
    if not isinstance(instance, PageHistory) or instance.keeper_id is None:
        return
    _hold(instance)
    Change.objects.note_withdrawn(instance, None, getattr(get_active_log_context(), "user", None))


def note_first_publications(pages: Any) -> None:
    """Keep of `pages` that a program has put there that they are public since their own moments of publication."""
    for page in pages:
        revision = Page.save_revision(page, clean=False)
        Revision.objects.filter(pk=revision.pk).update(created_at=page.first_published_at)
        Page.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
        nothing = Public(was_published=False, content=None, since=None, slug="")
        Change.objects.note_published(page, revision, nothing, None, page.first_published_at)
        Change.objects.of(page).update(made_at=page.first_published_at)


def _hold(page: Any) -> None:
    """Hold the row of `page`, so that nobody takes the same number."""
    Page.objects.select_for_update().filter(pk=page.pk).values_list("pk").first()


def _moment(page: Any) -> Any:
    return page.last_published_at or timezone.now()


def _public_before(page: PageHistory) -> Public:
    """What the public saw of `page` until now, as far as the history knows."""
    public = Change.objects.of(page).filter(number__isnull=False).order_by("-number")
    last = public.select_related("revision").first()
    if last is None:
        return Public(was_published=False, content=None, since=None, slug="")
    content = None if last.is_withdrawal or last.revision is None else last.revision.content
    return Public(was_published=True, content=content, since=last.published_at, slug="")
