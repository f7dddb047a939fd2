"""What the machine tells Pomost, and what the documents say about it."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from pomost.conf.database import database, replica
from pomost.conf.environment import REPOSITORY, secret_key
from pomost.conf.media import media
from pomost.conf.time_zones import time_zones
from tests.environment import for_processes

pytestmark = pytest.mark.once


def manage(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command in a home of its own, with nothing but `environment` beside it."""
    kept = {name: value for name, value in for_processes().items() if not name.startswith("POMOST_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env={**kept, "POMOST_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_a_given_secret_key_wins_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POMOST_SECRET_KEY", "given")
    assert secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_sqlite_takes_its_turn_to_write(tmp_path: Path) -> None:
    config = database("", tmp_path)
    assert config["NAME"] == str(tmp_path / "pomost.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgresql_bounds_its_connections(tmp_path: Path) -> None:
    config = database("postgresql://pomost@127.0.0.1/pomost", tmp_path)
    assert config["OPTIONS"]["pool"]["max_size"] == 8
    assert config["CONN_MAX_AGE"] == 0


def test_an_untested_database_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mysql"):
        database("mysql://pomost@127.0.0.1/pomost", tmp_path)


def test_a_replica_that_is_away_is_soon_given_up(tmp_path: Path) -> None:
    primary = database("postgresql://pomost@127.0.0.1/pomost", tmp_path)
    config = replica("postgresql://pomost@127.0.0.2/pomost", primary)
    assert config["HOST"] == "127.0.0.2"
    assert (config["OPTIONS"]["pool"]["timeout"], config["OPTIONS"]["connect_timeout"]) == (2, 2)
    assert primary["OPTIONS"]["pool"]["timeout"] == 20


@pytest.mark.parametrize(("url", "followed"), [("sqlite:///a", "postgresql://b/c"), ("postgresql://b/c", "")])
def test_only_postgresql_has_a_replica(tmp_path: Path, url: str, followed: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_REPLICA_URL"):
        replica(url, database(followed, tmp_path))


def test_a_bucket_is_told_by_one_address() -> None:
    options = media("s3://key:sec%2Fret@s3.example:9000/pomost?region=eu-central-1")["OPTIONS"]
    assert options == {
        "endpoint_url": "https://s3.example:9000",
        "bucket_name": "pomost",
        "access_key": "key",
        "secret_key": "sec/ret",
        "region_name": "eu-central-1",
    }
    assert media("s3://key:secret@[::1]:9000/pomost?ssl=False")["OPTIONS"]["endpoint_url"] == "http://[::1]:9000"


@pytest.mark.parametrize(
    "url",
    [
        *("https://key:secret@s3.example/pomost", "s3://s3.example/pomost", "s3://key@s3.example/pomost"),
        *(
            "s3://key:secret@s3.example/",
            "s3://key:secret@/pomost",
            "s3://key:secret@a/b?ssl=no",
            "s3://key:secret@s3.example/pomost?regoin=eu",
        ),
    ],
)
def test_an_address_of_a_bucket_that_is_not_whole_is_refused_by_its_variable(url: str) -> None:
    with pytest.raises(ValueError, match="POMOST_MEDIA_URL") as refused:
        media(url)
    assert "secret" not in str(refused.value).replace("key:secret@host", "")


def test_without_a_bucket_nothing_is_loaded_that_speaks_to_one(tmp_path: Path) -> None:
    told = manage(tmp_path, "shell", "-v", "0", "-c", "import sys, pomost.conf.urls; print('boto3' in sys.modules)")
    assert told.stdout.strip() == "False"


def test_production_settings_pass_every_check_of_deployment(tmp_path: Path) -> None:
    result = manage(
        tmp_path,
        *("check", "--deploy", "--fail-level", "WARNING"),
        POMOST_URL="https://city.example",
        POMOST_HOSTS="city.example",
    )
    assert (result.returncode, result.stderr.strip()) == (0, "")
    assert "no issues" in result.stdout


def test_a_variable_that_cannot_be_read_stops_the_start_with_its_name(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", POMOST_BEHIND_PROXY="perhaps")
    assert result.returncode != 0
    assert "POMOST_BEHIND_PROXY" in result.stderr


def test_every_time_zone_to_choose_is_known_to_browsers_and_the_own_one_is_among_them() -> None:
    zones = time_zones("Etc/GMT-3")
    assert {"Europe/Warsaw", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT-3"} <= set(zones)
    assert {"localtime", "Factory", "posixrules"} & set(zones) == set()
    assert zones == sorted(zones)
    assert time_zones(settings.TIME_ZONE) == settings.WAGTAIL_USER_TIME_ZONES


def test_every_variable_of_the_code_is_in_the_table_of_settings_and_no_other() -> None:
    code = "".join(path.read_text() for path in (REPOSITORY / "pomost" / "conf").glob("*.py"))
    used = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    table = (REPOSITORY / "docs" / "settings.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, flags=re.MULTILINE)) == used
