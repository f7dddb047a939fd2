"""Blocks of prose, with pictures and documents."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from pomost.register.models.story_body import RICH_TEXT_FEATURES

TEXT_FEATURES = ["h3", *RICH_TEXT_FEATURES]
LIVING_VALUES_HELP = _(
    "A name and a value in braces, such as {Suhl: since}, show what the register says today. "
    "The guide lists the values."
)


class PictureBlock(blocks.StructBlock):
    """A picture. Without an alternative text it is not taken, unless it only decorates (WCAG 2.2, 1.1.1)."""

    image = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=300,
        help_text=_("What somebody who cannot see the picture needs to know."),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("Decorative"), required=False, help_text=_("Ticked, screen readers pass the picture over.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    author = blocks.CharBlock(label=_("Author"), required=False, max_length=200)
    licence = blocks.CharBlock(
        label=_("Licence"),
        required=False,
        max_length=200,
        help_text=_("Such as CC BY 4.0, or who gave leave to show it."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["is_decorative"] and not cleaned["alternative"].strip():
            message = _("Write an alternative text, or mark the picture as decorative.")
            raise blocks.StructBlockValidationError({"alternative": ValidationError(message, code="alternative")})
        return cleaned


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class DocumentBlock(blocks.StructBlock):
    """A file to be taken away."""

    file = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=200, help_text=_("Left empty, the file’s own title stands.")
    )
    language = blocks.CharBlock(
        label=_("Language of the document"),
        required=False,
        max_length=10,
        help_text=_("The code, such as pl or de; left empty where it is the page’s."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")


class ActionBlock(blocks.StructBlock):
    """What a reader may do next: one link, set so that it is seen."""

    text = blocks.CharBlock(
        label=_("What the reader can do"), max_length=100, help_text=_("Such as: Propose a project to us.")
    )
    note = blocks.CharBlock(label=_("A sentence beside it"), required=False, max_length=300)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    address = blocks.URLBlock(label=_("Or another address"), required=False)

    class Meta:
        icon = "link"
        label = _("Call to action")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            message = _("Choose a page or give an address: one of the two.")
            raise blocks.StructBlockValidationError({"page": ValidationError(message, code="target")})
        return cleaned


PROSE: list[tuple[str, blocks.Block]] = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=200, icon="title")),
    ("text", blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, help_text=LIVING_VALUES_HELP)),
    ("picture", PictureBlock()),
    ("gallery", blocks.ListBlock(PictureBlock(), label=_("Gallery"), icon="images", min_num=2)),
    ("quote", QuoteBlock()),
    ("document", DocumentBlock()),
    ("action", ActionBlock()),
]
