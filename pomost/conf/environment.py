"""What the machine tells Pomost: the home folder, its secret and the environment variables (docs/settings.md)."""

import os
import secrets
from pathlib import Path

from environs import Env

REPOSITORY = Path(__file__).resolve().parents[2]

env = Env()


def home_folder() -> Path:
    """Return the folder of everything this instance owns (POMOST_HOME), made readable by its owner alone."""
    home = Path(env.str("POMOST_HOME", str(REPOSITORY / "var"))).expanduser().resolve()
    if not home.exists():
        home.mkdir(parents=True, mode=0o700)
    return home


def secret_key(home: Path) -> str:
    """Return POMOST_SECRET_KEY, or the key kept in `home`, which the first run writes there.

    Two processes may start at once: whoever links the file first wins, the other reads it. The key is whole or
    absent, never half written.
    """
    given = env.str("POMOST_SECRET_KEY", "")
    if given:
        return given
    kept = home / "secret-key"
    if not kept.exists():
        draft = home / f".secret-key-{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()
