"""Publication data: who publishes, who answers for the content, who entered it, when, and why.

They are the five points of the Polish act on public information, article 8(6): the body that publishes; who answers for
the content; who entered it; when it was produced and when published; and that the moment of publication, which the
program itself writes down, is told to the second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from pomost.languages.translated import Translated
from pomost.register.change_words import role_in_words
from pomost.register.choices import ChangeKind
from pomost.register.models import Change, Office, Record
from pomost.website.signposts import Signpost


@dataclass(frozen=True)
class Origin:
    """How what stands on a page came about; all of it is empty where nothing is on record.

    `why` is the kind of the last change, `reason` what the office says about it.
    """

    entered_by: str = ""
    produced_at: datetime | None = None
    published_at: datetime | None = None
    why: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Publication:
    """What stands at the foot of every page."""

    publisher: Translated
    office: Office | None
    changed_at: datetime | None  # to the second
    origin: Origin = Origin()
    changes_url: str = ""

    @classmethod
    def of(
        cls, signpost: Signpost, changed: Iterable[datetime | None], origin: Origin | None = None, changes_url: str = ""
    ) -> "Publication":
        """Return the data of a page whose parts were last published at the moments `changed`."""
        latest = max((moment for moment in changed if moment), default=None)
        at = _to_the_second(latest)
        return cls(signpost.city.publisher, signpost.office, at, origin or Origin(), changes_url)


def _to_the_second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def origin_of_record(signpost: Signpost, record: Record) -> Origin:
    """How the facts of `record` as they are public came about: see loading.load_children."""
    change = record.last_change
    if change is None:
        return Origin(_("not on record"), None, _to_the_second(record.last_published_at))
    return origin_of_change(signpost, change)


def origin_of_change(signpost: Signpost, change: Change) -> Origin:
    """How the version that `change` brought came about."""
    return Origin(
        entered_by(signpost, change),
        _to_the_second(change.made_at),
        _to_the_second(change.published_at),
        capfirst(str(change.get_kind_display())),
        public_reason(change),
    )


def origin_of_page(signpost: Signpost, page: Page) -> Origin:
    """How the text of `page` came about; where the signpost did not find it, that costs one query."""
    found: Any = page
    if "produced_at" not in page.__dict__:
        found = page.live_revision
        user, produced_at = (found.user_id, found.created_at) if found else (None, None)
    else:
        user, produced_at = found.entered_by, found.produced_at
    accounts = get_user_model()._default_manager
    account = accounts.filter(pk=user).first() if user and signpost.city.names_officers else None
    produced, published = produced_at or page.first_published_at, page.last_published_at
    by = entered_by_officer(user, account)
    return Origin(by, _to_the_second(produced), _to_the_second(published))


def origin_of_software() -> Origin:
    """How a page came about that nobody writes, because it follows from settings and code."""
    return Origin(_by(None, ""))


def entered_by(signpost: Signpost, change: Change) -> str:
    """Who entered what `change` brought: the role, and the name only where the city's settings say so.

    Where names are shown the account is asked for.
    """
    account = change.made_by if signpost.city.names_officers else None
    return _by(account, role_in_words(change.role))


def entered_by_officer(user: int | None, account: Any) -> str:
    """Who entered the text of a page: of these no role is kept. `account` is None where names are not shown."""
    return _by(account, _("an officer of the city") if user else "")


def _by(account: Any, role: str) -> str:
    """An account without a name has none to show: its login is no name."""
    name = str(account.get_full_name()) if account else ""
    return ", ".join(filter(None, [name, role])) or _("this software, by itself")


def public_reason(change: Change) -> str:
    """The officer's words about `change`, where their form said that the public may read them: not of a withdrawal."""
    return "" if change.kind == ChangeKind.WITHDRAWN else change.reason
