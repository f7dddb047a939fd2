"""What a town's name may hold: letters to be read, and no marks that change how other text is read."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 200  # characters
# Control characters, and what is invisible and turns the direction of the text around it: Unicode's Cc and Cf. The two
# joiners are letters' neighbours in Persian and in the languages of India.
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_UNSEEN = {"Cc", "Cf"}


def readable(name: str) -> str:
    """Return `name` without control characters and marks of direction, with single blanks."""
    spaced = " ".join(name.split())
    kept = (sign for sign in spaced if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN)
    return " ".join("".join(kept).split())


def validate_name(name: str) -> None:
    """Raise ValidationError where `name` has no letter, or is longer than a name can be."""
    if not any(sign.isalpha() for sign in name):
        raise ValidationError(_("A name needs at least one letter."), code="letter")
    if len(name) > LONGEST:
        message = _("The name has %(length)d characters. It may have %(longest)d.")
        raise ValidationError(message, code="length", params={"length": len(name), "longest": LONGEST})
