"""The language of a request."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware


class AddressLocaleMiddleware(LocaleMiddleware):
    """As Django's, which leads an address without a language to the one with it: /partnerstwa/ to /pl/partnerstwa/.

    Only an address that is nobody's is led on: where the desk or a file's view says that there is nothing, that holds.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            return response
        return super().process_response(request, response)
