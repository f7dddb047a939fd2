"""Checking links: where addresses come from, who is asked when, and the report."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from pomost.conf.stopping import STOP, Stopped
from pomost.desk.links import actions
from pomost.desk.links.asking import Asker, NoTurn
from pomost.desk.links.choices import Outcome
from pomost.desk.links.models import Host, Link, Mention
from pomost.desk.links.rules import Answer
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import Act, Network, Partnership, PartnershipStory
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import url
from tests.desk.outside import Outside, outside_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests are in a hurry."""
    monkeypatch.setattr(actions, "PAUSE_SECONDS", 0)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """A server of the outside world."""
    with outside_server() as server:
        yield server


@pytest.fixture
def asker(outside: Outside) -> Asker:
    """One that takes turns as the real one does, and may ask `outside` alone."""
    return Asker(
        turns=actions.turn,
        may_ask=lambda address, port: (str(address), port) == outside.server_address,
        timeout=2,
    )


@pytest.fixture
def checking(site: CitySettings) -> CitySettings:
    """Leszno has its links checked; its site has a name under which no outside server stands."""
    site.check_links = True
    site.save()
    return site


@pytest.fixture(autouse=True)
def own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outside server stands on this machine, so that name is no own one here."""
    monkeypatch.setattr(actions, "own_hosts", lambda: {"own.example"})


def network(keeper: Municipality, address: str, name: str = "Cities") -> Network:
    return factories.network(keeper, name, website=address)


def known() -> set[str]:
    return set(Link.objects.values_list("url", flat=True))


def holders(address: str) -> set[Any]:
    found = Mention.objects.filter(link__url=address)
    return {each.content_type.get_object_for_this_type(pk=each.object_id) for each in found}


# --- Where addresses come from


def test_addresses_come_from_websites_sources_stories_and_what_belongs_to_a_record(
    checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    Municipality.objects.filter(pk=suhl.pk).update(website="https://suhl.example")
    record = Partnership(keeper=leszno, first=leszno, second=suhl)
    record.source = Translated({"pl": "Strona https://source.example/pl.", "de": "https://source.example/de"})
    body = (
        '<p>Siehe <a href="https://story.example/a?b=1&amp;c=2#d">hier</a>, https://plain.example '
        '<a linktype="page" id="3">da</a> <a href="https://own.example/pl/">dort</a></p>'
    )
    quote = {"text": "https://quote.example/", "source": ""}
    record.stories = [PartnershipStory(language="de", body=[("paragraph", body), ("quote", quote)])]
    record.acts = [Act(kind="agreement", source=Translated({"pl": "https://act.example/"}))]
    record = publish_record(record=record)
    step = factories.ladder("Step")[0]
    type(step.scheme).objects.filter(pk=step.scheme_id).update(website="https://scheme.example/")
    factories.award(leszno, step)
    assert actions.gather_links() == 8
    assert known() == {
        "https://suhl.example/",
        "https://source.example/pl",
        "https://source.example/de",
        "https://story.example/a?b=1&c=2",
        "https://plain.example/",
        "https://quote.example/",
        "https://act.example/",
        "https://scheme.example/",
    }
    assert holders("https://act.example/") == holders("https://story.example/a?b=1&c=2") == {record}
    assert holders("https://suhl.example/") == {suhl}
    assert holders("https://scheme.example/") == {step.scheme}


def test_what_the_public_sees_counts_and_what_the_form_shows(checking: CitySettings, leszno: Municipality) -> None:
    record = network(leszno, "https://public.example/")
    record.website = "https://draft.example/"
    save_draft(record=record)
    never_public = save_draft(
        record=Network(keeper=leszno, name=factories.translated("New"), website="https://a.example/")
    )
    never_public.website = "https://b.example/"
    save_draft(record=never_public)
    actions.gather_links()
    assert known() == {"https://public.example/", "https://draft.example/", "https://b.example/"}


def test_what_nobody_names_any_more_is_forgotten_and_the_rest_kept(
    checking: CitySettings, leszno: Municipality
) -> None:
    gone, kept = network(leszno, "https://gone.example/"), network(leszno, "https://kept.example/", "Others")
    actions.gather_links()
    Link.objects.filter(url="https://kept.example/").update(failures=2, failing_since=timezone.now())
    mentions = set(Mention.objects.filter(object_id=kept.pk).values_list("pk"))
    delete_record(record=gone)
    actions.gather_links()
    assert known() == {"https://kept.example/"}
    assert Link.objects.get().failures == 2
    assert set(Mention.objects.values_list("pk")) == mentions


def test_a_city_that_does_not_check_has_no_addresses(
    checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    network(suhl, "https://suhl.example/")
    network(leszno, "https://leszno.example/")
    actions.gather_links()
    assert known() == {"https://leszno.example/"}
    CitySettings.objects.update(check_links=False)
    assert actions.gather_links() == 0
    assert known() == set()


@pytest.mark.parametrize("count", [1, 30])
def test_gathering_costs_the_same_for_few_and_for_many(
    count: int, checking: CitySettings, leszno: Municipality, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        network(leszno, f"https://city.example/{number}", f"Network {number}")
    actions.gather_links()
    Mention.objects.all().delete()
    with django_assert_max_num_queries(160):
        actions.gather_links()
    assert Mention.objects.count() == count


# --- Asking


def test_switched_off_no_request_is_sent(
    site: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    network(leszno, f"{outside.url}/good")
    actions.gather_links()
    assert actions.check_due_links(asker=asker) == 0
    call_command("check_links")
    assert outside.agents.total() == 0


def test_switched_off_after_gathering_no_request_is_sent(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    network(leszno, f"{outside.url}/good")
    actions.gather_links()
    CitySettings.objects.update(check_links=False)
    assert actions.check_due_links(asker=asker) == 0
    assert not actions.check_link_again(key=Link.objects.get().pk, asker=asker)
    assert outside.agents.total() == 0


def test_the_command_asks_nobody_on_this_machine(
    checking: CitySettings, leszno: Municipality, outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    network(leszno, f"{outside.url}/good")
    call_command("check_links")
    assert capsys.readouterr().out == "1 addresses, 1 asked.\n"
    assert (Link.objects.get().outcome, outside.agents.total()) == (Outcome.NOT_ALLOWED, 0)


def test_due_addresses_are_asked_once_and_again_when_they_are_due(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    for path in ("/good", "/gone", "/moved", "/wait"):
        network(leszno, outside.url + path, path)
    actions.gather_links()
    assert actions.check_due_links(asker=asker) == 4
    found = {link.url.removeprefix(outside.url): link for link in Link.objects.all()}
    today = timezone.localdate()
    assert {
        path: (link.outcome, link.status, link.failures, (link.due_on - today).days) for path, link in found.items()
    } == {
        "/good": ("ok", 200, 0, 7),
        "/gone": ("not_found", 404, 1, 1),
        "/moved": ("moved", 200, 0, 7),
        "/wait": ("later", 429, 0, 3),
    }
    assert found["/moved"].moved_to == f"{outside.url}/good"
    asked = len(outside.asked)
    assert actions.check_due_links(asker=asker) == 0
    assert len(outside.asked) == asked


def test_an_address_dies_of_three_failures_over_two_days(
    checking: CitySettings, leszno: Municipality, outside: Outside
) -> None:
    network(leszno, f"{outside.url}/gone")
    actions.gather_links()
    link = Link.objects.get()
    begin = timezone.now()
    dead = []
    for hours in (0, 24, 47, 48):
        actions.keep_answer(key=link.pk, answer=Answer(Outcome.NOT_FOUND, 404), now=begin + timedelta(hours=hours))
        dead.append(Link.objects.dead().exists())
    assert dead == [False, False, False, True]
    actions.keep_answer(key=link.pk, answer=Answer(Outcome.LATER, 503), now=begin + timedelta(hours=72))
    assert Link.objects.dead().exists()
    actions.keep_answer(key=link.pk, answer=Answer(Outcome.OK, 200), now=begin + timedelta(hours=96))
    assert not Link.objects.dead().exists()


def test_no_more_than_so_many_are_asked_in_a_night(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    for number in range(5):
        network(leszno, f"{outside.url}/{number}", f"Network {number}")
    actions.gather_links()
    assert actions.check_due_links(asker=asker, limit=3) == 3
    assert Link.objects.filter(outcome=Outcome.UNCHECKED).count() == 2
    assert actions.check_due_links(asker=asker, limit=3) == 2


def test_what_was_learnt_before_the_worker_stopped_is_kept(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        network(leszno, f"{outside.url}/{number}", f"Network {number}")
    actions.gather_links()
    asks = asker.ask

    def ask_and_be_stopped(address: str) -> Answer:
        answer = asks(address)
        STOP.set()
        return answer

    monkeypatch.setattr(asker, "ask", ask_and_be_stopped)
    try:
        with pytest.raises(Stopped):
            actions.check_due_links(asker=asker)
    finally:
        STOP.clear()
    assert Link.objects.filter(checked_at__isnull=False).count() == 1


def test_hosts_take_turns() -> None:
    links = [
        (1, "https://a.example/1"),
        (2, "https://a.example/2"),
        (3, "https://b.example/"),
        (4, "https://a.example/3"),
    ]
    assert [key for key, _url in actions._by_turns(links)] == [1, 3, 2, 4]


def test_a_host_is_asked_once_at_a_time_and_left_alone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(actions, "PAUSE_SECONDS", 60)
    with actions.turn("city.example", 0), pytest.raises(NoTurn), actions.turn("city.example", 0):
        pytest.fail("two at once")
    host = Host.objects.get()
    assert 59 < (host.free_at - timezone.now()).total_seconds() <= 60
    with pytest.raises(NoTurn), actions.turn("city.example", 0):
        pytest.fail("no pause")
    Host.objects.update(free_at=timezone.now())
    with actions.turn("city.example", 300):
        pass
    assert (Host.objects.get().free_at - timezone.now()).total_seconds() > 299


def test_a_host_that_others_ask_all_the_time_is_no_failure(
    asker: Asker, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PATIENCE_SECONDS", 0)
    Host.objects.create(name="127.0.0.1", free_at=timezone.now() + timedelta(minutes=1))
    assert asker.ask(f"{outside.url}/good") == Answer(Outcome.LATER)
    assert outside.agents.total() == 0


# --- The report

REPORT = "desk_links:list"


def rows(response: Any) -> list[list[str]]:
    page = BeautifulSoup(response.content, "html.parser")
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]
        for row in page.select("table.listing tbody tr")
    ]


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True).split())


@pytest.fixture
def publisher(site: CitySettings, leszno: Municipality, django_user_model: Any) -> Client:
    """A publisher of Leszno, logged in."""
    user = django_user_model.objects.create_user("piotr")
    user.groups.add(city_groups(leszno)[Role.PUBLISHER])
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def test_the_report_tells_what_became_of_each_address_and_who_names_it(
    officer: Client, checking: CitySettings, leszno: Municipality
) -> None:
    first = network(leszno, "https://dead.example/")
    network(leszno, "https://moved.example/", "Others")
    actions.gather_links()
    now = timezone.now()
    dead, moved = Link.objects.order_by("url")
    since = now - timedelta(days=3)
    Link.objects.filter(pk=dead.pk).update(
        outcome="not_found", status=404, failures=4, failing_since=since, checked_at=now
    )
    Link.objects.filter(pk=moved.pk).update(
        outcome="moved", status=200, moved_to="https://new.example/", checked_at=now
    )
    response = officer.get(reverse(REPORT))
    one, two = rows(response)
    assert one[0:2] == ["https://dead.example/", "not found – dead HTTP 404"]
    assert one[2].endswith("4 times in a row")
    assert one[4:] == ["Cities (en)", "Check again now"]
    assert two[0:3] == ["https://moved.example/", "moved HTTP 200 to https://new.example/", ""]
    assert url(Network, "edit", first.pk) in response.content.decode()
    assert "are not checked" not in words(response)
    filtered = officer.get(reverse("desk_links:results"), {"outcome": "moved"})
    assert [row[0] for row in rows(filtered)] == ["https://moved.example/"]
    sheet = officer.get(reverse(REPORT), {"export": "csv"})
    lines = b"".join(sheet.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].startswith("https://dead.example/,not found,404,")
    assert lines[1].endswith(",Cities (en)")


def test_switched_off_the_report_says_so_and_how_to_turn_it_on(officer: Client, site: CitySettings) -> None:
    response = officer.get(reverse(REPORT))
    assert rows(response) == []
    assert "Links of Leszno are not checked. An administrator of the city can turn it on" in words(response)


def test_an_officer_sees_the_addresses_of_the_own_city_alone(
    officer: Client, checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    common = "https://common.example/"
    network(leszno, common)
    foreign = network(suhl, common, "Foreign")
    network(suhl, "https://foreign.example/", "Very foreign")
    actions.gather_links()
    secret = Link.objects.create(url="https://foreign.example/")
    for link, thing in ((secret, foreign), (Link.objects.get(url=common), foreign)):
        kind = Mention.objects.first().content_type  # type: ignore[union-attr]
        Mention.objects.create(link=link, city=suhl, content_type=kind, object_id=thing.pk)
    assert [(row[0], row[4]) for row in rows(officer.get(reverse(REPORT)))] == [(common, "Cities (en)")]
    assert officer.post(reverse("desk_links:again", args=[secret.pk])).status_code == 404
    assert DBTaskResult.objects.count() == 0


def test_a_publisher_has_an_address_checked_again_at_once(
    publisher: Client,
    checking: CitySettings,
    leszno: Municipality,
    outside: Outside,
    asker: Asker,
    monkeypatch: pytest.MonkeyPatch,
    run_queue: Callable[[], None],
) -> None:
    network(leszno, f"{outside.url}/gone")
    actions.gather_links()
    link = Link.objects.get()
    response = publisher.post(reverse("desk_links:again", args=[link.pk]), follow=True)
    assert "will be checked in a moment" in words(response)
    assert outside.agents.total() == 0
    monkeypatch.setattr(actions, "polite_asker", lambda: asker)
    run_queue()
    link.refresh_from_db()
    assert (link.outcome, outside.asked) == (Outcome.NOT_FOUND, ["HEAD /gone", "GET /gone"])
    publisher.post(reverse("desk_links:again", args=[link.pk]))
    run_queue()
    assert len(outside.asked) == 2


def test_an_editor_sees_the_report_and_may_not_have_anything_asked(
    writer: Client, checking: CitySettings, leszno: Municipality
) -> None:
    network(leszno, "https://city.example/")
    actions.gather_links()
    response = writer.get(reverse(REPORT))
    assert [row[0] for row in rows(response)] == ["https://city.example/"]
    again = reverse("desk_links:again", args=[Link.objects.get().pk])
    assert again not in response.content.decode()
    writer.post(again)
    assert DBTaskResult.objects.count() == 0


def test_without_a_role_there_is_no_report(site: CitySettings, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("stranger")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    assert client.get(reverse(REPORT))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_report_costs_the_same_for_few_and_for_many(
    count: int, officer: Client, checking: CitySettings, leszno: Municipality, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        network(leszno, f"https://city.example/{number}", f"Network {number}")
    actions.gather_links()
    officer.get(reverse(REPORT))
    with django_assert_num_queries(11):
        assert len(rows(officer.get(reverse(REPORT)))) == count
