"""Asking one address: what is learnt, how politely, and what is never asked."""

import socket
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import pytest

from pomost.desk.links.addresses import addresses_in
from pomost.desk.links.asking import Asker
from pomost.desk.links.choices import Outcome
from pomost.desk.links.public_hosts import NotPublic, is_public, split_safely
from pomost.desk.links.rules import Answer, outcome_of, state_after
from tests.desk.outside import Outside, outside_server

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """A server that has no robots.txt."""
    with outside_server() as server:
        yield server


def asker(outside: Outside, **more: Any) -> Asker:
    """One that may ask `outside` and nobody else."""
    return Asker(may_ask=lambda address, port: (str(address), port) == outside.server_address, timeout=1, **more)


@pytest.mark.parametrize(
    ("path", "outcome", "status", "moved_to", "asked"),
    [
        ("/good", Outcome.OK, 200, "", ["HEAD /good"]),
        ("/moved", Outcome.MOVED, 200, "/good", ["HEAD /moved", "HEAD /moved-again", "HEAD /good"]),
        ("/elsewhere-today", Outcome.OK, 200, "", ["HEAD /elsewhere-today", "HEAD /good"]),
        ("/moved-away", Outcome.NOT_FOUND, 404, "/gone", ["HEAD /moved-away", "HEAD /gone", "GET /gone"]),
        ("/gone", Outcome.NOT_FOUND, 404, "", ["HEAD /gone", "GET /gone"]),
        ("/forbidden", Outcome.REFUSED, 403, "", ["HEAD /forbidden", "GET /forbidden"]),
        ("/broken", Outcome.NO_ANSWER, 500, "", ["HEAD /broken", "GET /broken"]),
        ("/wait", Outcome.LATER, 429, "", ["HEAD /wait"]),
        ("/round", Outcome.NO_ANSWER, None, "", ["HEAD /round"] * 6),
        ("/mute", Outcome.NO_ANSWER, 302, "", ["HEAD /mute"]),
        ("/umlaut", Outcome.MOVED, 200, "/%C3%BCber%20uns", ["HEAD /umlaut", "HEAD /%C3%BCber%20uns"]),
        ("/über uns", Outcome.OK, 200, "", ["HEAD /%C3%BCber%20uns"]),
    ],
)
def test_what_a_server_answers_is_learnt_with_few_requests(
    path: str, outcome: Outcome, status: int | None, moved_to: str, asked: list[str], outside: Outside
) -> None:
    answer = asker(outside).ask(outside.url + path)
    assert (answer.outcome, answer.status) == (outcome, status)
    assert answer.moved_to == (outside.url + moved_to if moved_to else "")
    assert outside.asked == asked


def test_it_says_who_asks_and_keeps_no_cookies(outside: Outside, settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://city.example"
    asks = asker(outside)
    asks.ask(f"{outside.url}/moved")
    asks.ask(f"{outside.url}/good")
    assert list(outside.agents) == ["Pomost link check (+https://city.example/)"]
    assert not any("Cookie" in headers for headers in outside.headers)
    assert {headers["Host"] for headers in outside.headers} == {outside.url.removeprefix("http://")}


def test_nothing_is_read_of_an_endless_page(outside: Outside) -> None:
    answer = asker(outside).ask(f"{outside.url}/endless")
    assert (answer.outcome, outside.asked) == (Outcome.OK, ["HEAD /endless", "GET /endless"])
    time.sleep(0.3)
    assert outside.sent < 10_000_000  # what the system's buffers took before the connection was closed


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_who_does_not_answer_in_time_is_left(path: str, outside: Outside) -> None:
    began = time.monotonic()
    answer = asker(outside, deadline=1.5).ask(outside.url + path)
    assert answer == Answer(Outcome.NO_ANSWER)
    assert time.monotonic() - began < 4


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    asks = Asker(may_ask=lambda *_: True, timeout=1)
    assert asks.ask(f"http://127.0.0.1:{port}/") == Answer(Outcome.NO_ANSWER)
    assert asks.ask(f"https://127.0.0.1:{port}/") == Answer(Outcome.NO_ANSWER)


def test_a_server_without_a_certificate_gives_no_answer(outside: Outside) -> None:
    answer = asker(outside).ask(outside.url.replace("http:", "https:") + "/good")
    assert answer == Answer(Outcome.NO_ANSWER)
    assert outside.asked == []


# --- robots.txt


def test_robots_txt_is_asked_once_a_host_and_obeyed() -> None:
    with outside_server("User-agent: *\nDisallow: /gone\n\nUser-agent: pomost\nDisallow: /private") as outside:
        asks = asker(outside)
        assert asks.ask(f"{outside.url}/private/page") == Answer(Outcome.NOT_ALLOWED)
        assert asks.ask(f"{outside.url}/gone").outcome == Outcome.NOT_FOUND
        assert asks.ask(f"{outside.url}/good").outcome == Outcome.OK
        assert not any("private" in asked for asked in outside.asked)
        assert outside.agents.total() == 4


def test_robots_txt_is_obeyed_after_a_redirect() -> None:
    with outside_server("User-agent: *\nDisallow: /good") as outside:
        assert asker(outside).ask(f"{outside.url}/moved") == Answer(Outcome.NOT_ALLOWED)
        assert outside.asked == ["HEAD /moved", "HEAD /moved-again"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_with_its_robots_txt_is_asked_later(status: int) -> None:
    with outside_server(status) as outside:
        assert asker(outside).ask(f"{outside.url}/good") == Answer(Outcome.LATER, status)
        assert outside.asked == []


def test_a_server_that_asks_for_time_is_not_asked_for_other_pages(outside: Outside) -> None:
    asks = asker(outside)
    assert asks.ask(f"{outside.url}/wait") == Answer(Outcome.LATER, 429, retry_after=259200)
    assert asks.ask(f"{outside.url}/good").outcome == Outcome.LATER
    assert outside.asked == ["HEAD /wait"]


def test_the_pause_that_robots_txt_wants_is_left() -> None:
    pauses = []

    def turns(_host: str, pause: float) -> Any:
        pauses.append(pause)
        return nullcontext()

    with outside_server("User-agent: *\nCrawl-delay: 7") as outside:
        asker(outside, turns=turns).ask(f"{outside.url}/good")
    assert pauses == [0, 7]


# --- Never asked


def test_a_server_on_this_machine_is_not_asked(outside: Outside) -> None:
    port = outside.server_port
    for host in (
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ):
        assert Asker(timeout=1).ask(f"http://{host}:{port}/good") == Answer(Outcome.NOT_ALLOWED)
    assert Asker(timeout=1, may_ask=lambda a, _port: is_public(a, 80)).ask(f"{outside.url}/good").status is None
    assert outside.agents.total() == 0


@pytest.mark.parametrize("path", ["/metadata", "/file"])
def test_a_redirect_to_what_is_not_public_is_not_followed(path: str, outside: Outside) -> None:
    assert asker(outside).ask(outside.url + path) == Answer(Outcome.NOT_ALLOWED)
    assert outside.asked == [f"HEAD {path}"]


def test_a_redirect_into_the_own_network_is_not_followed(outside: Outside) -> None:
    with outside_server() as inside:
        outside.answers["/in"] = (301, {"Location": f"{inside.url}/good"})
        assert asker(outside).ask(f"{outside.url}/in") == Answer(Outcome.NOT_ALLOWED)
        assert inside.agents.total() == 0


def test_a_name_with_one_private_address_among_others_is_not_asked(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved(_name: str, port: int, **_more: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr("pomost.desk.links.public_hosts.socket.getaddrinfo", resolved)
    monkeypatch.setattr("socket.create_connection", lambda *_: pytest.fail("connected"))
    assert Asker().ask("http://city.example/") == Answer(Outcome.NOT_ALLOWED)


def test_the_connection_goes_to_the_address_that_was_looked_at(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    def resolved(name: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        looked.append(name)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("pomost.desk.links.public_hosts.socket.getaddrinfo", resolved)
    answer = asker(outside).ask(f"http://münchen.example:{outside.server_port}/good")
    assert (answer.outcome, set(looked)) == (Outcome.OK, {"xn--mnchen-3ya.example", "127.0.0.1"})
    assert {headers["Host"] for headers in outside.headers} == {f"xn--mnchen-3ya.example:{outside.server_port}"}


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.8.8.8", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1"],
)  # fmt: skip
def test_no_server_of_a_network_that_is_not_public_is_asked(address: str) -> None:
    assert not is_public(ip_address(address), 80)


def test_a_public_server_is_asked_on_the_webs_ports_alone() -> None:
    for address in (ip_address("93.184.216.34"), ip_address("2606:2800:220:1:248:1893:25c8:1946")):
        assert [port for port in (22, 80, 443, 8000, 8443, 5432) if is_public(address, port)] == [80, 443]


@pytest.mark.parametrize(
    "url",
    ["ftp://city.example/", "file:///etc/passwd", "http://user@city.example/", "http://user:pass@city.example/",
     "http:///path", "http://city.example:99999/", "javascript:alert(1)", "http://" + "a" * 70 + ".example/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(NotPublic):
        split_safely(url)


# --- What an answer says


def test_failures_are_counted_from_the_first_and_a_good_answer_ends_them() -> None:
    first = state_after(Answer(Outcome.NOT_FOUND, 404), failing_since=None, failures=0, now=NOW, today=NOW.date())
    assert (first.failing_since, first.failures, first.due_on) == (NOW, 1, date(2026, 11, 28))
    later = NOW + timedelta(days=1)
    second = state_after(Answer(Outcome.NO_ANSWER), failing_since=NOW, failures=1, now=later, today=later.date())
    assert (second.failing_since, second.failures) == (NOW, 2)
    good = state_after(Answer(Outcome.OK, 200), failing_since=NOW, failures=2, now=later, today=later.date())
    assert (good.failing_since, good.failures, good.due_on) == (None, 0, date(2026, 12, 5))


@pytest.mark.parametrize(("seconds", "due_on"), [(0, 28), (60, 28), (86400, 28), (86401, 29), (259200, 30)])
def test_a_server_that_asks_for_time_gets_it_and_no_failure(seconds: float, due_on: int) -> None:
    answer = Answer(Outcome.LATER, 429, retry_after=seconds)
    state = state_after(answer, failing_since=NOW, failures=2, now=NOW, today=NOW.date())
    assert (state.failing_since, state.failures, state.due_on) == (NOW, 2, date(2026, 11, due_on))


def test_nobody_is_forgotten_for_longer_than_a_month() -> None:
    answer = Answer(Outcome.LATER, 429, retry_after=1e30)
    state = state_after(answer, failing_since=None, failures=0, now=NOW, today=NOW.date())
    assert state.due_on == date(2026, 12, 27)


def test_only_a_missing_page_is_not_found() -> None:
    found = {
        status: outcome_of(status) for status in (200, 204, 304, 400, 401, 403, 404, 405, 410, 418, 429, 451, 500, 503)
    }
    assert [status for status, outcome in found.items() if outcome == Outcome.NOT_FOUND] == [404, 410]
    assert [status for status, outcome in found.items() if outcome == Outcome.NO_ANSWER] == [500]
    assert [status for status, outcome in found.items() if outcome == Outcome.LATER] == [429, 503]


# --- Addresses in texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://city.example/a, and (http://www.other.example/b_(c)).", {"https://city.example/a", "http://www.other.example/b_(c)"}),
        ("HTTPS://City.Example", {"https://city.example/"}),
        ("https://city.example:8443/a?b=c&d=e#part", {"https://city.example:8443/a?b=c&d=e"}),
        ("„https://city.example/ä”.", {"https://city.example/ä"}),
        ('<p><a href="https://city.example/?a=1&amp;b=2">here</a> <a linktype="page" id="3">there</a></p>', {"https://city.example/?a=1&b=2"}),
        ('<p>https://city.example/<br/>x</p><a href="mailto:a@city.example">a</a><a href="/pl/">b</a>', {"https://city.example/"}),
        ("ftp://city.example, http://, http://[::1, city.example", set()),
        ("https://city.example/" + "a" * 1000, set()),
    ],
)  # fmt: skip
def test_addresses_are_found_as_they_are_written(text: str, found: set[str]) -> None:
    assert addresses_in(text) == found
    assert addresses_in({"pl": [text, None, 3], "de": {"x": text}}) == found
