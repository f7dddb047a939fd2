"""What the figures were measured on: they mean nothing without it."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path


def machine() -> Mapping[str, str]:
    """The machine and the versions, each fact by its name."""
    kilobytes = int(_found(r"^MemTotal:\s+(\d+) kB$", Path("/proc/meminfo")) or 0)
    system = _found(r'^PRETTY_NAME="(.+)"$', Path("/etc/os-release"))
    return {
        "Processor": _found(r"^model name\s*: (.+)$", Path("/proc/cpuinfo")) or platform.machine(),
        "Cores": f"{len(os.sched_getaffinity(0))}; servers on one, whoever asks on the other",
        "Memory": f"{kilobytes / 1024**2:.0f} GB",
        "System": f"{system}, Linux {platform.release()}",
        "Python": f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "Packages": ", ".join(f"{name} {version(name)}" for name in ("Django", "wagtail", "granian", "typst")),
        "nginx": _said([shutil.which("nginx") or "/usr/sbin/nginx", "-v"], r"nginx/(\S+)"),
        "wrk": _said(["wrk", "-v"], r"wrk (?:debian/)?(\S+)"),
    }


def _found(pattern: str, file: Path) -> str:
    try:
        found = re.search(pattern, file.read_text(), re.MULTILINE)
    except OSError:
        return ""
    return found[1].strip() if found else ""


def _said(command: list[str], pattern: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "unknown"
