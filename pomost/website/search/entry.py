"""The index of the search: a row for each thing of which the public sees a page, with the words that find it."""

from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models.expressions import RawSQL

from pomost.website.search.words import Wanted, home_word

# The same words in each database's own full-text index: see migration 0007_search.
_MATCHING = {
    "sqlite": "SELECT rowid FROM website_searchentry_fts WHERE website_searchentry_fts MATCH %s ORDER BY rowid DESC",
    # `+ 0` keeps PostgreSQL from reading the whole table backwards where it takes rare words for frequent ones.
    "postgresql": (
        "SELECT id FROM website_searchentry WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery "
        "ORDER BY id + 0 DESC"
    ),
}


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Entries, asked by words."""

    def matching(
        self, wanted: Wanted, home: int, most: int, *, in_title: bool = False, is_finished: bool = False
    ) -> Self:
        """Those on the site of the town of key `home` that have all words wanted, the `most` that were entered last.

        With `is_finished` the last word is taken as it stands: the index need not put together all that begin so.
        """
        found = f"{_MATCHING[connection.vendor]} LIMIT {int(most)}"
        # A parameter: nothing that readers type is part of the SQL.
        query = _query(wanted, home, in_title=in_title, is_finished=is_finished)
        return self.filter(pk__in=RawSQL(found, [query]))  # noqa: S611

    @staticmethod
    def compact() -> None:
        """Let nothing be left of words that were taken out; SQLite's index keeps them beside a mark until then."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO website_searchentry_fts(website_searchentry_fts) VALUES ('optimize')")


class SearchEntry(models.Model):
    """One thing that can be found. It holds words and no text: what is shown is read from what is published today."""

    kind = models.CharField(max_length=40)  # the name of the thing's model
    object_id = models.BigIntegerField()
    languages = models.CharField(max_length=60)  # codes with blanks between: those in which there is prose
    day = models.CharField(max_length=10)  # of what happened, else of publication; as text that sorts
    words = models.TextField()  # see website.search.words

    objects: ClassVar[Any] = SearchEntryQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # nobody asks where it is used

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


def _query(wanted: Wanted, home: int, *, in_title: bool, is_finished: bool) -> str:
    """What is wanted, as the database's full-text index reads it. Words hold letters and digits alone."""
    if connection.vendor == "sqlite":
        quote, together, either, beginning = '"', " AND ", " OR ", "*"
    else:
        quote, together, either, beginning = "'", " & ", " | ", ":*"
    terms = [f"{quote}{home_word(home)}{quote}"]
    for words in wanted.terms(in_title=in_title, is_finished=is_finished):
        forms = [f"{quote}{word.text}{quote}{beginning if word.is_beginning else ''}" for word in words]
        terms.append(f"({either.join(forms)})")
    return together.join(terms)
