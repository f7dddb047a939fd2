"""People are forgotten: former contact persons after a time, anybody on request (GDPR, articles 5(1)(e) and 17).

What people did stays, as numbers and as the times of changes; who they were goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import ModelLogEntry, Revision

from pomost.languages.folding import fold
from pomost.register.actions.blackout import Mention, black_out_register, mentions_elsewhere, without_texts
from pomost.register.models import ContactPerson, Membership, Office
from pomost.register.rules.due_dates import months_later
from pomost.register.rules.mentions import GAP, Traces


@dataclass
class Erasure:
    """What an erasure changed, in numbers, and what is left for a human eye."""

    people: int = 0  # contact persons whose record is gone
    their_versions: int = 0  # versions of these records
    log_entries: int = 0  # entries of the log that lost a name; none is deleted
    representatives: int = 0  # memberships, in the register and in versions, that lost their representative
    texts: int = 0  # columns of the register's rows
    versions: int = 0  # versions of other records
    comments: int = 0  # comments in workflows
    forms: int = 0  # half-filled forms, which are deleted
    shared: int = 0  # names and addresses that somebody else has too, so that texts keep them
    elsewhere: list[Mention] = field(default_factory=list)  # outside the register: files, pages, accounts
    lookalikes: list[Mention] = field(default_factory=list)  # perhaps the name in another grammatical case


def former_people(*, today: date) -> list[ContactPerson]:
    """Return who left more than POMOST_KEEP_FORMER_CONTACTS_MONTHS months before `today`, in the bin too.

    The newest version counts, published or not: a draft that says that somebody stays keeps the person.
    """
    day = months_later(today, -settings.POMOST_KEEP_FORMER_CONTACTS_MONTHS)
    return [person for person in ContactPerson.everything.order_by("pk") if _left_before(person, day)]


@transaction.atomic
def forget_former_people(*, today: date, everywhere: bool = False) -> Erasure:
    """Erase former_people: their records with history, their names in the log, their place as representatives.

    What acts and texts tell of them is history and stays, unless `everywhere`. The log also loses the names of
    persons whose records are gone for another reason, such as an emptied bin.
    """
    erasure = _erase(former_people(today=today), everywhere=everywhere)
    erasure.log_entries += _forget_the_deleted_in_the_log()
    return erasure


@transaction.atomic
def erase_person(person: ContactPerson) -> Erasure:
    """Erase one person everywhere: see erase_people."""
    return erase_people([person])


@transaction.atomic
def erase_people(people: Sequence[ContactPerson]) -> Erasure:
    """Erase `people` everywhere in the register: records, versions, log, and every text that mentions them.

    Numbers stay. A name, e-mail address or telephone number that an office or another contact person has too is not
    theirs alone: texts keep it, until the last of those who have it is erased. One transaction; the whole register is
    read, so this takes seconds to minutes. Files, pages and accounts are not touched, but named in the answer.
    """
    return _erase(people, everywhere=True)


def find_people(wanted: str) -> list[ContactPerson]:
    """Return whom a public id, an e-mail address or a whole name means, in the bin too."""
    text = wanted.strip()
    public_id = text.replace("-", "").lower()
    return [
        person
        for person in ContactPerson.everything.order_by("pk")
        if person.public_id.hex == public_id
        or (person.email and person.email.casefold() == text.casefold())
        or (fold(text) and fold(person.name) == fold(text))
    ]


@transaction.atomic
def forget_people_gone_from_the_register() -> int:
    """Blank the names in the log of contact persons whose records are gone; return how many entries changed."""
    return _forget_the_deleted_in_the_log()


def _erase(people: Sequence[ContactPerson], *, everywhere: bool) -> Erasure:
    erasure = Erasure()
    keys = [person.pk for person in people]
    if not keys:
        return erasure
    list(ContactPerson.everything.select_for_update().filter(pk__in=keys).values_list("pk"))
    traces = Traces()
    if everywhere:
        traces, erasure.shared = _traces(keys)
    erasure.representatives = Membership.everything.filter(representative__in=keys).update(representative=None)
    erasure.representatives += _forget_representatives_in_versions(set(keys))
    erasure.log_entries = _blank_log(_log_of_people().filter(object_id__in=[str(key) for key in keys]))
    erasure.their_versions = _versions_of(keys).count()
    for person in ContactPerson.everything.filter(pk__in=keys):
        person.delete()
        erasure.people += 1
    if everywhere:
        changed = black_out_register(traces, keys)
        erasure.texts, erasure.versions, erasure.comments = changed.texts, changed.versions, changed.comments
        erasure.forms, erasure.lookalikes = changed.forms, changed.lookalikes
        erasure.log_entries += changed.log_entries
        erasure.elsewhere = mentions_elsewhere(traces)
    return erasure


def _left_before(person: ContactPerson, day: date) -> bool:
    newest = person.get_latest_revision_as_object() if person.has_unpublished_changes else person
    return newest.valid_until is not None and newest.valid_until < day


def _versions_of(keys: Iterable[int]) -> models.QuerySet[Revision]:
    content_type = ContentType.objects.get_for_model(ContactPerson)
    return Revision.objects.filter(base_content_type=content_type, object_id__in=[str(key) for key in keys])


def _traces(keys: list[int]) -> tuple[Traces, int]:
    """By what the persons `keys` are recognised, now and in earlier versions; and how much of it others have too."""
    names: set[str] = set(_log_of_people().filter(object_id__in=[str(k) for k in keys]).values_list("label", flat=True))
    emails: set[str] = set()
    phones: set[str] = set()
    rows = ContactPerson.everything.filter(pk__in=keys).values("name", "email", "phone")
    for facts in (*rows, *_versions_of(keys).values_list("content", flat=True)):
        names.add(facts.get("name") or "")
        emails.add((facts.get("email") or "").casefold())
        phones.add(facts.get("phone") or "")
    others = ContactPerson.everything.exclude(pk__in=keys)
    addresses = [*others.values_list("email", "phone"), *Office.everything.values_list("email", "phone")]
    taken_names = {fold(name) for name in others.values_list("name", flat=True)}
    taken_emails = {email.casefold() for email, _phone in addresses}
    taken_phones = {phone for _email, phone in addresses}
    names = {name for name in names if fold(name) and name != GAP}
    own = Traces(
        frozenset(name for name in names if fold(name) not in taken_names),
        frozenset(emails - taken_emails - {""}),
        frozenset(phones - taken_phones - {""}),
    )
    shared = (
        {fold(name) for name in names} & taken_names,
        (emails & taken_emails) - {""},
        (phones & taken_phones) - {""},
    )
    return own, sum(len(kind) for kind in shared)


def _forget_representatives_in_versions(keys: set[int]) -> int:
    count = 0
    content_type = ContentType.objects.get_for_model(Membership)
    versions = Revision.objects.filter(content_type=content_type, content__representative__in=list(keys))
    for pk, content in list(versions.values_list("pk", "content")):
        content["representative"] = None
        count += Revision.objects.filter(pk=pk).update(content=content)
    return count


def _log_of_people() -> models.QuerySet[ModelLogEntry]:
    return ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(ContactPerson))


def _blank_log(entries: Iterable[ModelLogEntry]) -> int:
    """Take every name out of `entries`, all of them about persons; who changed something and when stays."""
    count = 0
    for entry in entries:
        data = without_texts(entry.data, "title", "comment")
        if entry.label != GAP or data != entry.data:
            count += ModelLogEntry.objects.filter(pk=entry.pk).update(label=GAP, data=data)
    return count


def _forget_the_deleted_in_the_log() -> int:
    there = {str(key) for key in ContactPerson.everything.values_list("pk", flat=True)}
    return _blank_log(entry for entry in _log_of_people().exclude(label=GAP) if entry.object_id not in there)
