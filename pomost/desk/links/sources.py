"""Where outside addresses come from: every text field of the register and of the reference lists it names."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Revision

from pomost.desk.links.addresses import addresses_in
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.models import Programme, Record, Scheme, Step
from pomost.register.queries import record_kinds

# All cities share these lists: an entry is a city's affair where one of its records names it.
REFERENCES: tuple[type[models.Model], ...] = (Municipality, Scheme, Programme)
_TEXTS = (models.CharField, models.TextField, TranslatedField, StreamField)

# A kind's ContentType and a key.
Thing = tuple[int, int]
Found = dict[str, set[tuple[int, Thing]]]


def outside_addresses(cities: Iterable[int]) -> Found:
    """Return each address that records of `cities` name, with (city, what names it).

    Of a record counts what the public sees, and what the form shows: its newest version. What lies in the bin does
    not. Costs some queries for each table, whatever the number of rows.
    """
    found: Found = defaultdict(set)
    wanted = set(cities)
    if not wanted:
        return found
    for kind in record_kinds():
        number = ContentType.objects.get_for_model(kind).pk
        for city, key, texts in _of_records(kind, wanted):
            for address in addresses_in(texts):
                found[address].add((city, (number, key)))
    for reference in REFERENCES:
        number = ContentType.objects.get_for_model(reference).pk
        naming = _cities_naming(reference, wanted)
        for key, texts in _of_references(reference):
            for address in addresses_in(texts):
                found[address] |= {(city, (number, key)) for city in naming.get(key, ())}
    return found


def _of_records(kind: type[Record], cities: set[int]) -> Iterator[tuple[int, int, Any]]:
    """City, key and texts of the records of a kind and of what belongs to them."""
    records: models.QuerySet[Any] = kind._default_manager.filter(keeper__in=cities)
    shown = Q(live=True) | Q(latest_revision__isnull=True)
    yield from _texts_of(kind, records.filter(shown), "keeper", "pk")
    for child, path in _children(kind):
        rows = child._default_manager.filter(**{f"{path}__in": records.filter(shown)})
        yield from _texts_of(child, rows, f"{path}__keeper", path)
    unpublished = records.filter(Q(has_unpublished_changes=True) | Q(live=False), latest_revision__isnull=False)
    keepers = dict(unpublished.values_list("latest_revision", "keeper"))
    keys = dict(unpublished.values_list("latest_revision", "pk"))
    newest = Revision.objects.filter(pk__in=unpublished.values("latest_revision"))
    for revision, content in newest.values_list("pk", "content").iterator(chunk_size=200):
        yield keepers[revision], keys[revision], _unpacked(content)


def _of_references(model: type[models.Model]) -> Iterator[tuple[int, Any]]:
    for _city, key, texts in _texts_of(model, model._default_manager.all(), "pk", "pk"):
        yield key, texts


def _texts_of(
    model: type[models.Model], rows: "models.QuerySet[Any]", city: str, key: str
) -> Iterator[tuple[int, int, Any]]:
    """City, key and the texts of those of `rows` in which an address may stand; costs one query."""
    texts = {f"_text_{field.name}": Cast(field.name, models.TextField()) for field in _text_fields(model)}
    if not texts:
        return
    may_hold = Q()
    for name in texts:
        may_hold |= Q(**{f"{name}__contains": "://"})
    for row_city, row_key, *values in (
        rows.order_by().annotate(**texts).filter(may_hold).values_list(city, key, *texts).iterator(chunk_size=500)
    ):
        yield row_city, row_key, _unpacked(values)


def _text_fields(model: type[models.Model]) -> list[Any]:
    """What people write: not what is chosen from a list, and not what the programme keeps for itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXTS)
        and field.editable
        and not field.choices
        and not isinstance(field, models.SlugField)
    ]


def _children(model: type[models.Model], path: str = "") -> Iterator[tuple[type[models.Model], str]]:
    """What belongs to `model`, also in turn, with the way back to it."""
    for relation in model._meta.related_objects:
        if isinstance(relation.field, ParentalKey):
            child: Any = relation.related_model
            way = f"{relation.field.name}__{path}" if path else relation.field.name
            yield child, way
            yield from _children(child, way)


def _cities_naming(reference: type[models.Model], cities: set[int]) -> Mapping[int, set[int]]:
    """By key of an entry of a reference list: those of `cities` whose records name it."""
    found: dict[int, set[int]] = defaultdict(set)
    for kind in record_kinds():
        records: models.QuerySet[Any] = kind._default_manager.filter(keeper__in=cities)
        tables: list[tuple[type[models.Model], str]] = [(kind, ""), *_children(kind)]
        for model, path in tables:
            rows = model._default_manager.filter(**{f"{path}__in": records}) if path else records
            keeper = f"{path}__keeper" if path else "keeper"
            for link in _links_to(model, reference):
                pairs = rows.filter(**{f"{link}__isnull": False}).order_by().values_list(link, keeper).distinct()
                for key, city in pairs:
                    found[key].add(city)
    return found


def _links_to(model: type[models.Model], reference: type[models.Model]) -> list[str]:
    """The fields of `model` that name an entry of a reference list; a scheme is named through its steps."""
    links = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    direct = [field.name for field in links if field.related_model is reference]
    steps = [f"{field.name}__scheme" for field in links if reference is Scheme and field.related_model is Step]
    return direct + steps


def _unpacked(value: Any) -> Any:
    """The same with what is JSON within a text taken out of it."""
    if isinstance(value, str):
        if value[:1] not in "[{" or not value:
            return value
        try:
            return _unpacked(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, Mapping):
        return [_unpacked(part) for part in value.values()]
    if isinstance(value, list | tuple):
        return [_unpacked(part) for part in value]
    return value
