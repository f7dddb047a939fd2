"""Photos as they were uploaded, without what the camera wrote into them: where, when, by whom, with which device.

The picture itself is not touched in JPEG and PNG files: parts of the file are left out. Other kinds are written anew.
"""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

# JPEG (ITU-T T.81, annex B). Of what programs add, the colours' profile (APP2) and how they are told (APP14) are kept.
_APP0, _APP2, _APP14, _APP15 = 0xE0, 0xE2, 0xEE, 0xEF
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers that nothing belongs to
_PROFILE = b"ICC_PROFILE\0"
# PNG (ISO/IEC 15948, 4.7): what the picture is made of, and how its colours are meant.
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs"}
_ORIENTATION = 0x0112
_QUALITY = 95


def without_camera_data(data: bytes) -> tuple[bytes, str]:
    """Return the photo in the file `data` without anything but the picture, and the kind of the file (jpg, png, webp).

    Raises OSError where it cannot be read as a picture.
    """
    if data.startswith(b"\xff\xd8"):
        return b"".join(_jpeg(data)), "jpg"
    if data.startswith(_PNG):
        return _PNG + b"".join(_png(data)), "png"
    try:
        with Image.open(BytesIO(data)) as picture:
            file = BytesIO()
            clean = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
            clean.info = {}
            clean.save(file, "WEBP", quality=_QUALITY, icc_profile=picture.info.get("icc_profile"))
            return file.getvalue(), "webp"
    except Exception as error:  # Pillow's readers raise whatever their formats lead them to
        raise OSError("no picture") from error


def _jpeg(data: bytes) -> Iterator[bytes]:
    """The parts of the file that make the picture, and which side is up. What follows the picture is left out."""
    yield data[:2]
    yield _upright(data)
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise OSError("no JPEG")
        marker = data[place + 1]
        if marker == 0xFF:  # a file may fill up with these
            place += 1
            continue
        if marker == _END:
            break
        end = place + 2 if marker in _ALONE else place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _SCAN:
            end = _scan_end(data, end)
        if _is_of_the_picture(marker, data[place + 4 : place + 4 + len(_PROFILE)]):
            yield data[place:end]
        place = end
    yield b"\xff\xd9"


def _is_of_the_picture(marker: int, begins: bytes) -> bool:
    if marker == _APP2:
        return begins == _PROFILE
    return marker in (_APP0, _APP14) or not (_APP0 <= marker <= _APP15 or marker == _COMMENT)


def _scan_end(data: bytes, place: int) -> int:
    """Where the next marker stands that is none of the scan's own."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            return len(data)
        if data[place + 1] != 0 and data[place + 1] not in _ALONE:
            return place
        place += 2


def _upright(data: bytes) -> bytes:
    """Which side is up, as the only thing that is kept of what the camera told; nothing where it held it upright."""
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as picture:
            side = picture.getexif().get(_ORIENTATION, 1)
    except Exception as error:  # as above
        raise OSError("no picture") from error
    if side not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = side
    told = exif.tobytes()
    return b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told


def _png(data: bytes) -> Iterator[bytes]:
    place = len(_PNG)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        if kind in _CHUNKS:
            yield data[place:end]
        if kind == b"IEND":
            return
        place = end
    raise OSError("no PNG")
