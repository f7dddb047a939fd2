"""What changed, in words: the names of rules.changed_parts as the forms call them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from pomost.register.choices import Role
from pomost.register.rules.changed_parts import STORIES


def parts_in_words(kind: Any, parts: Iterable[str]) -> list[str]:
    """Return the words for `parts` of a record of the class `kind`: since, acts, story (Polish)."""
    return [_in_words(kind, part) for part in parts]


def role_in_words(role: str) -> str:
    """Return the name of a role, as Change keeps it; "" for what was done by no officer."""
    return str(Role(role).label) if role in Role.values else role


def _in_words(kind: Any, part: str) -> str:
    name, _dot, language = part.partition(".")
    if name == STORIES:
        return _("story (%(language)s)") % {"language": get_language_info(language)["name_translated"]}
    for relation in get_all_child_relations(kind):
        if relation.get_accessor_name() == name:
            return str(relation.related_model._meta.verbose_name_plural)
    try:
        return str(kind._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:  # the register keeps it no longer
        return name
