"""Folded columns and what is found in them; the alphabet by which texts are sorted."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override

from pomost.languages.search import Alphabetical, FoldedField, folded_texts, in_active_language, matching
from pomost.languages.translated import Translated
from pomost.register.models import Area, Scheme

pytestmark = pytest.mark.django_db


def area(**texts: str) -> Area:
    return Area.objects.create(name=Translated(texts))


def test_texts_are_folded_once_in_all_languages() -> None:
    values = [Translated({"pl": "Łódź", "en": "Lodz", "de": "Lodsch"}), "", None, "Urząd"]
    assert folded_texts(values) == " lodsch | lodz | urzad"


def test_each_word_is_looked_for_in_any_of_the_columns() -> None:
    scheme = Scheme.objects.create(name=Translated({"pl": "Źródło"}), grantor=Translated({"fr": "Conseil de l’Europe"}))
    found = {
        typed: Scheme.objects.filter(matching(typed, "folded")).count() for typed in ("zrodl europ", "zrodlo x", "")
    }
    assert found == {"zrodl europ": 1, "zrodlo x": 0, "": 0}
    assert scheme.folded == " conseil de l europe | zrodlo"


def test_no_version_holds_what_can_be_computed() -> None:
    columns = [c for model in apps.get_models() for c in model._meta.concrete_fields if isinstance(c, FoldedField)]
    assert len(columns) == 13
    assert not any(getattr(column, "serialize") or column.editable for column in columns)


def test_the_migration_folds_what_is_there_already() -> None:
    kept = area(pl="Młodzież")
    Area.objects.update(folded="")
    import_module("pomost.register.migrations.0002_folded_texts").fill(apps, None)
    kept.refresh_from_db()
    assert kept.folded == " mlodziez"


def sorted_names(language: str) -> list[str]:
    with override(language):
        areas: Any = Area.objects.order_by(Alphabetical(in_active_language("name")), "pk")
        return [str(each) for each in areas]


def test_letters_with_marks_stand_beside_those_without_and_in_polish_after_them() -> None:
    for name in ("Zoo", "łan", "Lwy", "ätna", "Azja", "Ćma", "czas"):
        area(en=name)
    assert sorted_names("en") == ["ätna", "Azja", "Ćma", "czas", "łan", "Lwy", "Zoo"]
    assert sorted_names("pl") == ["ätna", "Azja", "czas", "Ćma", "Lwy", "łan", "Zoo"]


def test_texts_are_sorted_as_they_are_shown() -> None:
    area(pl="A", en="Z")
    area(pl="B", en="Y")
    area(de="C")
    assert (sorted_names("pl"), sorted_names("en")) == (["A", "B", "C"], ["C", "Y", "Z"])


def test_a_language_that_nobody_speaks_reaches_no_query() -> None:
    with override("xx"):
        query = str(Area.objects.order_by(Alphabetical("folded")).query)
    assert ("en-x-icu" in query) or ("'en'" in query)
    assert connection.vendor in {"sqlite", "postgresql"}
