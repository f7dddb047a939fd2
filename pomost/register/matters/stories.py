"""Photos that nobody can hear of, stories that the facts have left behind, and records without a story."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Count, F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from pomost.languages.formats import language_name, listed
from pomost.register.choices import ChangeKind
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import (
    Matter,
    More,
    Part,
    Rows,
    Scope,
    Sort,
    a_day,
    day_of,
    first_of,
    number_beside,
)
from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    Change,
    Network,
    Partnership,
    Project,
    Solution,
)

# In the order in which their gaps are told. An activity is complete without a story, so it comes last, and only where
# somebody has told it in some language.
TOLD = (Partnership, Network, Project, Award, Challenge, Solution, Activity)
_LANGUAGES = len(settings.LANGUAGES)


def _without_stories(scope: Scope) -> list[Wanted]:
    wanted = []
    for kind in TOLD:
        stories = kind.stories.rel.related_model.objects
        full = stories.order_by().values("record").annotate(number=Count("pk"))
        public = Q(scope.kept(), live=True)
        if kind is Activity:
            partly = full.filter(number__lt=_LANGUAGES).values("record")
            records = kind.objects.filter(public, pk__in=partly)
        else:
            records = kind.objects.filter(public).exclude(pk__in=full.filter(number__gte=_LANGUAGES).values("record"))
        wanted += first_of(records.order_by("pk"), scope, {"key": "pk"})
    return wanted


def _gaps(rows: list[Rows], scope: Scope) -> Iterator[Matter | More]:
    for kind, found, counted in zip(TOLD, rows[::2], rows[1::2], strict=True):
        for row in sorted(found, key=lambda row: int(row["key"])):
            yield Matter(Sort.STORIES, kind, row["key"], None, part="stories")
        yield More(Sort.STORIES, number_beside(found, counted))


def _mute_photos(scope: Scope) -> list[Wanted]:
    return [
        Wanted(
            kind.photos.rel.related_model.objects.filter(scope.kept("record__"), is_decorative=False, alternative={}),
            {"key": "record_id", "id": "pk"},
        )
        for kind in TOLD
    ]


def _photos(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    for kind, group in zip(TOLD, rows, strict=True):
        for key in sorted({row["key"] for row in group}):
            yield Matter(Sort.PHOTOS, kind, key, None, part="photos_and_documents")


@dataclass(frozen=True, slots=True)
class Stale:
    """Stories in `languages` that were last changed before the facts changed in substance."""

    languages: tuple[str, ...]

    def in_words(self) -> str:
        """In which languages."""
        names = [language_name(code) for code in self.languages]
        return _("older than the facts: the story in %(languages)s") % {"languages": listed(names)}


def _changed_in_substance(scope: Scope) -> list[Wanted]:
    """The stories of published records, with the last change in substance that was published after them.

    Asked from the side of the changes, which are few. What was changed together with the facts says so itself: a
    version is saved before it is published.
    """
    wanted = []
    for kind in TOLD:
        substance = Change.objects.filter(
            content_type=ContentType.objects.get_for_model(kind),
            kind=ChangeKind.SUBSTANCE,
            published_at__isnull=False,
        )
        if scope.cities is not None:
            substance = substance.filter(keeper__in=scope.cities)
        newest = substance.filter(object_id=Cast(OuterRef("record_id"), CharField())).order_by("-published_at", "-pk")
        records = substance.order_by().values(key=Cast("object_id", BigIntegerField()))
        stories = kind.stories.rel.related_model.objects.filter(
            scope.kept("record__"), record__live=True, record__in=records
        )
        stories = stories.annotate(newest=Subquery(newest.values("published_at")[:1]))
        columns = {
            "key": "record_id",
            "language": "language",
            "newest": "newest",
            "parts": Cast(Subquery(newest.values("parts")[:1]), TextField()),
        }
        wanted.append(Wanted(stories.filter(changed_at__lt=F("newest")), columns))
    return wanted


def _stale(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    for kind, group in zip(TOLD, rows, strict=True):
        left_behind: dict[int, list[str]] = {}
        days = {}
        for row in sorted(group, key=lambda row: (row["key"], row["language"])):
            if f"stories.{row['language']}" not in json.loads(row["parts"]):
                left_behind.setdefault(row["key"], []).append(row["language"])
                days[row["key"]] = day_of(row["newest"])
        for key, languages in left_behind.items():
            day = days[key]
            when = a_day(day) if day else None
            yield Matter(Sort.STORIES, kind, key, when, Stale(tuple(languages)), part="stories")


STALE_STORIES = Part((Sort.STORIES,), _changed_in_substance, _stale)
STORIES = Part((Sort.STORIES,), _without_stories, _gaps)
PHOTOS = Part((Sort.PHOTOS,), _mute_photos, _photos)
