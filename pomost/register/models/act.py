"""Acts: the steps in a partnership's legal life, from the first contact to the end."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.choices import ActKind
from pomost.register.dates import PartialDateField
from pomost.register.models.partnership import Partnership
from pomost.register.rules.legal_state import ActFacts
from pomost.register.validators import validate_period

_CODES = RegexValidator(
    r"^[a-z]{2,3}(, ?[a-z]{2,3})*\Z", _("Write the codes of the languages, with commas between them: pl, de.")
)


class Act(ClusterableModel, Orderable):
    """One step: what was decided or signed, when, where, by whom, and for how long."""

    partnership = ParentalKey(Partnership, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(_("kind of act"), max_length=30, choices=ActKind)
    date = PartialDateField(_("date"))
    number = models.CharField(_("number"), max_length=100, blank=True, help_text=_("Such as: XXVII/312/2004."))
    body = TranslatedField(_("body"), blank=True, help_text=_("Who decided, such as: the city council of Leszno."))
    place = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    languages = models.CharField(
        _("languages"), max_length=60, blank=True, validators=[_CODES], help_text=_("Their codes, such as: pl, de.")
    )
    authentic_languages = models.CharField(
        _("authentic languages"),
        max_length=60,
        blank=True,
        validators=[_CODES],
        help_text=_("Those of them whose wording counts where they differ."),
    )
    valid_until = PartialDateField(_("valid until"), help_text=_("Left empty where no end was agreed."))
    notice_months = models.PositiveSmallIntegerField(_("notice period in months"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("supersedes")
    )
    scan = models.ForeignKey(
        get_document_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("scan"),
    )
    source = TranslatedField(_("source"), blank=True)
    is_example = models.BooleanField(_("invented example"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("act")
        verbose_name_plural = _("acts")

    def __str__(self) -> str:
        parts = [self.get_kind_display(), self.number, self.date.in_words() if self.date else ""]
        return ", ".join(part for part in parts if part)

    @property
    def facts(self) -> ActFacts:
        """What the rules of the legal state need to know of the act."""
        return ActFacts(ActKind(self.kind), self.date, self.valid_until, self.notice_months)

    def clean(self) -> None:
        super().clean()
        validate_period(self.date, self.valid_until, start_name="date", end_name="valid_until")
        stray = set(_listed(self.authentic_languages)) - set(_listed(self.languages))
        if self.languages and stray:
            message = _("The act is not written in this language: %(codes)s.")
            raise ValidationError(
                {"authentic_languages": ValidationError(message, params={"codes": ", ".join(sorted(stray))})}
            )
        other: Any = self.supersedes
        if other is not None and (other.pk == self.pk or other.partnership_id != self.partnership_id):
            raise ValidationError({"supersedes": _("Choose another act of the same partnership.")})


class Signatory(Orderable):
    """Who signed an act. The office is public; the name only where it is ticked."""

    act = ParentalKey(Act, on_delete=models.CASCADE, related_name="signatories")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed for")
    )
    office = TranslatedField(_("office held"), help_text=_("Such as: the mayor."))
    name = models.CharField(_("name"), max_length=200, blank=True)
    show_name = models.BooleanField(_("show the name to the public"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return str(self.office)

    @property
    def public_name(self) -> str:
        """The name where it may be shown, else an empty text."""
        return self.name if self.show_name else ""


def _listed(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]
