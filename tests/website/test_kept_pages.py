"""What the page cache keeps of the real site, for whom, and that pages say what they read of their address."""

from functools import cached_property
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from pomost.conf import stamp
from pomost.conf.page_cache import NAMES, PageCache
from pomost.register.actions.records import unpublish_record
from pomost.register.models import Partnership
from pomost.website.settings import CitySettings
from pomost.website.signposts import signpost_for
from tests.browser.pages import PAGES
from tests.website.written import block, editorial, home_of

pytestmark = pytest.mark.django_db

# What programs read.
FILES = {
    "robots": "/robots.txt",
    "sitemaps": "/sitemap.xml",
    "sitemap": "/sitemap-pages-1.xml",
    "news as a feed": "/pl/aktualnosci/atom/",
    "changes as a feed": "/de/~changes/atom/",
    "calendar": "/pl/dzialania/calendar.ics",
    "calendar of a partnership": "/de/partnerschaften/suhl/calendar.ics",
    "suggestions": "/pl/szukaj/podpowiedzi/?q=ork",
    "PDF": "/pl/~basket/document.pdf?things=p1",
    "desk": "/admin/login/",
    "first address": "/",
}
# One visitor's, bearing a moment, led on, not there, or the same for all but of no weight.
NOT_KEPT = {
    "basket",
    "selection",
    "not found",
    "contact form",
    "message sent",
    "robots",
    "sitemaps",
    "sitemap",
    "PDF",
    "desk",
    "first address",
}


class Site:
    """The site behind the page cache."""

    def __init__(self) -> None:
        handler = WSGIHandler()
        self.made = 0

        def counted(environ: Any, start_response: Any) -> Any:
            self.made += 1
            return handler(environ, start_response)

        self.cache = PageCache(
            counted,
            stamp=lambda: stamp.seen(),
            most_bytes=64_000_000,
            our_cookies=[settings.SESSION_COOKIE_NAME, settings.BASKET_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
        )

    def get(self, path: str, **more: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        path, _question, query = path.partition("?")
        given: dict[str, Any] = {"QUERY_STRING": query, "HTTP_HOST": "testserver", **more}
        environ = RequestFactory().get(path, **given).environ
        told: list[Any] = []
        for signal in (request_started, request_finished):  # as Django's own client: the test's data are not committed
            signal.disconnect(close_old_connections)
        content = self.cache(environ, lambda *args: told.extend(args))
        body = b"".join(content)
        if hasattr(content, "close"):
            content.close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        return int(told[0][:3]), {name.lower(): value for name, value in told[1]}, body

    def keeps(self, path: str) -> bool:
        """Whether the second to ask gets what the first got."""
        self.get(path)
        before = self.made
        self.get(path)
        return self.made == before


@pytest.fixture
def behind() -> Site:
    return Site()


def test_each_kind_of_page_is_kept_or_not(behind: Site, city: CitySettings) -> None:
    before = stamp.seen()
    kept = {name: behind.keeps(path) for name, path in {**PAGES, **FILES}.items()}
    assert {name for name, is_kept in kept.items() if not is_kept} == NOT_KEPT
    assert stamp.seen() == before  # reading writes nothing that counts


def test_a_kept_page_costs_no_query_and_says_how_to_keep_it(behind: Site, city: CitySettings) -> None:
    _status, first, _body = behind.get("/pl/partnerstwa/")
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = behind.get("/pl/partnerstwa/?utm_source=letter")
    assert (len(queries), status) == (0, 200)
    assert headers == first
    assert headers["cache-control"] == "no-cache"
    assert headers["vary"] == "Accept-Encoding, Cookie"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert body.lstrip().startswith(b"<!DOCTYPE html>")
    assert behind.get("/pl/partnerstwa/", HTTP_IF_NONE_MATCH=headers["etag"])[0] == 304


class Reading(QueryDict):
    """Parameters that remember which of them were asked for."""

    asked: ClassVar[set[str]] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().getlist(key, default)

    def dict(self) -> Any:
        return self


def test_pages_say_which_parameters_they_read(
    visitor: Client, city: CitySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = cached_property(lambda request: Reading(request.META["QUERY_STRING"]))
    parameters.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", parameters)
    asked = Reading.asked
    read = {}
    for name, path in {**PAGES, **FILES}.items():
        asked.clear()
        response = visitor.get(path)
        told = response.headers.get(NAMES)
        if told is not None:
            names = set(told.replace('"', " ").removeprefix("params, except=(").removesuffix(")").split())
            names.discard("params")
            assert asked <= names, name
            read[name] = set(asked)
    assert read["narrowed list"] == {"kind", "country", "area", "legal", "living", "page"}
    assert read["search"] == {"q", "page", "kind", "language"}
    assert read["register of changes"] == {"before", "earlier", "later"}
    assert read["activities"] == {"partnership", "page"}
    assert read["home"] == set()


def test_what_is_published_changed_or_withdrawn_is_seen_at_once(behind: Site, city: CitySettings) -> None:
    path = "/de/partnerschaften/suhl/"
    assert behind.keeps(path)
    record = Partnership.objects.get(slug="suhl")
    Partnership.objects.filter(pk=record.pk).update(since="1951")
    assert "1951" in behind.get(path)[2].decode()
    unpublish_record(record=record)
    assert behind.get(path)[0] == 404
    assert "Suhl" not in behind.get("/de/partnerschaften/")[2].decode().split("<main")[1]


def test_an_officer_sees_and_leaves_no_kept_page(behind: Site, city: CitySettings, client: Client) -> None:
    page = editorial(home_of(city), block("text", "<p>Secret draft</p>"), slug="draft")
    page.unpublish()
    assert behind.get("/pl/draft/")[0] == 404
    client.force_login(get_user_model().objects.create_superuser("officer"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    before = behind.made
    for _time in range(2):
        status, headers, _body = behind.get("/pl/", HTTP_COOKIE=cookie)
        assert status == 200
        assert "etag" not in headers
    assert behind.made == before + 2
    assert behind.cache._shelf.bytes == 0


def test_a_page_kept_from_the_public_is_never_kept(behind: Site, city: CitySettings) -> None:
    page = editorial(home_of(city), block("text", "<p>For members</p>"), slug="members")
    assert behind.keeps("/pl/members/")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="let me in")
    for _time in range(2):
        _status, headers, body = behind.get("/pl/members/")
        assert b"For members" not in body
        assert "etag" not in headers
    PageViewRestriction.objects.all().delete()
    assert b"For members" in behind.get("/pl/members/")[2]


def test_the_number_of_a_basket_is_nobody_else_s(behind: Site, city: CitySettings, client: Client) -> None:
    behind.get("/pl/")
    client.post("/pl/~basket/", {"verb": "add", "code": "p1"})
    cookie = f"basket={client.cookies['basket'].value}"
    assert b"data-basket-number>1<" in behind.get("/pl/", HTTP_COOKIE=cookie)[2]
    assert b"data-basket-number>0<" in behind.get("/pl/")[2]


def test_readers_leave_the_shared_signpost_as_it_was(visitor: Client, city: CitySettings) -> None:
    def state() -> list[Any]:
        signpost = signpost_for(RequestFactory().get("/"))
        assert signpost is not None
        things = [signpost.city, signpost.city.site, signpost.home, signpost.office, *signpost.pages]
        assert all({"open_to_all", "shown_with", "specific_deferred"}.isdisjoint(vars(page)) for page in signpost.pages)
        return [{field.attname: getattr(thing, field.attname) for field in thing._meta.fields} for thing in things]

    visitor.get("/pl/")
    before = state()
    for path in PAGES.values():
        visitor.get(path)
    assert state() == before
    signpost = signpost_for(RequestFactory().get("/"))
    assert signpost is signpost_for(RequestFactory().get("/de/"))
