"""What the desk understood of a date that somebody types, told while they type."""

from django.http import HttpRequest, JsonResponse
from wagtail.admin.auth import require_admin_access

from pomost.register.dates import PartialDate


@require_admin_access
def understood_date(request: HttpRequest) -> JsonResponse:
    """Answer with the date that `text` names, in the officer's language; with an empty text where it names none.

    Reads nothing but the text: there is nothing here to keep from anybody who may open the desk.
    """
    try:
        words = PartialDate.parse(request.GET.get("text", "")).in_words()
    except ValueError:
        words = ""
    return JsonResponse({"words": words})
