"""Contact persons: who in an office is to be asked. A person is private unless ticked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.choices import LegalBasis
from pomost.register.models.checked import CheckedRecord
from pomost.register.models.office import Office
from pomost.register.models.record import RecordQuerySet, Story
from pomost.register.phones import PhoneField


class ContactPersonQuerySet(RecordQuerySet):
    """Persons, asked from the side of their office."""

    def of(self, town: Municipality) -> Self:
        """Those in the offices of `town`, with their office loaded."""
        return self.filter(office__municipality=town).select_related("office__municipality").order_by("pk")

    def published(self) -> Self:
        """Those whom the public may see today: ticked, in office, and their office published."""
        return self.published_on(timezone.localdate())

    def published_on(self, day: date) -> Self:
        """Those whom the public may see on `day`; who has left is gone from every page at once."""
        shown = super().published().filter(is_public=True, office__live=True, office__deleted_at__isnull=True)
        return shown.exclude(valid_from__gt=day).exclude(valid_until__lt=day)


class ContactPerson(CheckedRecord):
    """A person in an office: function first, then how to reach them, and why the register may hold them."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="people", verbose_name=_("office"))
    name = models.CharField(_("name"), max_length=200)
    function = TranslatedField(_("function"), blank=True)
    languages = models.CharField(
        _("languages"),
        max_length=60,
        blank=True,
        validators=[RegexValidator(r"^[a-z]{2,3}(, ?[a-z]{2,3})*\Z", _("Write the codes with commas: pl, de."))],
        help_text=_("The codes of the languages in which the person can be written to, such as: pl, de."),
    )
    phone = PhoneField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    valid_from = models.DateField(_("in office from"), null=True, blank=True)
    valid_until = models.DateField(_("in office until"), null=True, blank=True, help_text=_("The last day."))
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=20,
        choices=LegalBasis,
        help_text=_("Why the register may hold this person’s data (GDPR, article 6)."),
    )
    review_on = models.DateField(
        _("to be checked on"), null=True, blank=True, help_text=_("When the office asks whether this is still right.")
    )
    is_public = models.BooleanField(
        _("show this person to the public"),
        default=False,
        help_text=_("Not ticked, only officers see the person. The office’s own address is always shown."),
    )
    folded = FoldedField(of=("name", "function", "email"))

    private_fields = frozenset({"legal_basis", "review_on"})

    objects = ContactPersonQuerySet.as_manager()

    class Meta(CheckedRecord.Meta):
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")

    @property
    def title(self) -> str:
        return self.name

    def slug_base(self) -> str:
        # An address must not tell a name.
        return f"person {self.public_id.hex[:8]}"

    @classmethod
    def shows_facts(cls, content: Mapping[str, Any]) -> bool:
        return bool(content.get("is_public"))

    def is_shown_on(self, day: date) -> bool:
        """Whether the public would see the person on `day`, once published: see ContactPersonQuerySet.published_on."""
        in_office = (self.valid_from or day) <= day <= (self.valid_until or day)
        return self.is_public and in_office and self.office.live and self.office.deleted_at is None

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The end lies before the beginning.")})


class ContactPersonStory(Story):
    """The prose about a person's work in one language."""

    record = ParentalKey(ContactPerson, on_delete=models.CASCADE, related_name="stories")
