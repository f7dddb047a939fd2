"""Uploaded files in a bucket that speaks S3. It stays private: Pomost alone reads it, and decides for whom."""

from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

IN_MEMORY = 1_000_000  # bytes of a file that is read; more goes through a file that passes


class Bucket(S3Storage):
    """As django-storages', but that addresses of files are those of the site, and no file takes another's place."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=20,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # Sums that Amazon's own servers know and many others refuse.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(**options, client_config=config, file_overwrite=False, max_memory_size=IN_MEMORY)

    def url(self, name: str, *_further: Any, **_named: Any) -> str:
        """The address at which the desk shows the file `name`, as of one in the folder: website.files answers it."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")
