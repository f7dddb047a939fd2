"""The servers that are compared: nginx with files, ours, and the peer; each one worker, on one and the same core."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pomost.conf.server import BLOCKING_THREADS
from tools.bench.processes import LOOPBACK, cores, end, environment_for, free_port, start, wait_for

NGINX = """
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen {address}:{port}; root {folder}/files; }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A running server; `started` is how long it took from its start to its first answer, in seconds."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    started: float

    def url(self, path: str) -> str:
        """The whole address of `path`."""
        return f"http://{LOOPBACK}:{self.port}{path}"


@contextmanager
def nginx(folder: Path, files: Mapping[str, bytes]) -> Iterator[Server]:
    """Debian's nginx on `files` (name → content), with a configuration of its own in `folder`."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    (folder / "files").mkdir(parents=True)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    config = folder / "nginx.conf"
    # Where root starts it, its worker becomes the one who may read the folder.
    user = "user root;\n" if os.getuid() == 0 else ""
    config.write_text(user + NGINX.format(folder=folder, address=LOOPBACK, port=port))
    command = [program, "-p", str(folder), "-c", str(config)]
    with _served("nginx", command, dict(os.environ), port, f"/{next(iter(files))}", folder / "log") as server:
        yield server


@contextmanager
def pomost(home: Path, first: str, **environment: str) -> Iterator[Server]:
    """Ours on `home`; it has started once it answers the page at `first`. Without the background worker."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--without-worker"]
    with _served("pomost", command, environment_for(home, **environment), port, first, home / "log") as server:
        yield server


@contextmanager
def peer(home: Path, first: str, *, is_cached: bool) -> Iterator[Server]:
    """The plain Wagtail site in `home`, on granian with the same settings as ours."""
    port = free_port()
    command = _granian(port, "tools.bench.peer.wsgi:application")
    name = "peer, cached" if is_cached else "peer"
    with _served(name, command, peer_environment(home, is_cached=is_cached), port, first, home / "log") as server:
        yield server


@contextmanager
def bare(folder: Path, file: Path) -> Iterator[Server]:
    """A bare function that returns the bytes of `file`, on granian with the same settings as ours."""
    port = free_port()
    command = _granian(port, "tools.bench.bare:application")
    environment = environment_for(folder, BARE_FILE=str(file))
    with _served("bare", command, environment, port, "/", folder / "log-bare") as server:
        yield server


def _granian(port: int, target: str) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port),
        "--workers", "1", "--blocking-threads", str(BLOCKING_THREADS), "--log-level", "warning", target,
    ]  # fmt: skip


def peer_environment(home: Path, *, is_cached: bool = False) -> dict[str, str]:
    """The environment of a process of the peer in `home`."""
    return environment_for(
        home,
        DJANGO_SETTINGS_MODULE="tools.bench.peer.settings",
        PEER_HOME=str(home),
        PEER_CACHED="1" if is_cached else "",
    )


@contextmanager
def _served(
    name: str, command: list[str], environment: Mapping[str, str], port: int, first: str, log: Path
) -> Iterator[Server]:
    begun = time.perf_counter()
    process = start(command, core=cores()[0], environment=environment, log=log)
    try:
        yield Server(name, port, process, wait_for(process, port, first, log) - begun)
    finally:
        end(process)
