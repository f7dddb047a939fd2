"""Form field and widget for a short text in the five languages."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from pomost.languages.translated import Translated, translated


class TranslatedWidget(forms.MultiWidget):
    """One labelled input a language, each marked with its `lang` so that it is read and spell-checked rightly."""

    template_name = "languages/translated_widget.html"

    def __init__(self, multiline: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.languages = list(settings.LANGUAGES)
        widget = forms.Textarea if multiline else forms.TextInput
        extra = {"rows": 3} if multiline else {}
        super().__init__({code: widget(attrs={"lang": code, **extra}) for code, _name in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict | Translated) else {}
        return [texts.get(code, "") for code, _name in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, language) in zip(context["widget"]["subwidgets"], self.languages, strict=True):
            subwidget["language_name"] = language
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""


class TranslatedFormField(forms.MultiValueField):
    """Five texts in, one Translated out. A required field wants the text in at least one language."""

    def __init__(self, *, multiline: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False, max_length=max_length) for _language in settings.LANGUAGES]
        kwargs.pop("widget", None)
        super().__init__(fields, require_all_fields=False, widget=TranslatedWidget(multiline), **kwargs)

    def clean(self, value: Any) -> Translated:
        text: Translated = super().clean(value)
        if self.required and not text:  # blanks alone
            raise ValidationError(self.error_messages["required"], code="required")
        return text

    def compress(self, data_list: list[str]) -> Translated:
        codes = [code for code, _name in settings.LANGUAGES]
        return Translated(dict(zip(codes, data_list, strict=False)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return translated(initial) != self.compress([text or "" for text in data or []])
        except ValidationError:
            return True
