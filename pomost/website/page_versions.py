"""An earlier version of a page as the public may read it: its own words of then, everything else as it is today."""

from collections.abc import Mapping
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.register.models import Change
from pomost.register.queries import is_public_document, is_public_image
from pomost.register.rules.mentions import blacked_out_in
from pomost.register.versions import persons_not_public
from pomost.website.page_files import is_on_public_page
from pomost.website.pages.base import SitePage


def page_version(page: SitePage, change: Change, keeper: int) -> SitePage | None:
    """The version of `page` that `change`, one of its public changes, brought, as far as it is public today.

    None where no version is kept. Contact persons of `keeper` whom nobody may see are blacked out, and pictures and
    documents are left out that no public page offers today. Costs some queries, two more for each file.
    """
    if change.is_withdrawal or change.revision is None:
        return None
    version: SitePage = page.with_content_json(blacked_out_in(change.revision.content, persons_not_public(keeper)))
    # It stands where the page stands today.
    version.slug, version.url_path, version.locale = page.slug, page.url_path, page.locale
    version.live, version.open_to_all = page.live, page.open_to_all
    if hasattr(version, "body"):
        version.body = [block for raw in version.body.raw_data if (block := _public_block(raw))]
    return version


def _public_block(block: Mapping[str, Any]) -> dict[str, Any] | None:
    """A block as it is stored, without the files that are not public; None where nothing is left of it."""
    kind, value = block["type"], block["value"]
    if kind == "gallery":
        kept = [item for item in value if _is_public_picture(item["value"]["image"])]
        return {**block, "value": kept} if kept else None
    if kind == "picture":
        return dict(block) if _is_public_picture(value["image"]) else None
    if kind == "document":
        file = get_document_model().objects.filter(pk=value["file"]).first()
        return dict(block) if file and (is_public_document(file) or is_on_public_page(file)) else None
    return dict(block)


def _is_public_picture(key: int | None) -> bool:
    image = get_image_model().objects.filter(pk=key).first()
    return image is not None and (is_public_image(image) or is_on_public_page(image))
