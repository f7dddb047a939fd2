"""Photos and documents over the web: what a record or page shows is everybody's, the rest is for officers alone."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as wagtail_serve_document
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from pomost.register.queries import is_public_document, is_public_image
from pomost.website.page_files import is_on_public_page
from pomost.website.pictures import WIDTHS, rendition_spec, version_of
from pomost.website.reading import reading_only

# A rendition's address changes with its file: a reader's browser keeps it for a year. What stands between asks again
# after an hour, so that a photo that was withdrawn is soon gone there.
KEPT = "public, max-age=31536000, s-maxage=3600, immutable"
ASKED_EACH_TIME = "public, no-cache"
NOT_KEPT = "private, no-store"
ADMIN_FOLDERS = ("images", "original_images", "avatar_images")


@reading_only
def photo(request: HttpRequest, image_id: int, version: str, width: int) -> HttpResponseBase:
    """Answer with a photo in one of the offered widths; the first to ask has it drawn."""
    image = get_object_or_404(get_image_model(), pk=image_id)
    if width not in WIDTHS or version != version_of(image):
        raise Http404
    is_public = is_public_image(image) or is_on_public_page(image)
    if not is_public and not _is_officer(request):
        raise Http404
    try:
        image.get_file_hash()  # by which Wagtail remembers renditions; a program's upload comes without one
        rendition = image.get_rendition(rendition_spec(width))
        response = FileResponse(rendition.file.open("rb"), content_type="image/webp")
    except (SourceImageIOError, FileNotFoundError) as error:
        raise Http404 from error
    response["Cache-Control"] = KEPT if is_public else NOT_KEPT
    return response


@reading_only
def document(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """Answer with a document, in Wagtail's own way of serving, with its hooks and collection restrictions."""
    found = get_object_or_404(get_document_model(), pk=document_id)
    is_public = is_public_document(found) or is_on_public_page(found)
    if not is_public and not _is_officer(request):
        raise Http404
    try:
        found.get_file_hash()  # by which a browser asks whether it has changed; a program's upload comes without one
        response = wagtail_serve_document(request, document_id, name)
    except FileNotFoundError as error:
        raise Http404 from error
    if response.headers.get("Content-Encoding") == "None":  # what Wagtail's sendfile writes for: not encoded
        del response.headers["Content-Encoding"]
    response["Cache-Control"] = ASKED_EACH_TIME if is_public else NOT_KEPT
    return response


@reading_only
def workplace_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with an image that Wagtail's admin shows by its place in the storage; the public has no use for these."""
    if not _is_officer(request) or path.split("/")[0] not in ADMIN_FOLDERS:
        raise Http404
    try:
        content = default_storage.open(path, "rb")
    except (SuspiciousFileOperation, FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    response = FileResponse(content, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Cache-Control"] = NOT_KEPT
    return response


def _is_officer(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.has_perm("wagtailadmin.access_admin")
