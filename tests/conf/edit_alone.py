"""An officer's process beside the server: does what each line of its input says, and tells when it is done.

`python -m tests.conf.edit_alone`; the lines are `verb argument`.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from pomost.conf import bell  # noqa: E402
from pomost.places.models import Municipality  # noqa: E402
from pomost.register.actions.records import publish_record  # noqa: E402
from pomost.register.models import Partnership, PartnershipStory  # noqa: E402
from pomost.website.models import EditorialPage, HomePage  # noqa: E402

SUHL = Municipality.objects.filter(slug="suhl")


def update(name: str) -> None:
    SUHL.update(name=name)


def save(name: str) -> None:
    town = SUHL.get()
    town.name = name
    town.save()


def publish(since: str) -> None:
    record = Partnership.objects.get(slug="suhl")
    record.since = since
    publish_record(record=record, kind="correction", reason="A test.")


def by_cursor(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_municipality SET name = %s WHERE slug = 'suhl'", [name])


def bulk_create(title: str) -> None:
    record = Partnership.objects.get(slug="suhl")
    PartnershipStory.objects.filter(record=record, language="de").delete()
    PartnershipStory.objects.bulk_create([PartnershipStory(record=record, language="de", title=title)])


def die_after_commit(name: str) -> None:
    """Be killed after the commit and before anybody hears of it."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    bell.bell().ring = die  # type: ignore[method-assign]
    with transaction.atomic():
        SUHL.update(name=name)


def schedule(slug: str) -> None:
    """A page that becomes public, and is withdrawn, when `publish_scheduled` comes by."""
    home = HomePage.objects.get(locale__language_code="pl")
    page = home.add_child(instance=EditorialPage(title=slug, slug=slug, locale=home.locale, live=False))
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    _past(slug)


def expire(slug: str) -> None:
    EditorialPage.objects.filter(slug=slug).update(expire_at=timezone.now() - timedelta(minutes=1))


def _past(slug: str) -> None:
    moment = timezone.now() - timedelta(minutes=1)
    revision = EditorialPage.objects.get(slug=slug).latest_revision
    revision.approved_go_live_at, revision.content["go_live_at"] = moment, moment.isoformat()
    revision.save()


def run(command: str) -> None:
    call_command(*command.split(), verbosity=0)


VERBS: dict[str, Callable[[str], None]] = {
    verb.__name__: verb
    for verb in (update, save, publish, by_cursor, bulk_create, die_after_commit, schedule, expire, run)
}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, _space, argument = line.strip().partition(" ")
        VERBS[verb](argument)
        print("done", flush=True)  # noqa: T201
