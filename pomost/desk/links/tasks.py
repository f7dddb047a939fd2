"""What the background worker does when an officer asks for it."""

from django_tasks import task

from pomost.conf.claims import BACKEND
from pomost.conf.stopping import Stopped
from pomost.desk.links.actions import check_link_again


@task(backend=BACKEND)
def check_again(key: int) -> bool:
    """Ask one address now; the next worker does it where this one is to stop."""
    try:
        return check_link_again(key=key)
    except Stopped:
        check_again.enqueue(key)
        return False
