"""What the background worker does when a visitor asks for it."""

from django_tasks import task

from pomost.conf.claims import BACKEND
from pomost.conf.stopping import Stopped
from pomost.website.basket.preparing import prepare


@task(backend=BACKEND)
def prepare_file(key: int) -> None:
    """Make one file; the next worker does it where this one is to stop."""
    try:
        prepare(key)
    except Stopped:
        prepare_file.enqueue(key)
