"""What the body of a story may hold. How it looks is the surfaces' matter."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

RICH_TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]

STORY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=200, icon="title")),
    ("paragraph", blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)),
    (
        "quote",
        blocks.StructBlock(
            [
                ("text", blocks.TextBlock(label=_("Quotation"))),
                ("source", blocks.CharBlock(label=_("Who said it"), required=False)),
            ],
            label=_("Quotation"),
            icon="openquote",
        ),
    ),
]
