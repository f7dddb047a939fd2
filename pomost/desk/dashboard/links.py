"""Dead links as matters: what they are stands in desk.links."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from pomost.desk.links.models import Link, Mention
from pomost.desk.links.queries import checking_cities
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import Matter, Part, Rows, Scope, Sort, a_day, day_of


@dataclass(frozen=True, slots=True)
class Address:
    """A web address."""

    url: str

    def in_words(self) -> str:
        """The address itself."""
        return self.url


def _wanted(scope: Scope) -> list[Wanted]:
    mentions = Mention.objects.filter(city__in=checking_cities(scope.cities), link__in=Link.objects.dead().values("pk"))
    columns = {"kind": "content_type_id", "key": "object_id", "url": "link__url", "since": "link__failing_since"}
    return [Wanted(mentions, columns)]


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    """Each address once at each thing that names it, for whichever of the cities."""
    for kind, key, url, since in sorted(
        {tuple(row[name] for name in ("kind", "key", "url", "since")) for row in rows[0]}
    ):
        model = ContentType.objects.get_for_id(kind).model_class()
        day = day_of(since)
        if model is not None:
            yield Matter(Sort.LINKS, model, key, a_day(day) if day else None, Address(url))


LINKS = Part((Sort.LINKS,), _wanted, _found)
