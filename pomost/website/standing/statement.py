"""The accessibility statement: what the office enters, and what the law makes of it.

The Polish technical conditions (2.0, of 31 July 2024) fix ids, headings, the order of both and the sentences about the
state; the template follows them in every language, because ids are never translated.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import register_setting

from pomost.languages.translated import TranslatedField

REVIEW_MONTH, REVIEW_DAY = 3, 31  # until when it is to be looked through each year


class AccessibilityState(models.TextChoices):
    """How far the site meets the law."""

    FULL = "full", _("meets the act")
    PARTIAL = "partial", _("meets the act in part")
    NONE = "none", _("does not meet the act")


class Assessment(models.TextChoices):
    """Who found out."""

    OWN = "own", _("the city’s own assessment")
    OUTSIDE = "outside", _("an assessment from outside")


@register_setting(icon="clipboard-list", order=110)
class AccessibilityStatement(BaseSiteSetting):
    """What the site's accessibility statement says beside what is the same for everybody."""

    published_on = models.DateField(_("site published on"), null=True, blank=True)
    changed_on = models.DateField(
        _("last change in substance"),
        null=True,
        blank=True,
        help_text=_("When the site was last changed in substance: new software, a new look, many new pages."),
    )
    state = models.CharField(_("state"), max_length=10, choices=AccessibilityState, blank=True)
    not_accessible = TranslatedField(
        _("what is not accessible"), blank=True, multiline=True, help_text=_("One thing a line, with its reason.")
    )
    burden = TranslatedField(
        _("disproportionate burden"),
        blank=True,
        multiline=True,
        help_text=_("Only if the city has assessed it: what the assessment found, and where it can be read."),
    )
    prepared_on = models.DateField(_("statement drawn up on"), null=True, blank=True)
    assessment = models.CharField(_("based on"), max_length=10, choices=Assessment, default=Assessment.OWN)
    assessor = TranslatedField(_("who assessed it"), blank=True, help_text=_("Only for an assessment from outside."))
    reviewed_on = models.DateField(
        _("last review"),
        null=True,
        blank=True,
        help_text=_(
            "The statement is to be looked through every year by 31 March, and after each change in substance."
        ),
    )
    shortcuts = TranslatedField(
        _("keyboard shortcuts"),
        blank=True,
        multiline=True,
        help_text=_("Left empty where the site has none of its own."),
    )
    contact = TranslatedField(_("whom to write to"), blank=True, help_text=_("A unit or a person who has agreed."))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    architecture = TranslatedField(
        _("access to the building"),
        blank=True,
        multiline=True,
        help_text=_("Entrances, lifts, toilets, parking, assistance dogs. One thing a line."),
    )
    architecture_url = models.URLField(_("page about the building"), blank=True)
    communication = TranslatedField(
        _("ways to communicate"),
        blank=True,
        multiline=True,
        help_text=_("Sign language interpreter, induction loop, easy reading. One thing a line."),
    )
    apps = TranslatedField(
        _("mobile applications"), blank=True, multiline=True, help_text=_("Name and address of each, one a line.")
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("published_on", "changed_on", "state", "not_accessible", "burden")],
            heading=_("State"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("prepared_on", "assessment", "assessor", "reviewed_on")],
            heading=_("Drawing up"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("shortcuts", "contact", "email", "phone")], heading=_("Feedback")
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("architecture", "architecture_url", "communication", "apps")],
            heading=_("Further information"),
        ),
    ]
    needed = ("published_on", "changed_on", "state", "prepared_on", "contact", "email", "phone", "architecture")

    class Meta:
        verbose_name = _("accessibility statement")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def missing(self) -> list[Any]:
        """The names of what the law demands and nobody has entered; while there is any, the page says so instead."""
        return [
            self._meta.get_field(name).verbose_name
            for name in (*self.needed, "communication")
            if not getattr(self, name)
        ]

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        faults: dict[str, Any] = {
            name: _("This day is yet to come.")
            for name in ("published_on", "changed_on", "prepared_on", "reviewed_on")
            if (day := getattr(self, name)) and day > today
        }
        if self.state in (AccessibilityState.PARTIAL, AccessibilityState.NONE) and not self.not_accessible:
            faults["not_accessible"] = _("Say what is not accessible, and why.")
        if self.assessment == Assessment.OUTSIDE and not self.assessor:
            faults["assessor"] = _("Say who assessed it.")
        if self.reviewed_on and self.prepared_on and self.reviewed_on < self.prepared_on:
            faults.setdefault("reviewed_on", _("The review lies before the drawing up."))
        if faults:
            raise ValidationError(faults)

    @property
    def review_due(self) -> date | None:
        """Until when the statement is to be looked through next; None where there is none yet.

        Whoever has looked at it in one year is done until 31 March of the next.
        """
        looked_at = max((day for day in (self.prepared_on, self.reviewed_on) if day), default=None)
        return None if looked_at is None else date(looked_at.year + 1, REVIEW_MONTH, REVIEW_DAY)
