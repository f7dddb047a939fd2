"""Searching and sorting texts as people expect it: marks and case are forgiven, and ł comes after l, not after z."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from pomost.languages.folding import fold
from pomost.languages.translated import FALLBACK, Translated, language_codes

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:  # Django's fields take type arguments only in their stubs
    _TextField = models.TextField


class FoldedField(_TextField):
    """A column that holds the texts of the columns `of`, folded, in all their languages, for `matching`.

    It fills itself whenever a row is saved whole, alone or by bulk_create; who writes single columns writes
    `folded_texts` too. It is no part of a version: whatever it holds can be computed.
    """

    def __init__(self, *, of: Iterable[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        kwargs |= {"editable": False, "serialize": False, "blank": True, "default": ""}
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "serialize", "blank", "default"):
            kwargs.pop(fixed, None)
        return name, path, list(args), {**kwargs, "of": list(self.of)}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = folded_texts(getattr(model_instance, name) for name in self.of)
        setattr(model_instance, self.attname, folded)
        return folded


def folded_texts(values: Iterable[Any]) -> str:
    """Return the texts among `values`, folded, each once, as a FoldedField holds them: " one | two"."""
    return " " + " | ".join(sorted({folded for text in _texts(values) if (folded := fold(text))}))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict | Translated):
            yield from value.values()
        elif value:
            yield str(value)


def matching(text: str, *columns: str) -> Q:
    """Return the condition that each word of `text` stands in one of `columns`, all of them folded.

    A part of a word is enough. A text without letter and digit matches nothing.
    """
    words = fold(text).split()
    found = Q() if words else Q(pk__in=[])
    for word in words:
        found &= Q(*((f"{column}__contains", word) for column in columns), _connector=Q.OR)
    return found


def in_active_language(column: str) -> Coalesce:
    """Return, for a query, the text of a TranslatedField as `str()` of it would show it."""
    wanted = dict.fromkeys((get_language() or "", *FALLBACK, *language_codes()))
    texts = [NullIf(KeyTextTransform(code, column), Value("")) for code in wanted if code in language_codes()]
    return Coalesce(*texts, Value(""), output_field=models.TextField())


class Alphabetical(Func):
    """A text as a key to sort by, in the alphabet of the active language: in Polish ł comes after l, not after z.

    PostgreSQL's collations know how; SQLite compares code points, so that it is taught a key of our own (sqlite.py).
    """

    arity = 1
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"POMOST_SORT_KEY(%(expressions)s, '{_language()}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f'(%(expressions)s) COLLATE "{_language()}-x-icu"'
        return self.as_sql(compiler, connection, template=template, **context)


def _language() -> str:
    """The active language, one of those that Pomost speaks: it becomes part of a query."""
    active = get_language()
    return active if active in language_codes() else "en"
