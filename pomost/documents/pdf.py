"""From a description to a file: PDF/UA-1 and PDF/A-2a in one, set by Typst."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import pikepdf

from pomost.documents.description import Document, DocumentError
from pomost.documents.lacking import refused
from pomost.documents.photos import Photo
from pomost.documents.setting import Setting, setting_of

_HERE = Path(__file__).parent
_TEMPLATES = {path.name: path.read_bytes() for path in (_HERE / "typst").glob("*.typ")}
_ALONE = '#set document(title: "-")\n#image("{name}", alt: "-")'
_TRIES = 4
_PATIENCE = 120  # seconds; 200 pages with photos take a few


class TypesettingError(DocumentError):
    """The typesetter refused or failed, and nothing could be left out to please it; the message is its own."""


class _RefusedError(Exception):
    """What Typst says, in short and at length."""

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.message = message
        self.diagnostic = diagnostic


def pdf_of(document: Document) -> bytes:
    """Return `document` as a tagged PDF: see write_pdf."""
    file = BytesIO()
    write_pdf(document, file)
    return file.getvalue()


def write_pdf(document: Document, file: BinaryIO) -> None:
    """Write `document` into `file` as a tagged PDF. The same document gives the same bytes. Raises TypesettingError.

    Pictures that cannot be read give way to their alternative texts, characters that no font has to an empty square.
    Nothing is asked of the network, and no fonts of the machine. Photos that are not as print needs them take most of
    the time, 15 to 50 ms each.
    """
    setting = setting_of(document)
    for _ in range(_TRIES):
        try:
            _set(setting, document.made_at, file)
        except _RefusedError as error:
            lacking = refused(error.diagnostic)
            broken = set() if lacking else _broken(setting)
            if not lacking and not broken:
                raise TypesettingError(error.message) from error
            setting = setting.without(lacking) if lacking else setting_of(document, broken)
        else:
            return
    try:
        _set(setting.usual(), document.made_at, file)
    except _RefusedError as error:
        raise TypesettingError(error.message) from error


def _set(setting: Setting, made_at: datetime, file: BinaryIO) -> None:
    data = json.dumps(setting.data, ensure_ascii=False).encode()
    made = _compiled({**_TEMPLATES, "document.json": data, **setting.pictures}, made_at)
    if setting.photos:
        _write_with_photos(made, setting.photos, file)
    else:
        file.write(made)


def _write_with_photos(made: bytes, photos: dict[bytes, Photo], file: BinaryIO) -> None:
    """Write the document `made` into `file`, with each of `photos` where it shows its stand-in.

    The typesetter would open all of them at once, 2 MB of memory each: most of its memory and of its time.
    """
    with pikepdf.open(BytesIO(made)) as document:
        for part in (image for page in document.pages for image in _images(page.obj)):
            photo = photos.get(part.read_raw_bytes())
            if photo is not None:
                part.write(photo.data, filter=pikepdf.Name.DCTDecode)
                part.Width, part.Height = photo.width, photo.height
        document.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)


def _images(within: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The pictures of dots on a page or in a drawing that stands on it."""
    resources: Any = within.get("/Resources", {})
    for part in resources.get("/XObject", {}).values():
        if part.Subtype == pikepdf.Name.Image:
            yield part
        else:
            yield from _images(part)


def _compiled(files: dict[str, bytes], made_at: datetime) -> bytes:
    """Set `files`, of which main.typ is the one to begin with, in a folder that holds nothing else and then goes.

    In a process of its own: Typst remembers its last ten documents with all their photos, which may be gigabytes, and
    whatever might go wrong in it must not end the server.
    """
    with TemporaryDirectory(prefix="pomost-document-") as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        # -I: neither the environment nor the working folder has a say in what is run.
        command = [sys.executable, "-I", str(_HERE / "typesetter.py"), name, str(int(made_at.timestamp()))]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - our own program
        except subprocess.SubprocessError as error:
            raise TypesettingError(str(error)) from error
        if (folder / "document.pdf").exists():
            return (folder / "document.pdf").read_bytes()
        raise _RefusedError(**json.loads((folder / "refused.json").read_text()))


def _broken(setting: Setting) -> set[str]:
    """The drawings that the typesetter cannot open: it fails on the first without saying which."""
    return {name for name, data in setting.pictures.items() if name.endswith(".svg") and not _opens(name, data)}


def _opens(name: str, drawing: bytes) -> bool:
    files = {"main.typ": _ALONE.format(name=name).encode(), name: drawing}
    try:
        _compiled(files, datetime.fromtimestamp(0, UTC))
    except _RefusedError as error:
        return bool(refused(error.diagnostic))
    return True
