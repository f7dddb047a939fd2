"""Checking links: where addresses come from, and who is asked when."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from pomost.conf.stopping import STOP, Stopped
from pomost.desk.links import actions
from pomost.desk.links.asking import Asker, NoTurn
from pomost.desk.links.choices import Outcome
from pomost.desk.links.models import Host, Link, Mention
from pomost.desk.links.rules import Answer
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.models import Act, Network, Partnership, PartnershipStory
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.outside import Outside, network_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_pauses")]


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
    record = network_at(leszno, "https://public.example/")
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
    gone, kept = network_at(leszno, "https://gone.example/"), network_at(leszno, "https://kept.example/", "Others")
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
    network_at(suhl, "https://suhl.example/")
    network_at(leszno, "https://leszno.example/")
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
        network_at(leszno, f"https://city.example/{number}", f"Network {number}")
    actions.gather_links()
    Mention.objects.all().delete()
    with django_assert_max_num_queries(160):
        actions.gather_links()
    assert Mention.objects.count() == count


# --- Asking


def test_switched_off_no_request_is_sent(
    site: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    network_at(leszno, f"{outside.url}/good")
    actions.gather_links()
    assert actions.check_due_links(asker=asker) == 0
    call_command("check_links")
    assert outside.agents.total() == 0


def test_switched_off_after_gathering_no_request_is_sent(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    network_at(leszno, f"{outside.url}/good")
    actions.gather_links()
    CitySettings.objects.update(check_links=False)
    assert actions.check_due_links(asker=asker) == 0
    assert not actions.check_link_again(key=Link.objects.get().pk, asker=asker)
    assert outside.agents.total() == 0


def test_the_command_asks_nobody_on_this_machine(
    checking: CitySettings, leszno: Municipality, outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    network_at(leszno, f"{outside.url}/good")
    call_command("check_links")
    assert capsys.readouterr().out == "1 addresses, 1 asked.\n"
    assert (Link.objects.get().outcome, outside.agents.total()) == (Outcome.NOT_ALLOWED, 0)


def test_due_addresses_are_asked_once_and_again_when_they_are_due(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker
) -> None:
    for path in ("/good", "/gone", "/moved", "/wait"):
        network_at(leszno, outside.url + path, path)
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
    network_at(leszno, f"{outside.url}/gone")
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
        network_at(leszno, f"{outside.url}/{number}", f"Network {number}")
    actions.gather_links()
    assert actions.check_due_links(asker=asker, limit=3) == 3
    assert Link.objects.filter(outcome=Outcome.UNCHECKED).count() == 2
    assert actions.check_due_links(asker=asker, limit=3) == 2


def test_what_was_learnt_before_the_worker_stopped_is_kept(
    checking: CitySettings, leszno: Municipality, outside: Outside, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        network_at(leszno, f"{outside.url}/{number}", f"Network {number}")
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
