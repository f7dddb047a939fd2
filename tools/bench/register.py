"""The registers that are measured: the demonstration city, with photos, with partners, and in three sizes."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.bench.processes import environment_for, run


@dataclass(frozen=True)
class Size:
    """How many invented records stand beside those of the demonstration city."""

    partnerships: int
    activities: int
    people: int

    @property
    def records(self) -> int:
        """Partnerships and activities together."""
        return self.partnerships + self.activities


# A city's partners are few and its activities many; 5,000 partners are more than any city has, and meant to be.
SIZES = (Size(2, 8, 10), Size(50, 950, 1000), Size(5000, 95_000, 100_000))
DESK = Size(5000, 50_000, 200_000)
PARTNERS = Size(25, 0, 0)  # beside the demonstration's for the pages that are compared with the peer's


def manage(home: Path, *arguments: str) -> str:
    """Run a management command of Pomost on `home` and return what it prints."""
    return run([sys.executable, "manage.py", *arguments], environment_for(home))


def make(home: Path) -> Path:
    """Make the demonstration city in the folder `home`, which is not there yet."""
    home.mkdir()
    manage(home, "prepare", "--verbosity", "0")
    manage(home, "load_demo", "--verbosity", "0")
    return home


def copied(home: Path, to: Path, size: Size | None = None) -> Path:
    """Copy the register in `home`, in which nobody is at work, and fill the copy up."""
    shutil.copytree(home, to)
    if size is not None:
        fill(to, size)
    return to


def fill(home: Path, size: Size) -> None:
    """Put invented records beside those in `home`."""
    numbers = (("partnerships", size.partnerships), ("activities", size.activities), ("people", size.people))
    manage(home, "load_synthetic", *(part for name, number in numbers for part in (f"--{name}", str(number))))


def asked_inside(home: Path, module: str, *arguments: str) -> str:
    """Run one of the benchmark's own modules inside Pomost on `home` and return what it prints."""
    return run([sys.executable, "-m", f"tools.bench.{module}", *arguments], environment_for(home))
