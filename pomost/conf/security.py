"""The relaxations of the Content-Security-Policy: the office's workplace, and the previews that it frames."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

ADMIN_PREFIX = "/admin/"
# Wagtail's editor sets inline styles, starts widgets by inline scripts, shows pasted images and frames previews.
ADMIN_RELAXATION = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "media-src": [SELF],
    "worker-src": [SELF, "blob:"],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The site's policy everywhere, relaxed under /admin/ and where Wagtail lets its own pages frame a page."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the parts of the policy for the answer to `request`."""
        parts = super().get_policy_parts(request, response, report_only)
        relaxation = dict(ADMIN_RELAXATION) if request.path.startswith(ADMIN_PREFIX) and not report_only else {}
        # Wagtail draws a preview by a request within the officer's, whose answer has its policy before Wagtail lifts
        # X-Frame-Options; what else Wagtail frames has both headers set at once. Both say one thing in the end.
        if getattr(request, "is_preview", False) or response.headers.get("X-Frame-Options") == "SAMEORIGIN":
            relaxation["frame-ancestors"] = [SELF]
        parts.replace = relaxation
        return parts
