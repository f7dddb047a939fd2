"""Photos in an archive: the picture that was uploaded, and nothing that the camera wrote beside it."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from pomost.website.basket.camera_data import without_camera_data

SECRET = b"Dworcowa 7"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(mode: str = "RGB") -> Image.Image:
    return Image.effect_mandelbrot((120, 80), (-2, -1, 1, 1), 40).convert(mode)


def told(side: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = side
    exif[0x010E] = SECRET.decode()
    return exif


def written(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    file = BytesIO()
    picture(mode).save(file, kind, **options)
    return file.getvalue()


def dots(data: bytes) -> Any:
    with Image.open(BytesIO(data)) as opened:
        return opened.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "data",
    [
        written("JPEG", exif=told(), comment=SECRET),
        written("JPEG", mode="L", exif=told()),
        written("JPEG", mode="CMYK", exif=told()),
        written("JPEG", progressive=True, exif=told(), comment=SECRET, icc_profile=PROFILE),
        written("JPEG", restart_marker_rows=1, exif=told()),
        written("JPEG") + written("JPEG", exif=told()),  # as phones append: a small picture, a film
    ],
)
def test_a_jpeg_keeps_every_dot_and_nothing_else(data: bytes) -> None:
    assert SECRET in data
    clean, kind = without_camera_data(data)
    assert kind == "jpg"
    assert SECRET not in clean
    assert dots(clean) == dots(data)


def test_colours_and_which_side_is_up_are_kept() -> None:
    clean, _kind = without_camera_data(written("JPEG", exif=told(6), icc_profile=PROFILE))
    with Image.open(BytesIO(clean)) as opened:
        assert dict(opened.getexif()) == {0x0112: 6}
        assert opened.info["icc_profile"] == PROFILE


def test_a_png_keeps_every_dot_and_nothing_else() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    data = written("PNG", mode="RGBA", pnginfo=words, exif=told(), icc_profile=PROFILE)
    assert SECRET in data
    clean, kind = without_camera_data(data)
    assert kind == "png"
    assert SECRET not in clean
    assert dots(clean) == dots(data)
    with Image.open(BytesIO(clean)) as opened:
        assert opened.info["icc_profile"] == PROFILE


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "TIFF"])
def test_other_kinds_are_written_anew(kind: str) -> None:
    options = {"exif": told()} if kind != "GIF" else {"comment": SECRET}
    data = written(kind, **options)
    assert SECRET in data
    clean, ending = without_camera_data(data)
    assert ending == "webp"
    assert SECRET not in clean
    with Image.open(BytesIO(clean)) as opened:
        assert opened.size == (120, 80)


@given(cut=st.integers(0, 2000), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]), changed=st.integers(0, 2000))
def test_a_broken_file_is_refused_or_tells_nothing(cut: int, kind: str, changed: int) -> None:
    data = bytearray(written(kind, exif=told())[: cut or None])
    if changed < len(data):
        data[changed] ^= 0xFF
    try:
        clean, _kind = without_camera_data(bytes(data))
    except OSError:
        return
    assert SECRET not in clean
