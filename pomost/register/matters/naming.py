"""The names of what is shown: asked for the few rows of a screen alone, of all kinds in one query."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.fetching import Wanted, fetch_columns
from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    ContactPerson,
    Membership,
    Network,
    Office,
    Partnership,
    Programme,
    Project,
    Record,
    Scheme,
    Solution,
)
from pomost.register.models.partnership import of_partner

Thing = tuple[type[models.Model], int]


@dataclass(frozen=True)
class Name:
    """What a thing is called in the active language; `keeper` is the key of its keeper, None where it has none.

    `told` holds the languages of its stories.
    """

    text: str
    keeper: int | None = None
    public_id: UUID | None = None
    is_deleted: bool = False
    told: Collection[str] = field(default_factory=frozenset)


def _translated(column: str) -> dict[str, Any]:
    return {"texts": Cast(column, TextField())}


def _town(asked: Callable[[str], Any]) -> dict[str, Any]:
    return {"name": asked("name"), "texts": Cast(asked("names"), TextField())}


_NAMED = (Network, Project, Activity, Challenge, Solution, Office, Programme, Scheme)
_COLUMNS: dict[type[models.Model], Callable[[], dict[str, Any]]] = {
    Partnership: lambda: _town(lambda column: of_partner(lambda side: F(f"{side}__{column}"))),
    Membership: lambda: _translated("network__name"),
    Award: lambda: _translated("step__name"),
    ContactPerson: lambda: {"name": "name"},
    Municipality: lambda: _town(F),
    **{
        kind: (lambda: _translated("name"))
        for kind in (Network, Project, Activity, Challenge, Solution, Office, Programme, Scheme)
    },
}


def names_of(things: Iterable[Thing], *, with_stories: bool = False) -> dict[Thing, Name]:
    """Return the names of `things`, what lies in the bin included; costs one query. What is gone has no name."""
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for kind, key in things:
        keys[kind].add(key)
    kinds = list(keys)
    wanted = [_wanted(kind, keys[kind]) for kind in kinds]
    storied = [kind for kind in kinds if hasattr(kind, "stories")] if with_stories else []
    wanted += [Wanted(_stories(kind).filter(record__in=keys[kind]), _STORY) for kind in storied]
    rows = fetch_columns(*wanted)
    told: dict[Thing, set[str]] = defaultdict(set)
    for kind, stories in zip(storied, rows[len(kinds) :], strict=True):
        for row in stories:
            told[kind, row["key"]].add(row["language"])
    return {
        (kind, row["key"]): _name(row, told[kind, row["key"]])
        for kind, found in zip(kinds, rows, strict=False)
        for row in found
    }


_STORY = {"key": "record_id", "language": "language"}


def _stories(kind: Any) -> "models.QuerySet[Any]":
    stories: models.QuerySet[Any] = kind.stories.rel.related_model._default_manager.all()
    return stories


def _wanted(kind: Any, keys: Collection[int]) -> Wanted:
    columns = {"key": "pk", **_COLUMNS[kind]()}
    if not issubclass(kind, Record):
        return Wanted(kind._default_manager.filter(pk__in=keys), columns)
    columns |= {"keeper": "keeper_id", "public_id": "public_id", "deleted": "deleted_at"}
    return Wanted(kind.everything.filter(pk__in=keys), columns)


def _name(row: dict[str, Any], told: Collection[str]) -> Name:
    texts = Translated(json.loads(row["texts"])) if row.get("texts") else Translated()
    # A town's own name stands where it has none in the language that is asked for.
    text = texts.get(get_language() or "", row["name"]) if "name" in row else str(texts)
    public_id = UUID(row["public_id"]) if row.get("public_id") else None
    return Name(text, row.get("keeper"), public_id, row.get("deleted") is not None, frozenset(told))
