"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")

application = get_wsgi_application()

# What is loaded by now stays until the process ends: the collector need not walk through it again and again, which
# answers with thousands of small objects (long lists, exports) would pay for.
gc.freeze()
