"""What belongs to a record, be the record as the public sees it or a draft that somebody previews."""

from typing import Any

from django.db.models import QuerySet


def keys_of(linked: Any) -> Any:
    """The keys of the things that a many-to-many link leads to: of a saved record a subquery, of a draft a list."""
    things = linked.all()
    return things.order_by().values("pk") if isinstance(things, QuerySet) else [thing.pk for thing in things]
