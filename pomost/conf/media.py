"""Where uploaded files are kept, from one address: a folder of the home by default, or a bucket that speaks S3."""

import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
REGION = "us-east-1"  # what servers take that know no regions


def media(url: str) -> dict[str, Any]:
    """Return Django's settings for the storage at `url`: `s3://key:secret@host:port/bucket?region=…&ssl=False`.

    An empty `url` means the folder `media` of the home. Raises ValueError where a part is missing or unknown.
    """
    if not url:
        return FOLDER
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    further = dict(parse_qsl(parts.query))
    if not (parts.scheme == "s3" and parts.username and parts.password and parts.hostname and bucket):
        raise ValueError("POMOST_MEDIA_URL is not of the form s3://key:secret@host/bucket")
    if unknown := set(further) - {"region", "ssl"}:
        raise ValueError(f"POMOST_MEDIA_URL has unknown parameters: {', '.join(sorted(unknown))}")
    scheme = {"true": "https", "false": "http"}.get(further.get("ssl", "true").lower())
    if scheme is None:
        raise ValueError("POMOST_MEDIA_URL says neither ssl=True nor ssl=False")
    host = parts.netloc.rpartition("@")[2]
    return {
        "BACKEND": "pomost.conf.bucket.Bucket",
        "OPTIONS": {
            "endpoint_url": f"{scheme}://{host}",
            "bucket_name": bucket,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "region_name": further.get("region", REGION),
        },
    }


def is_away(error: BaseException | None) -> bool:
    """Whether `error` came of a bucket that does not answer, or that refuses; its library is loaded with a bucket."""
    known = sys.modules.get("botocore.exceptions")
    return known is not None and isinstance(error, (known.BotoCoreError, known.ClientError))
