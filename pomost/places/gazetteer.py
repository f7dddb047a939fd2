"""The gazetteer: the world's towns, looked up by the beginning of a name, by name and country, or by place.

The towns are shipped as one compact text file (data/README.md says where it comes from) and expanded once
into a read-only SQLite file in POMOST_HOME. They are suggestions: towns are missing, populations stale.

A line of the shipped file is a town: GeoNames number, main name, country, admin1 code, latitude, longitude,
population, other names joined by "|"; tabs between them, "\\n" after them, UTF-8, packed with xz.
"""

import fcntl
import hashlib
import lzma
import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pomost.languages import folding
from pomost.languages.folding import fold

SOURCE = Path(__file__).with_name("data") / "gazetteer.tsv.xz"
FORMAT = 1  # of the SQLite file; raise it whenever the tables below change

_EARTH_RADIUS_KM = 6371.0088
_SHORTEST_PREFIX = 2  # letters; with one letter a tenth of the world would match
_NAMES_A_TOWN = 10  # seldom do more names of one town begin alike

# Towns are numbered by falling population, so the number alone orders what a search finds. The names' tree is
# their table: a search reads one stretch of it and nothing else.
_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE source (digest TEXT NOT NULL);
    CREATE TABLE town (
        rank INTEGER PRIMARY KEY, geonames_id INTEGER NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL,
        admin1 TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
    );
    CREATE TABLE name (
        folded TEXT NOT NULL, rank INTEGER NOT NULL, country TEXT NOT NULL,
        spelling TEXT, -- NULL: the town's main name
        PRIMARY KEY (folded, rank)
    ) WITHOUT ROWID;
    CREATE TEMP TABLE unsorted (folded TEXT, rank INTEGER, country TEXT, spelling TEXT);
"""
_INDEXES = """
    -- Of a town's names that fold alike one stays, the main name before others.
    INSERT OR IGNORE INTO name SELECT * FROM unsorted ORDER BY folded, rank, spelling;
    CREATE UNIQUE INDEX town_geonames_id ON town (geonames_id);
    CREATE INDEX town_place ON town (latitude, longitude);
"""
_EXACT = """
    SELECT rank, spelling FROM name WHERE folded = :folded AND (:country IS NULL OR country = :country)
    ORDER BY spelling IS NOT NULL, rank
"""
_LONGER = """
    SELECT rank, spelling FROM name
    WHERE folded > :folded AND folded < :folded || char(0x10FFFF) AND (:country IS NULL OR country = :country)
    ORDER BY rank LIMIT :window
"""
_NEAR = """
    SELECT latitude, longitude, rank FROM town WHERE latitude BETWEEN ?1 AND ?2 AND (
        longitude BETWEEN ?3 AND ?4 OR longitude + 360 BETWEEN ?3 AND ?4 OR longitude - 360 BETWEEN ?3 AND ?4
    )
"""
_TOWN = "SELECT geonames_id, name, country, admin1, latitude, longitude, population FROM town WHERE rank = ?"


@dataclass(frozen=True, slots=True)
class Town:
    """A town as GeoNames knows it; `matched` is the name by which a search found it."""

    geonames_id: int
    name: str  # often the English one: Warsaw, Vienna
    country: str  # ISO 3166-1 alpha-2
    admin1: str  # GeoNames' code of the region, within the country
    latitude: float
    longitude: float
    population: int  # 0: unknown
    matched: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The towns in the SQLite file at `path`, which `ensure` has built.

    Every call opens the file anew. That costs 0.2 ms; in return threads share nothing, nothing stays open,
    and a file put in place of the old one is seen at once.
    """

    path: Path

    def search(self, prefix: str, *, limit: int = 20, country: str | None = None) -> list[Town]:
        """Return the towns with a name that starts with `prefix`; case, marks and punctuation are forgiven.

        Each town stands once. First come those whose main name is just that, then those with another name
        that is just that, then all others; the larger before the smaller. Fewer than two letters find none.
        """
        folded = fold(prefix)
        if len(folded) < _SHORTEST_PREFIX or limit < 1:
            return []
        with closing(_open(self.path)) as db:
            found = _exactly(db, folded, country)
            if len(found) < limit:
                found |= _longer(db, folded, country, limit) | found  # adds towns, changes none
            return [_town(db, rank, spelling) for rank, spelling in list(found.items())[:limit]]

    def find(self, name: str, country: str) -> list[Town]:
        """Return the towns of `country` (ISO code) of that name, main names first, then by population."""
        with closing(_open(self.path)) as db:
            return [_town(db, rank, spelling) for rank, spelling in _exactly(db, fold(name), country).items()]

    def near(
        self, latitude: float, longitude: float, *, limit: int = 5, within_km: float = 50
    ) -> list[tuple[Town, float]]:
        """Return the nearest towns to a place in degrees, each with its distance in km, nearest first.

        Costs 1 ms where towns are dense, and grows with the area.
        """
        height = math.degrees(within_km / _EARTH_RADIUS_KM)
        width = 180.0  # where a pole is within reach, every meridian is
        if abs(latitude) + height < 90:
            ratio = math.sin(math.radians(height)) / math.cos(math.radians(latitude))
            width = math.degrees(math.asin(min(1.0, ratio)))
        box = (latitude - height, latitude + height, longitude - width, longitude + width)
        with closing(_open(self.path)) as db:
            towns = sorted((_km(latitude, longitude, y, x), rank) for y, x, rank in db.execute(_NEAR, box))
            nearest = [(km, rank) for km, rank in towns if km <= within_km][: max(limit, 0)]
            return [(_town(db, rank, None), km) for km, rank in nearest]

    def get(self, geonames_id: int) -> Town | None:
        """Return the town with that GeoNames number, None where it is not known."""
        with closing(_open(self.path)) as db:
            # As text, because a number from an address may be too long for SQLite's integers.
            row = db.execute("SELECT rank FROM town WHERE geonames_id = ?", (str(geonames_id),)).fetchone()
            return _town(db, row[0], None) if row else None


def gazetteer() -> Gazetteer:
    """Return the gazetteer of this instance; a test points it elsewhere by overriding POMOST_HOME."""
    return Gazetteer(settings.POMOST_HOME / "gazetteer.sqlite3")


def ensure(target: Path, source: Path = SOURCE) -> None:
    """Build `target` unless it is whole and holds what `source` says; a few milliseconds where it does."""
    if not _is_current(target, source):
        with _alone(target):
            if not _is_current(target, source):  # another process may just have built it
                _write(target, source)


def build(target: Path, source: Path = SOURCE) -> None:
    """Expand `source` into a SQLite file at `target`, in about 6 seconds.

    The file appears whole or not at all, and readers of an older one go on reading that. Processes that
    build at once wait for each other.
    """
    with _alone(target):
        _write(target, source)


def _write(target: Path, source: Path) -> None:
    new = target.with_name(f"{target.name}.new")
    new.unlink(missing_ok=True)  # of a process that was killed
    try:
        with closing(sqlite3.connect(new)) as db, db:
            db.executescript(_TABLES)
            _fill(db, source)
            db.executescript(_INDEXES)
            db.execute("INSERT INTO source VALUES (?)", (_digest(source),))
            db.execute(f"PRAGMA user_version = {FORMAT:d}")
        _flush(new)
        new.replace(target)
        _flush(target.parent)
    finally:
        new.unlink(missing_ok=True)


def _fill(db: sqlite3.Connection, source: Path) -> None:
    with lzma.open(source, "rt", encoding="utf-8", newline="\n") as file:
        lines = sorted(file, key=lambda line: -int(line.split("\t", 7)[6]))
    for rank, line in enumerate(lines):
        *town, others = line.rstrip("\n").split("\t")
        # The columns' types turn the texts into numbers.
        db.execute("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (rank, *town))
        _, name, country, *_ = town
        spellings = [(name, None), *((other, other) for other in others.split("|") if other)]
        names = [(fold(name), rank, country, spelling) for name, spelling in spellings]
        db.executemany("INSERT INTO unsorted VALUES (?, ?, ?, ?)", names)


def _is_current(target: Path, source: Path) -> bool:
    try:
        with closing(_open(target)) as db:
            edition = [*db.execute("PRAGMA user_version"), *db.execute("SELECT digest FROM source")]
    except sqlite3.DatabaseError:  # missing, no database, cut short, or of tables from before
        return False
    return edition == [(FORMAT,), (_digest(source),)]


def _digest(source: Path) -> str:
    """What the file depends on besides its format: the towns, and the folding of their names."""
    digest = hashlib.sha256(Path(folding.__file__).read_bytes())
    digest.update(source.read_bytes())
    return digest.hexdigest()


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Wait for other processes that write `target`; if they are killed, the system lets go of the lock."""
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _flush(path: Path) -> None:
    """Bring a file, or a folder's list of files, to the disk, so that a power cut leaves one whole file."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path) -> sqlite3.Connection:
    # "immutable" holds because the file is only ever replaced: no locks, no looking for journals.
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _exactly(db: sqlite3.Connection, folded: str, country: str | None) -> dict[int, str | None]:
    """The towns with just that name, main names first, as rank and spelling (None: the main name)."""
    return dict(db.execute(_EXACT, {"folded": folded, "country": country}).fetchall())


def _longer(db: sqlite3.Connection, folded: str, country: str | None, limit: int) -> dict[int, str | None]:
    """The largest towns, `limit` or more, with a name that goes on after `folded`: the main name if it does.

    While it sorts, SQLite keeps no more than a window of rows. To gather the names of each town first would
    take twice as long for the 30,000 names in "sa".
    """
    window = limit * _NAMES_A_TOWN
    while True:
        rows = db.execute(_LONGER, {"folded": folded, "country": country, "window": window}).fetchall()
        towns: dict[int, str | None] = {}
        for rank, spelling in rows:
            if spelling is None or rank not in towns:
                towns[rank] = spelling
        # The window may cut through the names of its last town, so that one does not count.
        if len(towns) > limit or len(rows) < window:
            return towns
        window *= 4


def _town(db: sqlite3.Connection, rank: int, spelling: str | None) -> Town:
    row = db.execute(_TOWN, (rank,)).fetchone()
    columns = (*row, spelling or row[1])
    return Town(*columns)


def _km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance on a sphere by the haversine formula, true to 0.5 %."""
    y1, x1, y2, x2 = map(math.radians, (latitude, longitude, other_latitude, other_longitude))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))
