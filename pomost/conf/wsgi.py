"""The WSGI application that the server runs: Django, and the page cache before it."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from pomost.conf.page_cache import Application, PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")

application: Application = get_wsgi_application()

if settings.POMOST_PAGE_CACHE_MB:
    from pomost.conf import stamp  # has a table: Django first

    application = PageCache(
        application,
        stamp=stamp.seen,
        most_bytes=settings.POMOST_PAGE_CACHE_MB * 1_000_000,
        our_cookies=(
            settings.SESSION_COOKIE_NAME,
            settings.CSRF_COOKIE_NAME,
            settings.BASKET_COOKIE_NAME,
            "messages",
        ),
        passed_by=settings.STATIC_URL,
        behind_proxy=settings.BEHIND_PROXY,
    )

# What is loaded by now stays until the process ends: the collector need not walk through it again and again, which
# answers with thousands of small objects (long lists, exports) would pay for.
gc.freeze()
