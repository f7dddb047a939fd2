"""What is refused, or goes wrong: in the site's own words, in the reader's language, with a way on."""

import logging
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from pomost.conf.urls import urlpatterns as real
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db


def break_down(request: Any) -> HttpResponse:
    raise RuntimeError("the cause, which is nobody's business")


def keep_out(request: Any) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("break/", break_down), path("keep-out/", keep_out), *real]


def assert_page(response: Any, *, language: str) -> str:
    """That `response` is a whole page of the site which its own policy lets look as it should."""
    page = str(response.content.decode())
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert '<a href="/">' in page
    assert "style=" not in page
    assert "<style" not in page
    assert "<script" not in page
    assert "/static/website/css/site" in page
    assert "default-src 'none'" in response["Content-Security-Policy"]
    return page


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address", ["/de/", "/robots.txt", "/favicon.ico", "/photos/1/a/320.webp", "/documents/1/a.pdf"]
)
def test_a_public_address_can_only_be_read(site: CitySettings, method: str, address: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address, headers={"accept-language": "de"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert_page(response, language="de")


def test_a_public_address_says_what_it_allows(client: Client, site: CitySettings) -> None:
    response = client.options("/pl/")
    assert (response.status_code, response["Allow"], response.content) == (200, "GET, HEAD, OPTIONS", b"")


def test_a_form_without_its_token_is_refused_in_the_readers_language(site: CitySettings) -> None:
    careful = Client(enforce_csrf_checks=True)
    response = careful.post("/admin/login/", {"username": "a"}, headers={"accept-language": "fr"})
    assert response.status_code == 403
    page = response.content.decode()
    assert '<html lang="fr">' in page
    assert "CSRF" not in page
    assert "<style" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_what_is_not_open_is_refused_in_the_sites_own_page(client: Client) -> None:
    response = client.get("/keep-out/", headers={"accept-language": "nl"})
    assert response.status_code == 403
    assert_page(response, language="nl")


@override_settings(ROOT_URLCONF=__name__)
def test_what_went_wrong_is_told_without_its_cause_and_without_the_database(
    django_assert_num_queries: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with django_assert_num_queries(0):
        response = Client(raise_request_exception=False).get("/break/", headers={"accept-language": "pl"})
    assert response.status_code == 500
    assert "nobody" not in assert_page(response, language="pl")
    assert "nobody's business" in caplog.text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/de/partnerships-de/suhl/", "pl", "de"),
        ("/nl/", "", "nl"),
        ("/fr/nothing/at/all/", "", "fr"),
        ("/sitemap.xml", "en", "en"),
        ("/photos/1/a/480.webp", "de", "de"),
        ("/admin/login/", "fr", "fr"),
    ],
)
def test_a_database_that_does_not_answer_is_asked_once_and_told(
    site: CitySettings, caplog: pytest.LogCaptureFixture, address: str, accepted: str, language: str, error: Any
) -> None:
    asked = []

    def refuse(_execute: Any, sql: str, *_more: Any) -> None:
        asked.append(sql)
        raise error("connection refused by db.internal")

    with connection.execute_wrapper(refuse):
        response = Client(raise_request_exception=False).get(address, headers={"accept-language": accepted})
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    page = assert_page(response, language=language)
    assert "db.internal" not in page
    assert "Traceback" not in page
    assert len(asked) == 1
    assert "db.internal" in caplog.text


def test_a_host_of_another_name_gets_a_page_and_one_line_in_the_log(client: Client) -> None:
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    stream = handler.setStream(told := StringIO())
    try:
        response = client.get("/de/", headers={"host": "elsewhere.example"})
    finally:
        handler.setStream(stream)
    assert response.status_code == 400
    assert_page(response, language="de")
    lines = [line for line in told.getvalue().splitlines() if "Bad Request" not in line]
    assert len(lines) == 1
    assert "WARNING django.security.DisallowedHost: Invalid HTTP_HOST header: 'elsewhere.example'." in lines[0]


def test_the_icon_is_where_browsers_look_for_it(client: Client, site: CitySettings) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].startswith("/static/website/favicon.")
    assert b'type="image/svg+xml"' in client.get("/pl/").content
