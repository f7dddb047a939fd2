"""The demonstration officer's account."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality

USERNAME = "officer"


def create_officer(city: Municipality) -> None:
    """Create the account of an administrator of `city`, unless an account of that name is there already.

    Its password is made for this installation and kept in POMOST_HOME for its owner alone.
    """
    users = get_user_model()
    if users.objects.filter(username=USERNAME).exists():
        return
    password = "-".join(secrets.token_hex(2) for _part in range(3))
    user = users.objects.create_user(USERNAME, password=password, first_name="Officer", last_name="(example)")
    user.groups.add(city_groups(city)[Role.ADMINISTRATOR])
    file = _password_file()
    file.touch(mode=0o600)
    file.write_text(password)


def known_password() -> str | None:
    """The password that was made for the account, while it still opens it; None once it was changed."""
    file = _password_file()
    user = get_user_model().objects.filter(username=USERNAME, is_active=True).first()
    password = file.read_text() if file.exists() else ""
    return password if user and password and user.check_password(password) else None


def _password_file() -> Path:
    return Path(settings.POMOST_HOME) / "demo-officer-password"
