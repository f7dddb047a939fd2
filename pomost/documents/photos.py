"""Photos and other pictures of dots, as a document should carry them."""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

# 132 mm of print at 200 dots an inch.
_WIDEST = 1_040
_HIGHEST = 1_040
_LARGEST = 80_000_000  # dots; more would be a bomb rather than a photo
_QUALITY = 82
_FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]  # Pillow knows others, some of which it gives to programs of the machine
# What a JPEG's head may say; anything else may be about the one who took it, or about colours.
_HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}
_SHARPEST = 2_400  # dots of the longer side of a drawing of few colours, which is cheap to keep


@dataclass(frozen=True)
class Photo:
    """A picture as a JPEG or PNG file, with its width and height in dots."""

    data: bytes
    kind: str
    width: int
    height: int

    def stand_in(self, name: str) -> bytes:
        """A file of some bytes that the typesetter sets in the photo's place: a white JPEG, `name` in its comment."""
        comment = name.encode()
        return _WHITE[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + _WHITE[2:]


def _white() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "JPEG")
    return file.getvalue()


_WHITE = _white()
_SRGB = ImageCms.createProfile("sRGB")


def photo(data: bytes) -> Photo | None:
    """Return the picture in `data` upright, in sRGB, no larger than print needs; None where it cannot be read.

    Whatever the camera wrote into it is left behind. Drawings of few colours stay free of JPEG's blur. A JPEG that is
    as print needs it already is kept as it is, which takes a quarter of the time.
    """
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > _LARGEST:
                return None
            if _is_fit(opened):
                size = opened.size
                opened.draft("RGB", (1, 1))  # read to its end, yet drawn at an eighth of its size
                opened.load()  # a broken file is found here
                return Photo(data, "jpg", *size)
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


def _is_fit(picture: Image.Image) -> bool:
    """Whether a file is a JPEG of the right size in sRGB, in which nothing but the picture stands."""
    told = set(picture.info) - _HARMLESS
    is_small = picture.width <= _WIDEST and picture.height <= _HIGHEST
    return picture.format == "JPEG" and picture.mode == "RGB" and is_small and not told


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture on paper: what is transparent is white, and nothing is told beside it."""
    profile = picture.info.get("icc_profile")
    flat = _flat(picture)
    flat.info = {}
    if profile:
        with suppress(ImageCms.PyCMSError, OSError):  # broken, or of grey or of ink: what Pillow has made of it holds
            ImageCms.profileToProfile(flat, ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB, inPlace=True)
    return flat


def _flat(picture: Image.Image) -> Image.Image:
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
