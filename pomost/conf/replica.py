"""The replica: a second PostgreSQL that follows the first one, the primary, and answers readers in its place.

What always holds:

1. **Readers alone.** A request reads from the replica only if the page cache has it made for everybody: by GET, with no
   session, basket or other cookie, no credentials. Whoever is signed in, whatever is sent, the worker and all commands
   ask the primary, so that everybody reads what they have written.
2. **Nothing stale.** Before a request reads from it, the replica is asked for its own stamp. Unless that is the stamp
   under which the answer will be kept, the request reads from the primary; so a replica that lags costs speed, never
   the truth. From then on the request holds to that stamp (conf.stamp).
3. **Nothing uncounted.** What the stamp does not count (conf.writes) may be newer on the primary, and is read there.
4. **Whoever writes reads there.** With its first write that counts a request has done with the replica.
5. **Nothing lost with it.** A replica that does not answer is left alone for a while; an answer for which it failed
   in between is made again from the primary.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.db import Error, connections, models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pomost.conf.models import Write
from pomost.conf.page_cache import STAMP
from pomost.conf.stamp import Stamp, held
from pomost.conf.writes import NEVER_SEEN

PRIMARY = "default"
REPLICA = "replica"
AWAY_SECONDS = 5.0  # for which a replica that does not answer is not asked again

logger = logging.getLogger(__name__)


class Router:
    """Tells Django which database to ask: DATABASE_ROUTERS."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str:
        return PRIMARY if held.get() is None or model._meta.db_table in NEVER_SEEN else REPLICA

    def db_for_write(self, _model: type[models.Model], **_hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, *_objects: models.Model, **_hints: Any) -> bool:
        return True  # both are one and the same data

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == PRIMARY


class ReplicaMiddleware:
    """The first of the middleware: has requests read from the replica that may, and those again that failed so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._away_until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        stamp = request.META.get(STAMP)
        if stamp is None or not self._has(stamp):
            return self.get_response(request)
        statements = _Statements()
        token = held.set(stamp)
        try:
            with connections[REPLICA].execute_wrapper(statements):
                response = self.get_response(request)
        finally:
            held.reset(token)
        if not statements.any_failed:
            return response
        logger.warning("The replica failed to answer for %s, the primary is asked", request.path)
        response.close()
        return self.get_response(request)

    def _has(self, stamp: Stamp) -> bool:
        """Whether the replica answers, and has what `stamp` stands for; the connection stays open for the request."""
        if monotonic() < self._away_until:
            return False
        try:
            return Write.told(using=REPLICA) == (stamp.writes, stamp.keys)
        except Error as error:
            self._away_until = monotonic() + AWAY_SECONDS
            logger.warning("The replica does not answer, the primary is asked: %s", str(error).strip())
            return False


class _Statements:
    """Those of a request on the replica: it ends some of them, to follow the primary, or may stop in between."""

    any_failed = False

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        try:
            return execute(*statement)
        except Error:
            self.any_failed = True
            raise
