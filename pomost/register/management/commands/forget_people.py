"""`manage.py forget_people`: former contact persons after a time, or one person on request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pomost.register.actions.blackout import Mention
from pomost.register.actions.people import Erasure, erase_people, find_people, forget_former_people
from pomost.register.models import ContactPerson


class Command(BaseCommand):
    """Erase contact persons; report in numbers, never with the names that were erased."""

    help = (
        "Erases contact persons who left more than POMOST_KEEP_FORMER_CONTACTS_MONTHS months ago: their records with "
        "history and their names in the log. With --person, erases one person from every text of the register as well."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--person",
            action="append",
            metavar="WHO",
            help="public id, e-mail address or whole name; given twice, both records are erased",
        )
        parser.add_argument(
            "--everywhere",
            action="store_true",
            help="erase former contact persons from all texts too, as --person does",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would be erased and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if options["person"]:
                people = {person.pk: person for person in map(_one, options["person"])}
                erasure = erase_people(list(people.values()))
            else:
                erasure = forget_former_people(today=timezone.localdate(), everywhere=options["everywhere"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.report(erasure, dry_run=options["dry_run"])

    def report(self, erasure: Erasure, *, dry_run: bool) -> None:
        """Print what was changed, and what an officer has to look at."""
        self.stdout.write("Nothing was changed. This would be:" if dry_run else "Done:")
        for count, what in (
            (erasure.people, "contact persons erased"),
            (erasure.their_versions, "versions of their records deleted"),
            (erasure.log_entries, "entries of the log without the name"),
            (erasure.representatives, "memberships (versions included) without their representative"),
            (erasure.texts, "texts of records blacked out"),
            (erasure.versions, "versions of records blacked out"),
            (erasure.comments, "comments in workflows blacked out"),
            (erasure.forms, "half-filled forms deleted"),
        ):
            if count or what == "contact persons erased":
                self.stdout.write(f"  {count} {what}")
        if erasure.shared:
            others = "belong to an office or to another contact person too: texts keep them."
            self.stdout.write(f"{erasure.shared} names or addresses {others}")
        self.show("Not changed, mentioned outside the register; please look:", erasure.elsewhere)
        self.show("Not changed, perhaps the name in another form; please look:", erasure.lookalikes)

    def show(self, heading: str, mentions: list[Mention]) -> None:
        """Print where to look, if anywhere."""
        if mentions:
            self.stdout.write("\n  ".join([heading, *map(str, mentions)]))


def _one(wanted: str) -> ContactPerson:
    """The person that `wanted` means. Raises CommandError where that is nobody, or more than one."""
    found = find_people(wanted)
    if not found:
        raise CommandError("No contact person has this public id, e-mail address or name.")
    if len(found) > 1:
        ids = "\n  ".join(f"{person.public_id}  {person.office}" for person in found)
        raise CommandError(
            f"{len(found)} contact persons are meant. Name them by public id, each with --person:\n  {ids}"
        )
    return found[0]
