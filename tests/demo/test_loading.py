"""The demonstration city comes whole or not at all, and never over what was entered."""

import stat
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from pomost.demo import loading
from pomost.demo.officer import create_officer, known_password
from pomost.places.models import Municipality
from pomost.register.models import Activity, ContactPerson, Membership, Partnership, Record
from pomost.register.queries import record_kinds, with_last_activity
from pomost.register.rules.living_state import living_standing
from pomost.website.settings import CitySettings

pytestmark = pytest.mark.django_db

# How many real records of each kind there are (all that the starting page tells), and how many invented ones.
COUNTS = {
    "Partnership": (5, 0),
    "Network": (1, 1),
    "Membership": (1, 3),
    "Project": (1, 1),
    "Award": (4, 0),
    "Office": (1, 1),
    "ContactPerson": (0, 3),
    "Activity": (0, 15),
    "Challenge": (0, 2),
    "Solution": (0, 2),
}
TOLD_ACTIVITIES = {
    "orkiestry-mlodziezowe-2026",
    "wymiana-szkolna-2024",
    "dzien-europy-2026",
    "wizyta-studyjna-stare-miasto-2027",
    "festiwal-miast-2020",
}


def records() -> list[Record]:
    """Everything that stands in the register."""
    return [record for kind in record_kinds() for record in kind._default_manager.all()]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: object) -> None:
    """The officer's password goes into a folder of the test's own."""
    setattr(settings, "POMOST_HOME", tmp_path)


def test_every_record_has_a_story_in_every_language(city: CitySettings) -> None:
    languages = {code for code, _name in settings.LANGUAGES}
    for record in records():
        if not _is_only_named(record):
            assert {story.language for story in record.stories.all()} == languages, record
        assert record.live


def _is_only_named(record: Record) -> bool:
    """Invented persons, what others are members of, and activities that are there to be counted: nothing is told."""
    if isinstance(record, Activity):
        return record.slug not in TOLD_ACTIVITIES
    return isinstance(record, ContactPerson) or (isinstance(record, Membership) and record.member != record.keeper)


def test_the_city_has_the_records_of_the_starting_page(city: CitySettings) -> None:
    counts = {name: [0, 0] for name in COUNTS}
    for record in records():
        counts[type(record).__name__][record.is_example] += 1
    assert {name: tuple(count) for name, count in counts.items()} == COUNTS
    assert city.is_example


def test_what_is_invented_says_so_in_every_language(city: CitySettings) -> None:
    languages = {code for code, _name in settings.LANGUAGES}
    invented = [record for record in records() if record.is_example]
    acts = [act for partnership in Partnership.objects.all() for act in partnership.acts.all()]
    assert all(set(thing.source) == languages for thing in [*invented, *acts] if thing.is_example)
    assert {act.partnership.slug for act in acts if act.is_example} == {"suhl", "deurne"}
    assert [str(act.date) for act in acts if not act.is_example] == ["2000", "2002", "2004-12"]


def test_the_legal_and_living_states_of_the_partner_towns(city: CitySettings) -> None:
    day = date(2026, 11, 23)
    partnerships = {p.slug: p for p in with_last_activity(Partnership.objects.all())}
    said = {
        slug: (partnership.legal_standing(day).in_words(), living_standing(partnership.last_activity, day).in_words())
        for slug, partnership in partnerships.items()
    }
    assert said == {
        "suhl": ("in force: renewal, 18 June 1994", "active: last activity 18 May 2026"),
        "deurne": ("in force: agreement, 1989", "quiet: last activity May 2024"),
        "montlucon": ("in force: agreement, December 2004", "active: last activity 9 May 2026"),
        "sankt-poelten": ("no legal basis on record", "no activity on record"),
        "biel-bienne": ("no legal basis on record", "no activity on record"),
    }
    missing = {slug: [act.requirement.act for act in p.missing_acts()] for slug, p in partnerships.items()}
    assert missing == {
        "suhl": [], "deurne": [], "montlucon": ["council_resolution"], "sankt-poelten": [], "biel-bienne": [],
    }  # fmt: skip


def test_a_second_loading_changes_nothing(city: CitySettings, capsys: pytest.CaptureFixture[str]) -> None:
    Municipality.objects.filter(slug="suhl").update(region="entered by hand")
    call_command("load_demo")
    assert "nothing was loaded" in capsys.readouterr().out
    assert Municipality.objects.get(slug="suhl").region == "entered by hand"
    assert Partnership.objects.count() == 5


def test_a_crash_half_way_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_facts: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(loading, "build_site", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        loading.load_city()
    assert records() == []
    assert not Municipality.objects.exists()


def home_of(city: CitySettings) -> Municipality:
    assert city.home is not None
    return city.home


def test_the_officer_s_password_is_made_for_this_installation_and_kept_private(
    city: CitySettings, tmp_path: Path
) -> None:
    create_officer(home_of(city))
    officer = get_user_model().objects.get(username="officer")
    password = known_password()
    assert password is not None
    assert officer.check_password(password)
    assert not officer.is_superuser
    assert stat.S_IMODE((tmp_path / "demo-officer-password").stat().st_mode) == 0o600


def test_a_changed_password_is_not_told(city: CitySettings) -> None:
    create_officer(home_of(city))
    officer = get_user_model().objects.get(username="officer")
    officer.set_password("another one")
    officer.save()
    assert known_password() is None


def test_nobody_real_can_be_reached_from_the_demonstration(city: CitySettings) -> None:
    addresses = [record.email for record in records() if hasattr(record, "email")]
    assert len(addresses) == 5
    assert all(address.endswith(".example") for address in addresses)
    assert all(person.is_example for person in ContactPerson.objects.all())
