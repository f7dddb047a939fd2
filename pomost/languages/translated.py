"""Short texts in several languages: names, captions, undertakings. Long prose lives in stories (register)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Who reads none of a city's own languages is best served by English, then by the city's first language.
FALLBACK = ("en", settings.LANGUAGE_CODE)


def language_codes() -> tuple[str, ...]:
    """Return the codes of the languages that Pomost speaks, the default first."""
    return tuple(code for code, _name in settings.LANGUAGES)


class Wording(NamedTuple):
    """A text and the language it is in (BCP 47)."""

    text: str
    language: str


class Translated(Mapping[str, str]):
    """An immutable text in some of the languages: `{"pl": "Suhl", "en": "Suhl"}`; str() gives the active one."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = {code: text.strip() for code, text in (texts or {}).items() if text and text.strip()}

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Any:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return f"Translated({self._texts!r})"

    def __str__(self) -> str:
        return self.wording().text

    def wording(self, language: str | None = None) -> Wording:
        """Return the text in `language` (default: the active one), else in the best other language there is.

        An empty text is returned as ("", language), so that a template never meets None.
        """
        wanted = language or get_language() or settings.LANGUAGE_CODE
        for code in (wanted, *FALLBACK, *self._texts):
            if code in self._texts:
                return Wording(self._texts[code], code)
        return Wording("", wanted)

    def lines(self, language: str | None = None) -> list[Wording]:
        """Return the text's lines, one item of a list each, empty lines left out."""
        text, code = self.wording(language)
        return [Wording(line.strip(), code) for line in text.splitlines() if line.strip()]


def translated(value: object) -> Translated:
    """Return `value` (a mapping, a Translated or None) as Translated. Raises ValidationError for anything else."""
    if isinstance(value, Translated):
        return value
    if value is None or value == "":
        return Translated()
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        unknown = set(value) - set(language_codes())
        if not unknown:
            return Translated(value)
        raise ValidationError(
            _("Unknown language: %(codes)s."), code="language", params={"codes": ", ".join(sorted(unknown))}
        )
    raise ValidationError(_("A text in several languages is expected."), code="invalid")


class TranslatedField(models.JSONField):
    """A column of Translated; `multiline` offers a text area, one item a line."""

    empty_values = [None, "", {}, Translated()]

    def __init__(self, *args: Any, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        return name, path, list(args), kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return Translated(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Translated:
        return translated(value)

    def get_prep_value(self, value: Any) -> Any:
        return dict(translated(value)) if isinstance(value, Mapping) or value is None else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, prepared)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = translated(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def value_from_object(self, obj: models.Model) -> Any:
        return dict(translated(getattr(obj, self.attname)))

    def value_to_string(self, obj: models.Model) -> Any:
        return self.value_from_object(obj)

    def formfield(self, **kwargs: Any) -> Any:
        from pomost.languages.forms import TranslatedFormField  # forms need the app registry

        return models.Field.formfield(
            self, form_class=TranslatedFormField, multiline=self.multiline, **_without(kwargs, "encoder", "decoder")
        )


def _without(kwargs: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if name not in names}


def joined(wordings: Iterable[Wording]) -> str:
    """Return the texts of `wordings` as one line, for places that can hold no markup."""
    return ", ".join(wording.text for wording in wordings)
