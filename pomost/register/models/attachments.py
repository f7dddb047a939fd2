"""Photos and documents that belong to a record, with what a reader must be told of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from pomost.languages.translated import TranslatedField


class Attachment(Orderable):
    """What photos and documents have in common: who made them, and on which terms they may be used."""

    author = models.CharField(_("author"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("Such as CC BY 4.0, or who gave leave to show it.")
    )
    is_example = models.BooleanField(_("invented example"), default=False)

    class Meta(Orderable.Meta):
        abstract = True


class Photo(Attachment):
    """A photo. Without an alternative text it cannot be published, unless it only decorates (WCAG 2.2, 1.1.1)."""

    image = models.ForeignKey(
        get_image_model_string(), on_delete=models.PROTECT, related_name="+", verbose_name=_("photo")
    )
    alternative = TranslatedField(
        _("alternative text"), blank=True, help_text=_("What somebody who cannot see the photo needs to know.")
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("Ticked, screen readers pass the photo over.")
    )
    caption = TranslatedField(_("caption"), blank=True)

    class Meta(Attachment.Meta):
        abstract = True
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return str(self.caption) or str(self.alternative)

    @property
    def lacks_alternative(self) -> bool:
        """Whether an alternative text has to be written before the photo may be shown."""
        return not self.is_decorative and not self.alternative


class Document(Attachment):
    """A file: a scan of an act, a programme, a report."""

    file = models.ForeignKey(
        get_document_model_string(), on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    title = TranslatedField(_("title"))
    language = models.CharField(
        _("language of the document"), max_length=10, blank=True, help_text=_("The code, such as pl or de.")
    )

    class Meta(Attachment.Meta):
        abstract = True
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return str(self.title)
