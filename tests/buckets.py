"""A server that speaks S3, with an empty bucket, for processes and tests: moto's."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

BUCKET = "pomost"
KEY, SECRET = "key", "sec/ret"


@contextmanager
def running_bucket() -> Iterator[str]:
    """What POMOST_MEDIA_URL says of a bucket that lasts as long as the block."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                assert process.poll() is None
                time.sleep(0.05)
            url = f"s3://{KEY}:{SECRET.replace('/', '%2F')}@127.0.0.1:{port}/{BUCKET}?ssl=False"
            client(url).create_bucket(Bucket=BUCKET)
            yield url
        finally:
            process.kill()


def names_in(url: str) -> set[str]:
    """The names of the files in the bucket at `url`."""
    return {each["Key"] for each in client(url).list_objects_v2(Bucket=BUCKET).get("Contents", ())}


def fill(url: str, folder: Path) -> None:
    """Put every file of the `folder` into the bucket at `url`, under its path."""
    for file in folder.rglob("*"):
        if file.is_file():
            client(url).upload_file(str(file), BUCKET, str(file.relative_to(folder)))


def client(url: str) -> Any:
    """Who asks the server past Pomost."""
    address = f"http://{urlsplit(url).hostname}:{urlsplit(url).port}"
    return boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET
    )


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
