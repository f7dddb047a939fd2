"""What stands in place of the keys of a text: found among a city's published records, in one query for all keys."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import override

from pomost.conf.kept import Kept
from pomost.languages.folding import fold
from pomost.languages.formats import listed, number
from pomost.languages.typography import NO_BREAK
from pomost.places.models import Municipality
from pomost.places.projection import Point, distance_km
from pomost.register.counting import Figures, noun
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted, fetch_columns
from pomost.register.models import Award, Membership, Partnership, Project, Record
from pomost.register.rules.duration import years_together
from pomost.register.rules.legal_state import LegalStanding
from pomost.register.rules.living_keys import (
    FIGURES,
    OF_AWARD,
    OF_CITY,
    OF_MEMBERSHIP,
    OF_PARTNERSHIP,
    OF_PROJECT,
    Key,
    LivingValue,
    keys_in,
    words,
)
from pomost.register.rules.living_state import LivingStanding
from pomost.register.states import acts_of, last_activities_of, legal_standings, living_standings

Known = tuple[str, frozenset[LivingValue]]  # a name as it is written, and what can be asked of it

_named: "Kept[list[int]]" = Kept(256)  # the partnerships that the keys of a page name

_CLOSE = 0.6  # how alike two words are of which one was perhaps meant
_MOST_MEANT = 3


def names_of(home: Municipality) -> set[str]:
    """The names of a town, in all languages, folded."""
    return {fold(name) for name in (home.name, *home.names.values())}


@dataclass
class Answers:
    """What the keys of a page's texts say. `ask` names what to fetch, `take` gets it, `value` answers."""

    home: Municipality
    today: date
    keys: Collection[Key]
    records: list[Record] = field(default_factory=list)
    legal: dict[int, LegalStanding] = field(default_factory=dict)
    living: dict[int, LivingStanding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.figures = Figures(self._counted(), self.home, self.today)

    @classmethod
    def to(cls, texts: Iterable[str], home: Municipality, today: date) -> "Answers":
        """The answers, not yet fetched, to the keys in `texts`."""
        keys = {key for text in texts if "{" in text for key in keys_in(text) if key.value}
        return cls(home, today, keys)

    @property
    def changed(self) -> list[datetime | None]:
        """When what is answered from was last published."""
        return [record.last_published_at for record in self.records] + self.figures.changed

    def ask(self) -> "list[QuerySet[Any] | Wanted]":
        """What has to be fetched together; nothing where there are no keys."""
        counted = self.figures.ask()
        if not self._names():
            return [*counted]
        towns = self._partnerships()
        return [*counted, *self._records(towns), acts_of(towns.values("pk")), last_activities_of(towns.values("pk"))]

    def take(self, fetched: Sequence[list[Any]]) -> None:
        """Remember what `ask` was answered."""
        counted = len(self.figures.ask())
        self.figures.take(fetched[:counted])
        if self._names():
            *records, acts, activities = fetched[counted:]
            self.records = [record for rows in records for record in rows]
            self.legal = legal_standings(acts, self.today)
            self.living = living_standings(activities, self.today)
            named = {key.name for key in self.keys}
            self.records = [record for record in self.records if named & _names_of_record(record, self.home)]

    def value(self, key: Key, language: str) -> str:
        """What stands in place of `key` in `language`; empty where nothing published answers it."""
        with override(language):
            if key.name in names_of(self.home):
                return self._of_city(key.value)
            for record in self.records:
                if key.name in _names_of_record(record, self.home) and (found := self._of_record(record, key.value)):
                    return found
        return ""

    def _names(self) -> set[str]:
        return {key.name for key in self.keys} - names_of(self.home)

    def _counted(self) -> list[LivingValue]:
        own = names_of(self.home)
        asked = {FIGURES.get(key.value, key.value) for key in self.keys if key.name in own and key.value in OF_CITY}
        return sorted(asked)

    def _partnerships(self) -> QuerySet[Any]:
        """Those that the keys name; to look through the names of all partners is done once a stamp."""
        key = (self.home.pk, frozenset(self._names()))
        keys = _named.get(key, lambda: list(self._partnerships_named().values_list("pk", flat=True)))
        return Partnership.objects.published().of(self.home).filter(pk__in=keys).most_binding_first()

    def _partnerships_named(self) -> QuerySet[Any]:
        named = _any_of(self._names(), "first__folded_names", Q(second=self.home))
        named |= _any_of(self._names(), "second__folded_names", Q(first=self.home))
        return Partnership.objects.published().of(self.home).filter(named).order_by()

    def _records(self, towns: QuerySet[Any]) -> list[QuerySet[Any]]:
        names = self._names()
        return [
            towns,
            Membership.objects.published().of(self.home).filter(_any_of(names, "network__folded")).order_by("-since"),
            Project.objects.published().of(self.home).filter(_any_of(names, "folded")),
            Award.objects.published().of(self.home).filter(_any_of(names, "step__folded")),
        ]

    def _of_city(self, value: LivingValue | None) -> str:
        figure = self.figures.get(FIGURES.get(value, value)) if value else None
        if figure is None:
            return ""
        said = number(figure.number)
        return said if value in FIGURES else f"{said}{NO_BREAK}{figure.noun}"

    def _of_record(self, record: Record, value: LivingValue | None) -> str:
        if value is None or value not in _ASKED_OF[type(record)]:
            return ""
        if isinstance(record, Partnership) and value in _OF_PARTNERSHIP_ALONE:
            return _OF_PARTNERSHIP_ALONE[value](self, record)
        return _dated(value, *_period(record), self.today)

    def _kind(self, record: Partnership) -> str:
        return str(record.get_kind_display())

    def _legal_state(self, record: Partnership) -> str:
        standing = self.legal.get(record.pk)
        return str(standing.state.label) if standing else ""

    def _living_state(self, record: Partnership) -> str:
        standing = self.living.get(record.pk)
        return str(standing.state.label) if standing else ""

    def _last_activity(self, record: Partnership) -> str:
        standing = self.living.get(record.pk)
        return standing.last_activity.in_words() if standing and standing.last_activity else ""

    def _distance(self, record: Partnership) -> str:
        ends = [self.home, record.partner_of(self.home)]
        points = [Point(t.latitude, t.longitude) for t in ends if t.latitude is not None and t.longitude is not None]
        return f"{number(round(distance_km(*points)))}{NO_BREAK}km" if len(points) == len(ends) else ""


_OF_PARTNERSHIP_ALONE: dict[LivingValue, Callable[[Answers, Partnership], str]] = {
    LivingValue.KIND: Answers._kind,
    LivingValue.LEGAL_STATE: Answers._legal_state,
    LivingValue.LIVING_STATE: Answers._living_state,
    LivingValue.LAST_ACTIVITY: Answers._last_activity,
    LivingValue.DISTANCE: Answers._distance,
}
_ASKED_OF: dict[type[Record], frozenset[LivingValue]] = {
    Partnership: OF_PARTNERSHIP,
    Membership: OF_MEMBERSHIP,
    Project: OF_PROJECT,
    Award: OF_AWARD,
}


def _any_of(names: Iterable[str], column: str, also: Q | None = None) -> Q:
    """The condition that a text in the folded `column` begins with one of `names`."""
    found = Q(pk__in=[])
    for name in names:
        found |= Q(**{f"{column}__contains": f" {name}"}) & (also or Q())
    return found


def _names_of_record(record: Record, home: Municipality) -> set[str]:
    """By what a key may name `record`, folded."""
    if isinstance(record, Partnership):
        return names_of(record.partner_of(home))
    if isinstance(record, Membership):
        return {fold(name) for name in record.network.name.values()}
    if isinstance(record, Award):
        return {fold(name) for name in record.step.name.values()}
    return {fold(name) for name in record.name.values()} if isinstance(record, Project) else set()


def _period(record: Any) -> tuple[PartialDate | None, PartialDate | None]:
    if isinstance(record, Project):
        return record.start, record.end
    if isinstance(record, Award):
        return record.received, None
    return record.since, record.until


def _dated(value: LivingValue, since: PartialDate | None, until: PartialDate | None, today: date) -> str:
    """A value that follows from a period; `since` as it follows the word for it, the other dates by themselves."""
    if value == LivingValue.UNTIL:
        return until.in_words() if until else ""
    if since is None:
        return ""
    if value == LivingValue.YEAR:
        return str(since.year)
    if value == LivingValue.RECEIVED:
        return since.in_words()
    if value == LivingValue.SINCE:
        return since.after_since()
    years = years_together(since, until, on=today)
    if years is None:
        return ""
    return (
        number(years)
        if value == LivingValue.YEARS_FIGURE
        else f"{number(years)}{NO_BREAK}{noun(LivingValue.YEARS, years)}"
    )


# --- What a key means to whoever writes it


def mistakes_in(texts: Iterable[str], home: Municipality) -> list[str]:
    """Return, in words, what is wrong with the keys in `texts` about the city `home`, and what was meant perhaps.

    Records count that are not published yet: a text may be written before. Costs one query where there are keys.
    """
    keys = list(dict.fromkeys(key for text in texts if "{" in text for key in keys_in(text)))
    if not keys:
        return []
    known: dict[str, Known] = {}
    for name, (written, values) in _known(home):
        known[name] = (written, values | known.get(name, ("", frozenset()))[1])
    return [mistake for key in keys if (mistake := _mistake(key, known))]


def _mistake(key: Key, known: dict[str, Known]) -> str:
    if not key.name or not key.word:
        message = _("“{%(written)s}” says no value. Write a name, a colon and a value, such as {Suhl: %(value)s}.")
        return message % {"written": key.written, "value": LivingValue.SINCE.label}
    if key.name not in known:
        alike = [known[name][0] for name in get_close_matches(key.name, known, _MOST_MEANT, _CLOSE)]
        message = _("There is no “%(name)s” in the register.") % {"name": key.name_as_written}
        return f"{message} {_meant(alike)}".strip()
    name, values = known[key.name]
    if key.value in values:
        return ""
    meant = dict.fromkeys(words()[word] for word in get_close_matches(key.word, words(), _MOST_MEANT, _CLOSE))
    message = _("“%(value)s” is no value of %(name)s.") % {"value": key.word_as_written, "name": name}
    likely = [str(value.label) for value in meant if value in values]
    possible = _("Possible are: %(values)s.") % {"values": listed([str(value.label) for value in sorted(values)])}
    return f"{message} {_meant(likely) or possible}"


def _meant(likely: list[str]) -> str:
    return _("Did you mean %(words)s?") % {"words": ", ".join(dict.fromkeys(likely))} if likely else ""


def _known(home: Municipality) -> Iterator[tuple[str, Known]]:
    """Each folded name of the city and of its records, with what is known of it; of one name there may be several."""
    towns: dict[str, Any] = {"first_id": "first_id", "first": "first__name", "second": "second__name"}
    towns |= {"firsts": _as_text("first__names"), "seconds": _as_text("second__names")}
    wanted = [
        Wanted(Partnership.objects.of(home).select_related(None), towns),
        Wanted(Award.objects.of(home).select_related(None), {"names": _as_text("step__name")}),
        Wanted(Project.objects.of(home).select_related(None), {"names": _as_text("name")}),
        Wanted(Membership.objects.filter(member=home), {"names": _as_text("network__name")}),
    ]
    partnerships, *others = fetch_columns(*wanted)
    for values, rows in zip((OF_AWARD, OF_PROJECT, OF_MEMBERSHIP), others, strict=True):
        for row in rows:
            yield from ((fold(name), (name, values)) for name in json.loads(row["names"]).values())
    for row in partnerships:
        side = "second" if row["first_id"] == home.pk else "first"
        for name in (row[side], *json.loads(row[f"{side}s"]).values()):
            yield fold(name), (name, OF_PARTNERSHIP)
    for name in (home.name, *home.names.values()):
        yield fold(name), (name, OF_CITY)


def _as_text(column: str) -> Cast:
    return Cast(column, TextField())
