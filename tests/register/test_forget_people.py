"""Who is forgotten is gone from every table; what happened stays."""

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, Revision, Task, TaskState, Workflow, WorkflowState

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions import people
from pomost.register.actions.people import erase_person, forget_former_people
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import (
    Act,
    Activity,
    ActivityStory,
    Attendance,
    Change,
    ContactPerson,
    Membership,
    Office,
    Partnership,
    PartnershipDocument,
    PartnershipPhoto,
    PartnershipStory,
    Signatory,
)
from tests import factories

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE = "Jørgen Żółć", "jorgen.zolc@city.example", "+48655298100"
FORMER_NAME = "Jørgen Dawny"
OTHER, OTHER_EMAIL = "Anna Nowak", "anna.nowak@city.example"
TODAY = date(2026, 11, 23)


def dump() -> str:
    """Every column of every table as text, JSON decoded as deep as it goes."""
    lines = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table} {decoded(value)}" for row in cursor.fetchall() for value in row]
    return "\n".join(sorted(lines))


def decoded(value: Any) -> str:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return " ".join(f"{key}={decoded(item)}" for key, item in items)
    if isinstance(value, str) and value[:1] in {"[", "{", '"'}:
        try:
            return decoded(json.loads(value))
        except ValueError:
            return value
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def person(office: Office, name: str, **more: Any) -> ContactPerson:
    more.setdefault("legal_basis", "public_task")
    return publish_record(record=ContactPerson(keeper=office.municipality, office=office, name=name, **more))


@pytest.fixture
def office(leszno: Municipality) -> Office:
    return factories.office(leszno, email="office@city.example", phone="+48655298000", name=Translated({"pl": "Biuro"}))


@pytest.fixture
def jorgen(office: Office) -> ContactPerson:
    """A person with a history: under an earlier name, then under today's."""
    record = person(office, FORMER_NAME, email="old.address@city.example", valid_until=date(2025, 10, 1))
    record.name, record.email, record.phone = NAME, EMAIL, PHONE
    return publish_record(record=record)


@pytest.fixture
def anna(office: Office) -> ContactPerson:
    return person(office, OTHER, email=OTHER_EMAIL, phone="+48655298101", valid_until=date(2025, 12, 24))


@pytest.fixture
def register(leszno: Municipality, suhl: Municipality, jorgen: ContactPerson, anna: ContactPerson) -> Partnership:
    """A register in which Jørgen is mentioned in every kind of place, live and in versions."""
    text = f"{NAME} ({EMAIL}, tel. 65 529 81 00) and {OTHER}"
    image = get_image_model().objects.create(title="Photo", file=ContentFile(PIXEL, "pixel.gif"))
    scan = get_document_model().objects.create(title="Scan", file=ContentFile(b"%PDF", "scan.pdf"))
    record = Partnership(keeper=leszno, first=leszno, second=suhl, since="1984", source=Translated({"pl": text}))
    record.slug = "jorgen-zolc-suhl"
    record.stories = [
        PartnershipStory(
            language="pl",
            title=NAME,
            lead=text,
            body=[
                ("heading", f"Who is {NAME}?"),
                ("paragraph", f'<p><a href="mailto:{EMAIL}">J&oslash;rgen <b>Żółć</b></a>, {PHONE}</p>'),
                ("quote", {"text": "Bridges!", "source": NAME.upper()}),
            ],
        )
    ]
    act = Act(kind="agreement", date="1984-06", body=Translated({"en": f"The council; {NAME}"}))
    act.signatories = [
        Signatory(office=Translated({"en": "the mayor"}), name="JORGEN ZOLC", show_name=True),
        Signatory(office=Translated({"en": "the clerk"}), name=OTHER),
    ]
    record.acts = [act]
    record.photos = [PartnershipPhoto(image=image, author=NAME, alternative=Translated({"en": f"{NAME} waves"}))]
    record.documents = [
        PartnershipDocument(file=scan, author=f"{NAME}; {OTHER}", title=Translated({"en": f"Letter of {NAME}"}))
    ]
    record = publish_record(record=record)
    draft = record.get_latest_revision_as_object()
    story = draft.stories.all()[0]
    story.lead = f"A draft about {NAME}"
    draft.stories = [story]
    record = save_draft(record=draft, kind="correction", reason=f"{NAME} ({EMAIL}) said so, {OTHER} too")

    network = factories.network(leszno)
    membership = factories.membership(network, leszno)
    membership.representative = jorgen
    publish_record(record=membership)
    activity = Activity(keeper=leszno, name=Translated({"en": f"Visit of {NAME}"}), start="2020", status="held")
    activity.stories = [ActivityStory(language="en", title="Visit", lead=f"{OTHER} met {NAME}.")]
    activity.attendance = [Attendance(municipality=suhl, direct=12, invited=5)]
    publish_record(record=activity)
    comment_in_workflow(record, f"Ask {NAME}")
    half_filled_form(f"Dear {NAME}")
    return record


PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"  # noqa: E501 - a whole picture


def comment_in_workflow(record: Any, comment: str) -> None:
    officer = get_user_model().objects.create_user("officer", password="-")
    workflow, task = Workflow.objects.create(name="Check"), Task.objects.create(name="Read")
    state = WorkflowState.objects.create(
        content_type=ContentType.objects.get_for_model(record),
        base_content_type=ContentType.objects.get_for_model(record),
        object_id=str(record.pk),
        workflow=workflow,
        requested_by=officer,
    )
    state.current_task_state = TaskState.objects.create(
        workflow_state=state, revision=record.latest_revision, task=task, comment=comment
    )
    state.save()


def half_filled_form(text: str) -> None:
    FormState.objects.create(
        data=urlencode({"lead": text}),
        user=get_user_model().objects.get(username="officer"),
        content_type=ContentType.objects.get_for_model(Activity),
        object_id="",
        last_updated_at=timezone.now(),
    )


def counts() -> dict[str, int]:
    """How many rows each table of the register has, and the sums that reports are made of."""
    numbers = {model.__name__: model._base_manager.count() for model in apps.get_app_config("register").get_models()}
    numbers["people"] = sum(Attendance.objects.values_list("direct", flat=True))
    numbers["log"] = ModelLogEntry.objects.count()
    return numbers


def test_nothing_names_the_person_any_more(register: Partnership, jorgen: ContactPerson) -> None:
    assert dump().count(NAME) > 20
    erase_person(jorgen)
    text = dump()
    for trace in (NAME, FORMER_NAME, EMAIL, "old.address@city.example", PHONE, "65 529 81 00", "5298100"):
        assert trace not in text
    folded = text.casefold()
    for trace in (NAME.casefold(), "jorgen zolc", "jorgen-zolc", "j&oslash;rgen"):
        assert trace not in folded


def test_totals_and_everybody_else_s_data_stay(register: Partnership, jorgen: ContactPerson) -> None:
    before, times = counts(), list(ModelLogEntry.objects.order_by("pk").values_list("timestamp", "action"))
    others_before = dump().count(OTHER)
    versions = Revision.objects.exclude(object_id=str(jorgen.pk), content_type__model="contactperson").count()
    erase_person(jorgen)
    # The changes of the person's own record go with its versions.
    gone = {"ContactPerson": before["ContactPerson"] - 1, "Change": before["Change"] - 2}
    assert counts() == {**before, **gone}
    assert list(ModelLogEntry.objects.order_by("pk").values_list("timestamp", "action")) == times
    assert dump().count(OTHER) == others_before
    assert Revision.objects.count() == versions
    assert Office.objects.get().email == "office@city.example"
    anna = ContactPerson.objects.get()
    assert (anna.name, anna.email, anna.phone) == (OTHER, OTHER_EMAIL, "+48655298101")


def test_the_gaps_stand_where_the_name_was(register: Partnership, jorgen: ContactPerson) -> None:
    erase_person(jorgen)
    record = Partnership.objects.get()
    assert dict(record.source) == {"pl": f"[…] ([…], tel. […]) and {OTHER}"}
    assert record.slug == f"suhl-{record.public_id.hex[:8]}"
    story = record.stories.get()
    assert (story.title, story.body[0].value) == ("", "Who is […]?")
    assert str(story.body[1].value.source) == "<p><a>[…]<b></b></a>, […]</p>"
    assert story.body[2].value["source"] == "[…]"
    assert [signatory.name for signatory in record.acts.get().signatories.all()] == ["", OTHER]
    assert record.photos.get().author == ""
    assert record.documents.get().author == f"[…]; {OTHER}"
    assert Membership.objects.get().representative is None
    draft = record.get_latest_revision_as_object()
    assert draft.stories.all()[0].lead == "A draft about […]"
    assert draft.slug == record.slug
    draft.full_clean()


def test_reasons_of_changes_lose_the_name_and_the_account(register: Partnership, jorgen: ContactPerson) -> None:
    own = get_user_model().objects.create_user("jz", email=EMAIL.upper())
    other = get_user_model().objects.create_user("az", email=OTHER_EMAIL)
    for user in (own, other):
        record = Partnership.objects.get().get_latest_revision_as_object()
        save_draft(record=record, user=user, kind="correction", reason="Once more")
    Change.objects.update(role="editor")
    erase_person(jorgen)
    latest, before, first = Change.objects.of(register)[:3]
    assert (latest.made_by, before.made_by) == (other, None)
    assert (before.role, before.reason) == ("editor", "Once more")
    assert first.reason == f"[…] ([…]) said so, {OTHER} too"
    assert first.object_id == str(register.pk)


def test_the_versions_can_still_be_published(register: Partnership, jorgen: ContactPerson) -> None:
    erase_person(jorgen)
    Partnership.objects.get().latest_revision.publish()
    assert Partnership.objects.get().stories.get().lead == "A draft about […]"


def test_the_answer_counts_what_was_changed(register: Partnership, jorgen: ContactPerson) -> None:
    erasure = erase_person(jorgen)
    assert (erasure.people, erasure.their_versions, erasure.forms, erasure.comments) == (1, 2, 1, 1)
    assert erasure.representatives == 2  # the row and its version
    assert erasure.versions == 3  # two of the partnership, one of the activity
    assert erasure.texts == 15
    assert erasure.shared == 0
    assert erasure.elsewhere == []


def test_titles_of_files_are_told_and_left(register: Partnership, jorgen: ContactPerson) -> None:
    letter = get_document_model().objects.create(title=f"Letter of {NAME}", file=ContentFile(b"x", "x.txt"))
    erasure = erase_person(jorgen)
    assert [str(mention) for mention in erasure.elsewhere] == [f"wagtaildocs.Document {letter.pk}: title"]
    letter.refresh_from_db()
    assert letter.title == f"Letter of {NAME}"


def test_what_others_have_too_is_kept(office: Office, jorgen: ContactPerson, leszno: Municipality) -> None:
    namesake = person(office, NAME)
    factories.project(leszno, name=f"School of {NAME}")
    Office.objects.update(phone=PHONE)
    erasure = erase_person(jorgen)
    assert erasure.shared == 2
    assert ContactPerson.objects.get() == namesake
    assert Office.objects.get().phone == PHONE
    assert dump().count(f"School of {NAME}") > 0
    erase_person(namesake)
    assert NAME not in dump()


def test_a_name_in_another_case_is_told(jorgen: ContactPerson, leszno: Municipality) -> None:
    project = factories.project(leszno, name="Spotkanie z Jørgenem Żółciem")
    erasure = erase_person(jorgen)
    places = {f"register.Project {project.pk}: name", f"register.Project {project.pk}: slug"}
    assert {str(mention) for mention in erasure.lookalikes} == places


@pytest.mark.parametrize(
    ("left_on", "stays"),
    [
        (date(2025, 10, 23), False),  # 13 months ago
        (date(2025, 11, 22), False),
        (date(2025, 11, 23), True),  # 12 months ago to the day
        (date(2025, 12, 23), True),  # 11 months ago
        (None, True),
    ],
)
def test_who_left_long_ago_goes(office: Office, left_on: date | None, stays: bool) -> None:
    person(office, NAME, email=EMAIL, phone=PHONE, valid_until=left_on)
    erasure = forget_former_people(today=TODAY)
    assert erasure.people == (0 if stays else 1)
    assert ContactPerson.everything.exists() is stays
    assert all((trace in dump()) is stays for trace in (NAME, EMAIL, PHONE))


def test_the_time_can_be_set(office: Office, anna: ContactPerson, settings: Any) -> None:
    settings.POMOST_KEEP_FORMER_CONTACTS_MONTHS = 6
    assert forget_former_people(today=TODAY).people == 1
    assert OTHER not in dump()


def test_a_month_without_that_day_is_counted_to_its_end(office: Office, settings: Any) -> None:
    settings.POMOST_KEEP_FORMER_CONTACTS_MONTHS = 1
    person(office, NAME, valid_until=date(2026, 2, 28))
    assert forget_former_people(today=date(2026, 3, 31)).people == 0
    assert forget_former_people(today=date(2026, 4, 1)).people == 1


def test_who_lies_in_the_bin_is_forgotten_too(jorgen: ContactPerson) -> None:
    delete_record(record=jorgen)
    assert forget_former_people(today=TODAY).people == 1
    assert NAME not in dump()


def test_a_draft_that_says_that_somebody_stays_keeps_the_person(jorgen: ContactPerson) -> None:
    draft = jorgen.get_latest_revision_as_object()
    draft.valid_until = None
    save_draft(record=draft)
    assert forget_former_people(today=TODAY).people == 0


def test_history_that_is_not_the_contact_s_own_stays_when_time_is_up(register: Partnership) -> None:
    forget_former_people(today=TODAY)
    assert Partnership.objects.get().acts.get().signatories.first().name == "JORGEN ZOLC"
    assert EMAIL in dump()


def test_everywhere_means_texts_too(register: Partnership) -> None:
    forget_former_people(today=TODAY, everywhere=True)
    assert NAME not in dump()


def test_the_log_forgets_who_was_deleted_otherwise(jorgen: ContactPerson, anna: ContactPerson) -> None:
    jorgen.delete()
    assert NAME in dump()
    assert forget_former_people(today=date(2026, 1, 1)).log_entries == 5
    assert NAME not in dump()
    assert OTHER in dump()


def test_a_crash_in_the_middle_leaves_everything_as_it_was(
    register: Partnership, jorgen: ContactPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    before = dump()
    monkeypatch.setattr(people, "mentions_elsewhere", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        erase_person(jorgen)
    assert dump() == before


@pytest.mark.parametrize("arguments", [(), ("--everywhere",), ("--person", EMAIL)])
def test_a_dry_run_tells_and_changes_nothing(
    register: Partnership, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump()
    call_command("forget_people", *arguments, "--dry-run")
    said = capsys.readouterr().out
    assert said.startswith("Nothing was changed. This would be:\n  1 contact persons erased\n")
    assert dump() == before


@pytest.mark.parametrize("by", ["public_id", "email", "name"])
def test_the_command_finds_a_person(register: Partnership, jorgen: ContactPerson, by: str) -> None:
    call_command("forget_people", "--person", str(getattr(jorgen, by)))
    assert NAME not in dump()
    assert OTHER in dump()


def test_the_command_does_not_print_the_name(
    register: Partnership, jorgen: ContactPerson, capsys: pytest.CaptureFixture[str]
) -> None:
    get_document_model().objects.create(title=f"Letter of {NAME}", file=ContentFile(b"x", "x.txt"))
    call_command("forget_people", "--person", str(jorgen.public_id))
    said = capsys.readouterr().out
    assert said.startswith("Done:\n  1 contact persons erased\n  2 versions of their records deleted\n")
    assert "wagtaildocs.Document" in said
    assert NAME not in said


def test_two_of_one_name_are_told_apart_by_public_id(office: Office, jorgen: ContactPerson) -> None:
    namesake = person(office, NAME)
    with pytest.raises(CommandError, match="2 contact persons are meant") as caught:
        call_command("forget_people", "--person", NAME)
    assert str(namesake.public_id) in str(caught.value)
    call_command("forget_people", "--person", str(jorgen.public_id), "--person", str(namesake.public_id))
    assert NAME not in dump()


def test_an_unknown_person_is_said_to_be_unknown(db: None) -> None:
    with pytest.raises(CommandError, match="No contact person"):
        call_command("forget_people", "--person", "Nobody At All")


def test_emptying_the_bin_leaves_no_name_in_the_log(jorgen: ContactPerson, capsys: pytest.CaptureFixture[str]) -> None:
    delete_record(record=jorgen, now=timezone.now() - timedelta(days=31))
    call_command("empty_bin")
    assert capsys.readouterr().out == "Deleted for good: 1.\n"
    assert NAME not in dump()


def test_what_is_made_of_a_text_forgets_with_it(leszno: Municipality, jorgen: ContactPerson) -> None:
    name = Translated({"pl": f"Spotkanie: {NAME}, {EMAIL}"})
    activity = publish_record(record=Activity(keeper=leszno, name=name))
    assert "jorgen zolc jorgen zolc city example" in activity.folded
    erase_person(jorgen)
    activity.refresh_from_db()
    assert activity.folded == " spotkanie"
