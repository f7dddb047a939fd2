"""What a visitor gets through the nginx of the documents."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.browser.demonstration import copy_demonstration
from tests.conf.behind_nginx import NAME, Site, answer, behind_nginx
from tests.databases import database_url, drop_database
from tests.environment import for_processes

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration city, served by two processes of one home."""
    folder = tmp_path_factory.mktemp("nginx")
    name = copy_demonstration(folder)
    environment = {**for_processes(), "POMOST_HOME": str(folder), "DATABASE_URL": database_url(name)}
    try:
        with behind_nginx(folder, environment, environment) as found:
            yield found
    finally:
        drop_database(name)


def test_a_visitor_without_https_is_led_to_it(site: Site) -> None:
    led = answer(HTTPConnection("127.0.0.1", site.http, timeout=30), "/pl/?q=1", {})
    assert (led.status, led.headers["Location"]) == (301, f"https://{NAME}/pl/?q=1")


def test_pages_know_the_name_and_the_scheme_under_which_the_visitor_asked(site: Site) -> None:
    page = site.ask("/pl/partnerstwa/suhl/")
    assert page.status == 200
    assert f'rel="canonical" href="https://{NAME}/pl/partnerstwa/suhl/"' in page.text
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert page.headers["Set-Cookie"] is None


def test_kept_pages_come_compressed_and_are_not_sent_twice(site: Site) -> None:
    page = site.ask("/pl/", **{"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    again = site.ask("/pl/", **{"Accept-Encoding": "gzip", "If-None-Match": page.headers["ETag"]})
    assert again.status == 304


def test_a_name_that_is_not_the_sites_is_refused(site: Site) -> None:
    assert site.ask("/pl/", Host="other.example").status == 400


def test_one_process_may_end_and_nobody_notices(site: Site) -> None:
    site.processes[0].end()
    try:
        assert {site.ask(f"/pl/?n={number}").status for number in range(6)} == {200}
    finally:
        site.processes[0].begin()
        site.processes[0].wait()
