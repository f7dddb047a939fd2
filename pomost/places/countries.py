"""Countries by their ISO 3166-1 codes; names and spelling come from CLDR."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pomost.languages.folding import fold
from pomost.languages.formats import locale

# Codes of two letters in CLDR that are no country: groupings, pseudo-regions and reserved codes.
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def country_names(language: str | None = None) -> dict[str, str]:
    """Return ISO code → name in `language` (default: the active one)."""
    return {
        code: str(name)
        for code, name in locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) pairs in the active language, ordered as its readers look names up."""
    return sorted(country_names().items(), key=lambda pair: fold(pair[1]))


def validate_country(code: str) -> None:
    """Raise ValidationError unless `code` is the ISO 3166-1 alpha-2 code of a country."""
    if code not in country_names("en"):
        raise ValidationError(_("%(code)s is not the code of a country."), code="country", params={"code": code})
