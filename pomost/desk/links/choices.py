"""What may become of an outside address."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """What asking an address gave."""

    UNCHECKED = "unchecked", pgettext_lazy("web address", "not checked yet")
    OK = "ok", pgettext_lazy("web address", "answers")
    MOVED = "moved", pgettext_lazy("web address", "moved")
    NOT_FOUND = "not_found", pgettext_lazy("web address", "not found")
    NO_ANSWER = "no_answer", pgettext_lazy("web address", "no answer")
    REFUSED = "refused", pgettext_lazy("web address", "refused")
    NOT_ALLOWED = "not_allowed", pgettext_lazy("web address", "not to be asked")
    LATER = "later", pgettext_lazy("web address", "to be asked later")


# The others say nothing against the page: it may be there for people though not for a program.
FAILED = frozenset({Outcome.NOT_FOUND, Outcome.NO_ANSWER})
