"""Which pictures and documents public pages show, beside those of the records: Wagtail's index of references knows."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from pomost.conf.media import is_away


def is_on_public_page(file: Any) -> bool:
    """Whether a page that everybody may read shows the picture or offers the document `file`; costs two queries."""
    return bool(on_public_pages(type(file), [file.pk]))


def on_public_pages(kind: type[Model], keys: Collection[int]) -> set[int]:
    """Which of the files of `kind` with these `keys` are on pages that everybody may read; costs two queries.

    The index follows what is published: a draft's pictures are not in it.
    """
    types = ContentType.objects
    references = ReferenceIndex.objects.filter(
        base_content_type=types.get_for_model(Page),
        to_content_type=types.get_for_model(kind),
        to_object_id__in=[str(key) for key in keys],
    )
    found = {(int(page), int(key)) for page, key in references.values_list("object_id", "to_object_id")}
    public = Page.objects.live().public().filter(pk__in={page for page, _key in found})
    pages = set(public.values_list("pk", flat=True)) if found else set()
    return {key for page, key in found if page in pages}


def size_of(file: Any) -> int:
    """The size of a document in bytes, 0 where its file cannot be asked. Wagtail writes it down at the first upload.

    Wagtail's own question would write it down for whoever reads, too, and so have all kept pages made anew.
    """
    if file.file_size is not None:
        return int(file.file_size)
    try:
        return int(file.file.size)
    except FileNotFoundError:
        return 0
    except Exception as error:
        if is_away(error):
            return 0
        raise
