"""docs/deployment/nginx.conf as it stands there, in front of two real web processes: what a visitor gets through it."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from pomost.conf.environment import REPOSITORY
from tests.browser.demonstration import copy_demonstration
from tests.conf.test_stopping import free_port
from tests.databases import database_url, drop_database
from tests.environment import for_processes

pytestmark = pytest.mark.once

CONFIGURATION = REPOSITORY / "docs" / "deployment" / "nginx.conf"
NAME = "cooperation.example"
WHOLE = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors; {user}
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  {configuration}
}}
"""


@dataclass(frozen=True)
class Site:
    """The ports of a site behind nginx, and its two web processes."""

    http: int
    https: int
    processes: "list[subprocess.Popen[str]]"

    def ask(self, path: str, **headers: str) -> HTTPResponse:
        """The answer to a visitor who asks by HTTPS. Its body has been read."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = HTTPSConnection("127.0.0.1", self.https, timeout=30, context=trusting)
        return _answer(connection, path, headers)


def _answer(connection: HTTPConnection, path: str, headers: dict[str, str]) -> HTTPResponse:
    connection.request("GET", path, headers={"Host": NAME, **headers})
    response = connection.getresponse()
    response.text = response.read().decode(errors="replace")  # type: ignore[attr-defined]  # for the tests
    connection.close()
    return response


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration city behind the nginx of the documents, with its names, ports and certificate put in."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "On Debian: apt install nginx-light"
    folder = tmp_path_factory.mktemp("nginx")
    name = copy_demonstration(folder)
    environment = {
        **for_processes(),
        "POMOST_HOME": str(folder),
        "DATABASE_URL": database_url(name),
        "POMOST_URL": f"https://{NAME}",
        "POMOST_HOSTS": NAME,
        "POMOST_BEHIND_PROXY": "True",
    }
    ports = [free_port() for _process in range(2)]
    http, https = free_port(), free_port()
    command = [sys.executable, "manage.py", "serve", "--without-worker", "--port"]
    with ExitStack() as stack:
        stack.callback(drop_database, name)
        processes = [
            subprocess.Popen([*command, str(port)], cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True)
            for port in ports
        ]
        for process in processes:
            stack.enter_context(process)
            stack.callback(process.terminate)
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Pomost is ready")
        _write(folder, {8001: ports[0], 8002: ports[1], 80: http, 443: https})
        nginx = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        stack.enter_context(nginx)
        stack.callback(nginx.terminate)
        found = Site(http, https, processes)
        _wait(found, nginx)
        yield found


def _write(folder: Path, ports: dict[int, int]) -> None:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    told = CONFIGURATION.read_text()
    told = re.sub(r"127\.0\.0\.1:(\d+)", lambda match: f"127.0.0.1:{ports[int(match[1])]}", told)
    told = re.sub(r"listen (\d+)", lambda match: f"listen 127.0.0.1:{ports[int(match[1])]}", told)
    told = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", told)
    told = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", told)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, configuration=told, user=user))


def _wait(site: Site, nginx: "subprocess.Popen[bytes]") -> None:
    for _try in range(100):
        assert nginx.poll() is None
        try:
            site.ask("/pl/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not answer")


def test_a_visitor_without_https_is_led_to_it(site: Site) -> None:
    answer = _answer(HTTPConnection("127.0.0.1", site.http, timeout=30), "/pl/?q=1", {})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/pl/?q=1")


def test_pages_know_the_name_and_the_scheme_under_which_the_visitor_asked(site: Site) -> None:
    answer = site.ask("/pl/partnerstwa/suhl/")
    assert answer.status == 200
    assert f'rel="canonical" href="https://{NAME}/pl/partnerstwa/suhl/"' in answer.text  # type: ignore[attr-defined]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Set-Cookie"] is None


def test_kept_pages_come_compressed_and_are_not_sent_twice(site: Site) -> None:
    answer = site.ask("/pl/", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    again = site.ask("/pl/", **{"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


def test_a_name_that_is_not_the_sites_is_refused(site: Site) -> None:
    assert site.ask("/pl/", Host="other.example").status == 400


def test_one_process_may_end_and_nobody_notices(site: Site) -> None:
    """Stands last: it ends one of the processes."""
    one = site.processes[0]
    one.terminate()
    one.wait(30)
    assert {site.ask(f"/pl/?n={number}").status for number in range(6)} == {200}
