"""docs/deployment/nginx.conf as it stands there, in front of two real web processes."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from pomost.conf.environment import REPOSITORY
from tests.conf.test_stopping import free_port

CONFIGURATION = REPOSITORY / "docs" / "deployment" / "nginx.conf"
NAME = "cooperation.example"
SETTINGS = {"POMOST_URL": f"https://{NAME}", "POMOST_HOSTS": NAME, "POMOST_BEHIND_PROXY": "True"}
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
class Answer:
    """What came back."""

    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode(errors="replace")


@dataclass
class WebProcess:
    """`manage.py serve` on a port of its own, without a worker; it can be ended and begun again."""

    FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": NAME}  # as nginx says it

    environment: Mapping[str, str]
    port: int
    process: "subprocess.Popen[str] | None" = None

    def begin(self) -> None:
        """Start it: see `wait`."""
        command = [sys.executable, "manage.py", "serve", "--without-worker", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=dict(self.environment), stdout=subprocess.PIPE, text=True
        )

    def wait(self) -> None:
        """Return once it answers."""
        assert self.process is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("Pomost is ready")

    def end(self) -> None:
        """End it, if it runs."""
        if self.process is not None:
            with self.process:
                self.process.terminate()
            self.process = None

    def ask(self, path: str) -> Answer:
        """The answer to what nginx would pass on."""
        return answer(self.connection(), path, self.FORWARDED)

    def connection(self) -> HTTPConnection:
        """A connection as nginx has it."""
        return HTTPConnection("127.0.0.1", self.port, timeout=30)


@dataclass(frozen=True)
class Site:
    """The ports of a site behind nginx, and its web processes."""

    http: int
    https: int
    processes: list[WebProcess]

    def ask(self, path: str, **headers: str) -> Answer:
        """The answer to a visitor who asks by HTTPS."""
        return answer(self.connection(), path, headers)

    def connection(self) -> HTTPSConnection:
        """A visitor's connection by HTTPS."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection("127.0.0.1", self.https, timeout=30, context=trusting)


def answer(connection: HTTPConnection, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """The answer to a GET, or to a POST where there is a `body`."""
    with closing(connection):
        connection.request("GET" if body is None else "POST", path, body=body, headers={"Host": NAME, **headers})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@contextmanager
def behind_nginx(folder: Path, *environments: Mapping[str, str]) -> Iterator[Site]:
    """Two web processes with these `environments`, with nginx before them that keeps its files in `folder`."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "On Debian: apt install nginx-light"
    processes = [WebProcess({**environment, **SETTINGS}, free_port()) for environment in environments]
    site = Site(free_port(), free_port(), processes)
    try:
        for process in processes:
            process.begin()
        for process in processes:
            process.wait()
        _write(folder, {8001: processes[0].port, 8002: processes[1].port, 80: site.http, 443: site.https})
        with subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")]) as nginx:
            try:
                _wait(site, nginx)
                yield site
            finally:
                nginx.terminate()
    finally:
        for process in processes:
            process.end()


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
