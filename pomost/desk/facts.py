"""A record in words: its facts as the form names them, and what belongs to it."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations

from pomost.register.fact_words import field_in_words
from pomost.register.models import Record, Story


@dataclass(frozen=True)
class Fact:
    """One field in words."""

    label: str
    words: str


@dataclass(frozen=True)
class Children:
    """What belongs to a record, of one kind."""

    heading: str
    words: list[str]


def form_fields(record: Record) -> list[str]:
    """The names of the fields in the form of `record`, in its order."""
    return list(type(record).snippet_viewset.get_edit_handler().get_form_class()._meta.fields)


def facts_of(record: Record) -> list[Fact]:
    """Return what is known of `record`, in the order of its fields; what is not known is left out."""
    fields = [record._meta.get_field(name) for name in form_fields(record)]
    facts = [Fact(capfirst(str(field.verbose_name)), field_in_words(record, field)) for field in fields]
    return [fact for fact in facts if fact.words]


def children_in_words(record: Record) -> list[Children]:
    """Return what belongs to `record`, kind by kind; kinds of which there is nothing are left out."""
    found = []
    for relation in get_all_child_relations(type(record)):
        children = [_named(child) for child in getattr(record, relation.get_accessor_name()).all()]
        if children:
            found.append(Children(capfirst(str(relation.related_model._meta.verbose_name_plural)), children))
    return found


def _named(child: Model) -> str:
    if isinstance(child, Story):
        return f"{child.get_language_display()}: {child.title}"
    return str(child)
