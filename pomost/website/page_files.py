"""Which pictures and documents public pages show, beside those of the records: Wagtail's index of references knows."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex


def is_on_public_page(file: Any) -> bool:
    """Whether a page that everybody may read shows the picture or offers the document `file`; costs two queries.

    The index follows what is published: a draft's pictures are not in it.
    """
    references = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    pages = {int(key) for key in references.values_list("object_id", flat=True)}
    return bool(pages) and Page.objects.live().public().filter(pk__in=pages).exists()
