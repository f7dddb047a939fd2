"""The browser of the machine, for tests and for pictures."""

import os
import shutil

# The first that is there is taken; tools/chromium.sh makes sure that one is.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of the browser. Raises RuntimeError where there is none."""
    names = (os.environ.get("POMOST_CHROMIUM", ""), *NAMES)
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("There is no Chromium: `sh tools/chromium.sh` says how to get one.")
    return path
