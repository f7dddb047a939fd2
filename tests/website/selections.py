"""What tests of the basket's files ask for, and how they read it."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pomost.register.models import Activity
from pomost.website.basket.codes import Code, as_text, code_of
from tests.website.page_checks import content

BASKET = "/pl/basket-pl/"
CHANGE = "/pl/~basket/"
DOCUMENT = "/pl/~basket/document.pdf"
ARCHIVE = "/pl/~basket/files.zip"
PRINT = "/pl/~basket/print/"
ASK = "/pl/~basket/prepared/"


def soup(response: Any, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def text(response: Any, status: int = 200) -> str:
    return " ".join(soup(response, status).main.get_text(" ").split())  # type: ignore[union-attr]  # each page has one


def archive(client: Client, *things: Any, address: str = ARCHIVE) -> tuple[ZipFile, list[dict[str, str]]]:
    response = client.get(address, {"things": as_text(codes(*things))} if things else {})
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].startswith("attachment; filename=")
    files = ZipFile(BytesIO(content(response)))
    assert files.testzip() is None
    return files, list(csv.DictReader(StringIO(files.read("manifest.csv").decode("utf-8-sig"))))


def codes(*things: Any) -> list[Code]:
    return [thing if isinstance(thing, Code) else code_of(thing) or pytest.fail(str(thing)) for thing in things]


def file_of(concert: Activity) -> Any:
    return concert.documents.get().file
