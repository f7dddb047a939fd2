"""A job and a task for tests."""

import os
from datetime import time
from pathlib import Path

from django_tasks import task

from pomost.conf.claims import BACKEND
from pomost.conf.schedule import Job

DAILY = Job("tell", "check", "Tell", at=time(0, 0))


@task(backend=BACKEND)
def tell(word: str) -> str:
    """Add a line to the file TOLD."""
    with Path(os.environ["TOLD"]).open("a") as file:
        file.write(f"{word}\n")
    return word
