"""Photos and other pictures of dots, as a document should carry them."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

# 132 mm of print at 200 dots an inch. The typesetter opens all pictures at once: 2 MB of memory each at this size.
_WIDEST = 1_040
_HIGHEST = 1_040
_LARGEST = 80_000_000  # dots; more would be a bomb rather than a photo
_QUALITY = 82
_FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]  # Pillow knows others, some of which it gives to programs of the machine
_SHARPEST = 2_400  # dots of the longer side of a drawing of few colours, which is cheap to keep


@dataclass(frozen=True)
class Photo:
    """A picture as a JPEG or PNG file, with its width and height in dots."""

    data: bytes
    kind: str
    width: int
    height: int


def photo(data: bytes) -> Photo | None:
    """Return the picture in `data` upright, in sRGB, no larger than print needs; None where it cannot be read.

    Whatever the camera wrote into it is left behind. Drawings of few colours stay free of JPEG's blur.
    """
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > _LARGEST:
                return None
            flat = opened.format in {"PNG", "GIF"}
            opened.draft("RGB", (_WIDEST, _HIGHEST))  # JPEG alone: read a large photo at half or a quarter of its size
            upright = ImageOps.exif_transpose(opened)
            picture = _on_white(upright)
    except Exception:  # Pillow's readers raise whatever their formats lead them to
        return None
    if flat and max(picture.size) <= _SHARPEST and picture.getcolors(256) is not None:
        return _written(picture, "png")
    picture.thumbnail((_WIDEST, _HIGHEST), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _written(picture, "jpg")


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture on paper: what is transparent is white."""
    if picture.mode == "RGB":
        return picture.copy()
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    over = picture.convert("RGBA")
    paper = Image.new("RGB", over.size, "white")
    paper.paste(over, mask=over.getchannel("A"))
    return paper


def _written(picture: Image.Image, kind: str) -> Photo:
    file = BytesIO()
    if kind == "png":
        picture.save(file, "PNG", optimize=True)
    else:
        picture.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(file.getvalue(), kind, *picture.size)
