"""The page cache around a small application: what it keeps, for whom, and what it answers with."""

import gzip
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import brotli
import pytest
from django.db import OperationalError
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from pomost.conf.page_cache import PageCache, best_coding, known_part, matches, names_of_kept

COOKIES = ("sessionid", "csrftoken", "basket", "messages")
TEXT = "Zażółć gęślą jaźń. " * 200


class Site:
    """An application that counts what it is asked, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = "200 OK"
        self.headers = {"Content-Type": "text/html; charset=utf-8", "No-Vary-Search": 'params, except=("kind" "page")'}
        self.body: Callable[[dict[str, Any]], str] = lambda environ: (
            f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {TEXT}"
        )
        self.closed = 0
        self.stamp: Any = 1

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.asked.append(environ)
        body = self.body(environ).encode()
        start_response(self.status, [*self.headers.items(), ("Content-Length", str(len(body)))])
        return Content(self, body)


class Content:
    """The body of an answer, which has to be closed."""

    def __init__(self, site: Site, body: bytes) -> None:
        self.site, self.body = site, body

    def __iter__(self) -> Iterator[bytes]:
        yield self.body

    def close(self) -> None:
        self.site.closed += 1


class Answer:
    """What came back for a request, as a browser reads it."""

    def __init__(self, cache: PageCache, path: str = "/pl/", query: str = "", method: str = "GET", **more: str) -> None:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "leszno.example",
            "wsgi.url_scheme": "http",
            **more,
        }
        told: list[Any] = []
        content = cache(environ, lambda *args: told.extend(args))
        self.raw = b"".join(content)
        if hasattr(content, "close"):
            content.close()
        self.status: str = told[0]
        self.headers = {name.lower(): value for name, value in told[1]}
        assert len(self.headers) == len(told[1])

    @property
    def text(self) -> str:
        """The body, unpacked."""
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("content-encoding", ""), bytes)
        return unpack(self.raw).decode()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def cache(site: Site) -> PageCache:
    return around(site)


def around(site: Site, **more: Any) -> PageCache:
    return PageCache(site, stamp=lambda: site.stamp, our_cookies=COOKIES, **{"most_bytes": 1_000_000, **more})


def test_a_page_is_made_once_and_again_with_a_new_stamp(site: Site, cache: PageCache) -> None:
    first = Answer(cache)
    assert first.text == f"/pl/? {TEXT}"
    assert Answer(cache).text == first.text
    assert len(site.asked) == 1
    site.body = lambda _environ: "Otherwise"
    assert Answer(cache).text == first.text
    site.stamp = 2
    assert Answer(cache).text == "Otherwise"
    assert len(site.asked) == site.closed == 2


def test_a_page_that_becomes_outdated_while_it_is_made_is_not_kept(site: Site, cache: PageCache) -> None:
    def body(_environ: Any) -> str:
        site.stamp += 1
        return f"made under {site.stamp - 1}"

    site.body = body
    assert [Answer(cache).text for _time in range(3)] == ["made under 1", "made under 2", "made under 3"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.8, br;q=0.2", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("GZIP ; Q=0.5", "gzip"),
        ("gzip;q=x", ""),
        ("deflate", ""),
    ],
)
def test_each_browser_gets_a_coding_that_it_takes(site: Site, cache: PageCache, accepted: str, coding: str) -> None:
    for _time in range(2):
        answer = Answer(cache, HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["content-length"] == str(len(answer.raw))
        assert answer.text == f"/pl/? {TEXT}"
        assert answer.headers["vary"] == "Accept-Encoding, Cookie"
        assert answer.headers["cache-control"] == "no-cache"
    assert len(site.asked) == 1


def test_every_coding_has_a_tag_of_its_own(cache: PageCache) -> None:
    tags = {accepted: Answer(cache, HTTP_ACCEPT_ENCODING=accepted).headers["etag"] for accepted in ("", "gzip", "br")}
    assert len(set(tags.values())) == 3
    for accepted, tag in tags.items():
        for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            same = Answer(cache, HTTP_ACCEPT_ENCODING=accepted, HTTP_IF_NONE_MATCH=asked)
            assert (same.status, same.raw) == ("304 Not Modified", b"")
            assert same.headers["etag"] == tag
            assert {"content-type", "content-length", "content-encoding"}.isdisjoint(same.headers)
        for asked in ('"other"', tag.strip('"'), "", tags["gzip" if accepted != "gzip" else "br"]):
            assert Answer(cache, HTTP_ACCEPT_ENCODING=accepted, HTTP_IF_NONE_MATCH=asked).status == "200 OK"


def test_a_head_is_that_of_the_page(site: Site, cache: PageCache) -> None:
    head = Answer(cache, method="HEAD", HTTP_ACCEPT_ENCODING="gzip")
    page = Answer(cache, HTTP_ACCEPT_ENCODING="gzip")
    again = Answer(cache, method="HEAD", HTTP_ACCEPT_ENCODING="gzip")
    assert head.raw == again.raw == b""
    assert head.headers == page.headers == again.headers
    assert len(site.asked) == 1
    assert Answer(cache, method="HEAD", HTTP_IF_NONE_MATCH="*").status == "304 Not Modified"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_not_for_it(site: Site, cache: PageCache, method: str) -> None:
    Answer(cache)
    Answer(cache, method=method)
    assert site.asked[-1]["REQUEST_METHOD"] == method
    assert len(site.asked) == 2


@pytest.mark.parametrize("cookie", [*(f"{name}=abc" for name in COOKIES), "a=b; sessionid=c", "basket =x"])
def test_who_has_a_cookie_of_ours_gets_no_kept_page_and_leaves_none(site: Site, cache: PageCache, cookie: str) -> None:
    site.body = lambda environ: environ.get("HTTP_COOKIE", "for everybody")
    assert Answer(cache, HTTP_COOKIE=cookie).text == cookie
    assert Answer(cache).text == "for everybody"
    assert Answer(cache, HTTP_COOKIE=cookie).text == cookie
    assert Answer(cache, HTTP_AUTHORIZATION="Basic x").text == "for everybody"
    assert len(site.asked) == 4


def test_foreign_cookies_reach_nobody(site: Site, cache: PageCache) -> None:
    site.body = lambda environ: environ.get("HTTP_COOKIE", "for everybody")
    assert Answer(cache, HTTP_COOKIE="_ga=1").text == "for everybody"
    Answer(cache)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"status": "404 Not Found"},
        {"status": "302 Found"},
        {"status": "206 Partial Content"},
        {"Set-Cookie": "basket=a"},
        {"Cache-Control": "private"},
        {"Cache-Control": "public, No-Store"},
        {"Vary": "Accept-Language"},
        {"Vary": "Cookie, Accept-Language"},
        {"Vary": "*"},
        {"Content-Encoding": "gzip"},
        {"No-Vary-Search": ""},
        {"No-Vary-Search": "key-order"},
    ],
)
def test_what_must_not_be_kept_is_passed_on_as_it_is(site: Site, cache: PageCache, told: dict[str, str]) -> None:
    site.status = told.pop("status", site.status)
    site.headers |= told
    for _time in range(2):
        answer = Answer(cache)
        assert answer.status == site.status
        assert answer.raw == f"/pl/? {TEXT}".encode()
        assert "etag" not in answer.headers
        for name, value in told.items():
            assert answer.headers[name.lower()] == value
    assert len(site.asked) == site.closed == 2
    assert Answer(cache, method="HEAD").raw == b""
    assert site.closed == 3


def test_what_flows_is_passed_on_untouched(site: Site) -> None:
    class Flowing(Content):
        streaming = True

    flowing = Flowing(site, b"x")

    def application(_environ: Any, start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", list(site.headers.items()))
        return flowing

    cache = PageCache(application, stamp=lambda: 1, most_bytes=1000, our_cookies=COOKIES)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": ""}
    assert cache(environ, lambda *_told: None) is flowing


def test_each_address_is_a_page_of_its_own(site: Site) -> None:
    cache = around(site, behind_proxy=True)
    others: list[dict[str, str]] = [
        {},
        {"path": "/de/"},
        {"HTTP_HOST": "suhl.example"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/pomost"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_HOST": "suhl.example"},
        {"query": "kind=twinning"},
        {"query": "kind=twinning&page=2"},
    ]
    for _time in range(2):
        for other in others:
            Answer(cache, **other)
    assert len(site.asked) == len(others)
    Answer(around(site), HTTP_X_FORWARDED_HOST="suhl.example")
    Answer(around(site), HTTP_X_FORWARDED_HOST="leszno.example")
    assert len(site.asked) == len(others) + 2


def test_what_is_hung_on_an_address_reaches_neither_key_nor_django(site: Site, cache: PageCache) -> None:
    first = Answer(cache, query="fbclid=1&kind=a")
    assert "fbclid=1" in first.text  # nothing is known of the address yet: answered, not kept
    assert "etag" not in first.headers
    texts = {Answer(cache, query=query).text for query in ("kind=a&fbclid=2", "utm_source=x&kind=a", "kind=a")}
    assert texts == {f"/pl/?kind=a {TEXT}"}
    assert len(site.asked) == 2
    assert Answer(cache, query="fbclid=3").text == f"/pl/? {TEXT}"
    assert Answer(cache).text == f"/pl/? {TEXT}"
    assert len(site.asked) == 3


def test_a_mistyped_choice_does_not_make_it_forget_the_names(site: Site, cache: PageCache) -> None:
    Answer(cache)
    site.status = "404 Not Found"
    Answer(cache, query="kind=none")
    site.status = "200 OK"
    assert Answer(cache, query="utm_source=x").text == f"/pl/? {TEXT}"
    assert len(site.asked) == 2


def test_what_was_asked_for_longest_ago_goes_first(site: Site) -> None:
    one = around(site)
    Answer(one)
    cache = around(site, most_bytes=int(one._shelf.bytes * 2.5))
    site.asked.clear()
    for path in ("/pl/", "/de/", "/pl/", "/fr/", "/pl/", "/de/"):
        Answer(cache, path=path)
    assert [environ["PATH_INFO"] for environ in site.asked] == ["/pl/", "/de/", "/fr/", "/de/"]
    assert cache._shelf.bytes <= cache.most_bytes


def test_a_page_larger_than_everything_is_not_kept(site: Site) -> None:
    cache = around(site, most_bytes=100)
    assert Answer(cache).raw == Answer(cache).raw == f"/pl/? {TEXT}".encode()
    assert len(site.asked) == site.closed == 2
    assert cache._shelf.bytes == 0


def test_a_short_page_is_not_packed(site: Site, cache: PageCache) -> None:
    site.body = lambda _environ: "Short"
    answer = Answer(cache, HTTP_ACCEPT_ENCODING="br, gzip")
    assert answer.raw == b"Short"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("is_kept", [True, False])
def test_of_many_who_ask_at_once_one_has_it_made(site: Site, cache: PageCache, *, is_kept: bool) -> None:
    first_came, others_wait = threading.Event(), threading.Event()
    together = threading.Barrier(5, timeout=20)
    if not is_kept:
        site.headers["Cache-Control"] = "no-store"

    def body(_environ: Any) -> str:
        if not first_came.is_set():
            first_came.set()
            assert others_wait.wait(20)
        elif not is_kept:
            together.wait()  # none of the others waits for another
        return TEXT

    site.body = body
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(Answer, cache)
        assert first_came.wait(20)
        others = [threads.submit(Answer, cache) for _number in range(5)]
        waiting = cache._shelf._under_way
        while len(waiting) != 1 or len(next(iter(waiting.values()))._cond._waiters) < 5:  # type: ignore[attr-defined]
            pass
        others_wait.set()
        assert {answer.result(20).text for answer in (first, *others)} == {TEXT}
    assert len(site.asked) == (1 if is_kept else 6)
    assert cache._shelf._under_way == {}


def test_nobody_waits_for_a_page_that_failed(site: Site, cache: PageCache) -> None:
    def fail(_environ: Any) -> str:
        raise ZeroDivisionError

    site.body, body = fail, site.body
    with pytest.raises(ZeroDivisionError):
        Answer(cache)
    assert cache._shelf._under_way == {}
    site.body = body
    assert Answer(cache).text == f"/pl/? {TEXT}"


def test_what_the_database_cannot_vouch_for_is_not_answered_with(site: Site, cache: PageCache) -> None:
    Answer(cache)

    def fail() -> int:
        raise OperationalError

    cache.stamp = fail
    site.status = "503 Service Unavailable"
    assert Answer(cache).status == "503 Service Unavailable"


def test_static_files_have_a_server_of_their_own(site: Site, cache: PageCache) -> None:
    for _time in range(2):
        Answer(cache, path="/static/website/css/site.css")
    assert len(site.asked) == 2
    assert cache._shelf.names == {}


NAMES = st.sampled_from(["kind", "page", "q", "fbclid", "utm_source", "Kind", "kind ", "", "ki%6Ed", "p+age", "ą"])
VALUES = st.text(st.characters(exclude_characters="&#", min_codepoint=33, max_codepoint=255), max_size=6)
QUERIES = st.lists(st.one_of(st.builds("{}={}".format, NAMES, VALUES), NAMES, VALUES), max_size=6).map("&".join)


@given(query=QUERIES, names=st.sets(st.sampled_from(["kind", "page", "q"])))
@settings(max_examples=500, deadline=None)
def test_of_a_query_only_the_known_names_are_left(query: str, names: set[str]) -> None:
    whole, part = QueryDict(query), QueryDict(known_part(query, names))
    assert dict(part.lists()) == {name: values for name, values in whole.lists() if name in names}
    assert known_part(known_part(query, names), names) == known_part(query, names)


QUALITIES = st.one_of(st.none(), st.sampled_from(["0", "0.0", "0.001", "0.5", "1", "1.000"]))
CODINGS = st.dictionaries(st.sampled_from(["br", "gzip", "identity", "*", "deflate", "zstd"]), QUALITIES)


@given(wishes=CODINGS, spaces=st.sampled_from(["", " "]))
@settings(max_examples=500, deadline=None)
def test_no_coding_is_sent_that_is_refused_and_none_is_better(wishes: dict[str, str | None], spaces: str) -> None:
    header = ",".join(
        f"{spaces}{coding}{spaces}" + (f";{spaces}q={quality}" if quality else "") for coding, quality in wishes.items()
    )
    weights = {coding: float(quality or 1) for coding, quality in wishes.items()}

    def weight(coding: str) -> float:
        return weights.get(coding, weights.get("*", 0.0))

    best = best_coding(header)
    if best:
        assert weight(best) > 0
        assert weight(best) == max(weight("br"), weight("gzip"))
        assert weight(best) >= weights.get("identity", 0.0)
    else:
        most = max(weight("br"), weight("gzip"))
        assert most == 0 or most < weights["identity"]


TAGS = st.from_regex(r'"[!#-~]{0,8}"', fullmatch=True)


@given(tags=st.lists(st.tuples(st.booleans(), TAGS), max_size=5), own=TAGS)
@settings(max_examples=500, deadline=None)
def test_a_tag_is_found_in_a_list_if_it_is_there(tags: list[tuple[bool, str]], own: str) -> None:
    asked = ", ".join(f"{'W/' if is_weak else ''}{tag}" for is_weak, tag in tags)
    assert matches(own, asked) is any(tag == own for _is_weak, tag in tags)


@given(asked=st.text(max_size=30))
def test_nonsense_matches_nothing(asked: str) -> None:
    assert not matches('"0123456789abcdef01234567-br"', asked) or asked.strip() == "*"


def test_names_are_read_of_the_answer() -> None:
    told = [("Content-Type", "text/html"), ("no-vary-search", 'params, except=("kind" "country")')]
    assert names_of_kept("200 OK", told) == ("kind", "country")
    assert names_of_kept("200 OK", [("No-Vary-Search", "params")]) == ()
    assert names_of_kept("200 OK", []) is None
