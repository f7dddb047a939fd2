"""The background worker beside the running server."""

import os
import re
import signal
import time

from tests.browser.conftest import Server


def workers(server: Server) -> set[int]:
    """The processes that have told lately that they live."""
    told = server.manage("work", "--list").splitlines()[0]
    return {int(pid) for pid in re.findall(r"-(\d+)-\w{8}\b", told)}


def test_a_killed_worker_is_begun_again_beside_the_server(office_server: Server) -> None:
    (first,) = workers(office_server)
    os.kill(first, signal.SIGKILL)
    for _attempt in range(60):
        others = workers(office_server) - {first}
        if others:
            break
        time.sleep(0.5)
    assert len(others) == 1
