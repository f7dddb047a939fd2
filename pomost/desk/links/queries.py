"""Questions about outside addresses."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Prefetch, QuerySet
from django.urls import reverse

from pomost.desk.links.models import Link, LinkQuerySet, Mention
from pomost.places.models import Municipality
from pomost.register.fetching import fetch_together
from pomost.website.settings import CitySettings

Cities = Collection[int] | QuerySet[Municipality]


@dataclass(frozen=True)
class Named:
    """What holds an address, with the address of its form."""

    thing: Model
    edit_url: str


@dataclass(frozen=True)
class NamedLink:
    """An address, what holds it, and the keys of the cities whose affair it is."""

    link: Link
    named_by: list[Named]
    cities: frozenset[int]


def checking_cities(cities: Cities | None = None) -> "QuerySet[CitySettings, int]":
    """The keys of those cities (None: of all) whose officers have turned the checking of links on."""
    settings = CitySettings.objects.filter(check_links=True, home__isnull=False)
    if cities is not None:
        settings = settings.filter(home__in=cities)
    return settings.values_list("home", flat=True)


def links_of(cities: Cities) -> LinkQuerySet:
    """Return the addresses that records of `cities` hold, each once, as far as these cities have them checked."""
    held = Mention.objects.filter(city__in=checking_cities(cities))
    return Link.objects.filter(pk__in=held.values("link"))


def with_mentions(links: LinkQuerySet, cities: Cities) -> list[NamedLink]:
    """Return each of `links` with what holds it in `cities`; costs two queries besides the links and their kinds."""
    own = Mention.objects.filter(city__in=checking_cities(cities)).order_by("content_type", "object_id")
    found = list(links.prefetch_related(Prefetch("mentions", own, to_attr="own_mentions")))
    mentions: dict[int, list[Mention]] = {link.pk: getattr(link, "own_mentions") for link in found}
    named = _named(mention for several in mentions.values() for mention in several)
    return [
        NamedLink(
            link,
            list({key: named[key] for m in mentions[link.pk] if (key := _key(m)) in named}.values()),
            frozenset(mention.city_id for mention in mentions[link.pk]),
        )
        for link in found
    ]


def _key(mention: Mention) -> tuple[int, int]:
    return mention.content_type_id, mention.object_id


def _named(mentions: Iterable[Mention]) -> dict[tuple[int, int], Named]:
    """What is mentioned, as far as it is still there and not in the bin, by kind and key."""
    keys: dict[int, set[int]] = defaultdict(set)
    for mention in mentions:
        keys[mention.content_type_id].add(mention.object_id)
    if not keys:
        return {}
    kinds: list[tuple[int, Any]] = []
    for number, kind in ContentType.objects.in_bulk(list(keys)).items():
        model = kind.model_class()
        if model is not None:
            kinds.append((number, model))
    querysets = [
        model._default_manager.filter(pk__in=keys[number]).select_related(
            # What the name of a record is made from; without any, nothing.
            *(getattr(model.snippet_viewset, "related", ()) or (None,))
        )
        for number, model in kinds
    ]
    return {
        (number, thing.pk): Named(thing, reverse(model.snippet_viewset.get_url_name("edit"), args=(quote(thing.pk),)))
        for (number, model), things in zip(kinds, fetch_together(*querysets), strict=True)
        for thing in things
    }
