"""The second factor of an account: an app on a phone that shows codes (TOTP), and recovery codes on paper.

Devices, the counting of wrong codes and the refusal of a code that was used come from django-otp, which keeps all of it
in the database, under a lock.
"""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from time import time
from typing import Any

import segno
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.log_actions import log

from pomost.desk.login.sessions import end_sessions

RECOVERY_CODES = 10
STEPS_OFF = 1  # half a minute: clocks differ, and typing takes its time


@dataclass(frozen=True)
class Checked:
    """What came of a code: the device that took it, or None; `wait_until` where it was not even looked at."""

    device: Any = None
    wait_until: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """A key that is not yet anybody's second factor, as a phone reads it and as somebody types it."""

    key: str
    address: str

    @property
    def qr(self) -> str:
        """The address as an SVG, drawn here."""
        code = segno.make(self.address, error="m", micro=False)
        return code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)

    @property
    def typed(self) -> str:
        """The key in groups of four."""
        plain = b32encode(bytes.fromhex(self.key)).decode()
        return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def offer_to(account: Any, key: str) -> Offer:
    """What `account` is shown while it sets up an app with `key`."""
    return Offer(key, TOTPDevice(user=account, key=key).config_url)


def has_second_factor(account: Any) -> bool:
    """Whether a code is asked for when `account` signs in."""
    return TOTPDevice.objects.filter(user=account, confirmed=True).exists()


def recovery_codes_left(account: Any) -> int:
    """How many recovery codes of `account` were not used yet."""
    return StaticToken.objects.filter(device__user=account).count()


def step_of(key: str, code: str) -> int | None:
    """The half minute to which `code` belongs by `key`; None if to none of the last ones."""
    if not code.isdecimal():
        return None
    clock = TOTP(bytes.fromhex(key))
    clock.time = time()
    return clock.t() if clock.verify(int(code), tolerance=STEPS_OFF) else None


@transaction.atomic
def check_code(*, account: Any, code: str) -> Checked:
    """Try a code of the app or a recovery code of `account`; either holds once.

    A wrong one makes the next wait: a second, two, four and so on, whoever types it.
    """
    kind = TOTPDevice if code.isdecimal() else StaticDevice
    device = kind.objects.select_for_update().filter(user=account, confirmed=True).first()
    if device is None:
        return Checked()
    is_allowed, why = device.verify_is_allowed()
    if not is_allowed:
        return Checked(wait_until=why["locked_until"])
    return Checked(device if device.verify_token(code.lower()) else None)


@transaction.atomic
def set_up_second_factor(*, account: Any, key: str, step: int, session_key: str | None) -> tuple[Any, list[str]]:
    """Make the app with `key` the second factor of `account`, in the place of any other.

    `step` is the half minute of the code that proved it; that code opens nothing any more. Ends all other sessions.
    Returns the device and the new recovery codes, which are shown once.
    """
    _forget(account)
    device = TOTPDevice.objects.create(user=account, name="app", key=key, last_t=step)
    codes = _new_codes(account)
    end_sessions(account, but=session_key)
    log(account, "pomost.second_factor_on", user=account)
    return device, codes


@transaction.atomic
def renew_recovery_codes(*, account: Any) -> list[str]:
    """Put new recovery codes in the place of the old ones and return them; they are shown once."""
    StaticDevice.objects.filter(user=account).delete()
    log(account, "pomost.recovery_codes", user=account)
    return _new_codes(account)


@transaction.atomic
def drop_second_factor(*, account: Any, by: Any, session_key: str | None = None) -> None:
    """Let `account` sign in by its password alone; ends all its sessions but the one that is named."""
    _forget(account)
    end_sessions(account, but=session_key)
    log(account, "pomost.second_factor_off", user=by)


def _forget(account: Any) -> None:
    TOTPDevice.objects.filter(user=account).delete()
    StaticDevice.objects.filter(user=account).delete()


def _new_codes(account: Any) -> list[str]:
    device = StaticDevice.objects.create(user=account, name="paper")
    # A letter in each, so that none is taken for a code of the app.
    codes: list[str] = []
    while len(codes) < RECOVERY_CODES:
        code = StaticToken.random_token()
        if not code.isdecimal():
            codes.append(code)
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
