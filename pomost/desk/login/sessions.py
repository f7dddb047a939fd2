"""Sessions that know whose they are and when they began: Django's, in a table of our own (SESSION_ENGINE).

A session ends when it was not used for SESSION_COOKIE_AGE, when POMOST_SESSION_HOURS are over, when the password
changes (Django's own check) and when `end_sessions` is called.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from pomost.desk.models import AccountSession

# How late the use of a session may be noted: noting it at every click would cost a write each.
NOTED_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    """As Django's in the database, bound to an account and to an end that no use puts off."""

    started_at: datetime | None = None
    noted_until: datetime | None = None  # the end that stands in the database

    @classmethod
    def get_model_class(cls) -> "type[AccountSession]":
        from pomost.desk.models import AccountSession  # this module is read before there are models

        return AccountSession

    def load(self) -> dict[str, Any]:
        row: Any = self._get_session_from_db()  # type: ignore[attr-defined]  # not in the stubs
        if row is None:
            return {}
        self.started_at, self.noted_until = row.started_at, row.expire_date
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def create(self) -> None:
        """A new key is a new beginning: Django makes one when somebody logs in."""
        self.started_at = self.noted_until = None
        super().create()

    def create_model_instance(self, data: Any) -> "AccountSession":
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        row.started_at = self._beginning()
        made: AccountSession = row
        return made

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return min(super().get_expiry_date(**kwargs), self._end())

    def get_expiry_age(self, **kwargs: Any) -> int:
        return min(super().get_expiry_age(**kwargs), int((self._end() - timezone.now()).total_seconds()))

    def is_due(self) -> bool:
        """Whether it is time to note that the session is used; never before it was read."""
        return self.noted_until is not None and self.get_expiry_date() - self.noted_until > NOTED_EVERY

    def _beginning(self) -> datetime:
        if self.started_at is None:
            self.started_at = timezone.now()
        return self.started_at

    def _end(self) -> datetime:
        return self._beginning() + timedelta(hours=settings.POMOST_SESSION_HOURS)


def end_sessions(account: Any, *, but: str | None = None) -> None:
    """End all sessions of `account`; `but` is the key of one that goes on."""
    SessionStore.get_model_class().objects.filter(account=account).exclude(session_key=but or "").delete()
