"""The Content-Security-Policy: without exceptions for the public, relaxed for the office's workplace alone."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from pomost.conf.security import ContentSecurityPolicyMiddleware
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> dict[str, str]:
    header = client.get(path)["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_public_pages_load_from_their_own_host_only(client: Client, site: CitySettings) -> None:
    directives = policy(client, "/pl/")
    assert directives["default-src"] == "'none'"
    assert {value for name, value in directives.items() if name.endswith("-src") and name != "default-src"} == {
        "'self'"
    }
    assert directives["base-uri"] == "'none'"


def test_the_relaxation_ends_at_the_admin(client: Client, site: CitySettings) -> None:
    assert "'unsafe-inline'" in policy(client, "/admin/login/")["script-src"]
    assert "'unsafe-inline'" not in policy(client, "/pl/admin/")["script-src"]
    assert policy(client, "/administration/")["script-src"] == "'self'"


def test_answers_carry_the_usual_safety_headers(client: Client, site: CitySettings) -> None:
    response = client.get("/pl/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_public_page_is_framed_by_nobody_and_both_headers_say_so(client: Client, site: CitySettings) -> None:
    assert client.get("/pl/")["X-Frame-Options"] == "DENY"
    assert policy(client, "/pl/")["frame-ancestors"] == "'none'"
    assert client.get("/admin/login/")["X-Frame-Options"] == "DENY"
    assert policy(client, "/admin/login/")["frame-ancestors"] == "'none'"


def test_what_wagtail_frames_may_be_framed_by_the_desk(rf: RequestFactory) -> None:
    preview = HttpResponse(headers={"X-Frame-Options": "SAMEORIGIN"})
    middleware = ContentSecurityPolicyMiddleware(lambda _request: preview)
    middleware(rf.get("/admin/snippets/preview/"))
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
