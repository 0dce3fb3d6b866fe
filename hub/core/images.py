"""Pictures people upload, drawn anew: no metadata, no surprises, no larger than asked. No SVG."""

import io
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

RASTER: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MAX_PIXELS = 50_000_000
JPEG_QUALITY = 85


class NotAnImage(Exception):
    """The bytes are no picture that we draw: broken, too large, or of another kind."""


def redraw(path: Path, *, longest_side: int = 1600) -> tuple[bytes, str]:
    """The picture's pixels as a fresh PNG or JPEG, upright, and its media type."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=FORMATS) as picture:
                return _encode(_upright(picture, longest_side))
        except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise NotAnImage from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise NotAnImage from error


def _upright(picture: Image.Image, longest_side: int) -> Image.Image:
    if picture.width * picture.height > MAX_PIXELS:
        raise NotAnImage
    # draft lets a JPEG be decoded small, which is most of the work for a photograph.
    picture.draft("RGB", (longest_side, longest_side))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((longest_side, longest_side))
    return turned


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    out = io.BytesIO()
    if "A" in picture.getbands() or "transparency" in picture.info:
        _bare(picture, "RGBA").save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    if picture.mode in ("1", "P", "L"):
        _bare(picture, "RGB").save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    _bare(picture, "RGB").save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue(), "image/jpeg"


def _bare(picture: Image.Image, mode: str) -> Image.Image:
    """The pixels alone: comments, places and profiles travel in `info`, and Pillow would write them again."""
    pixels = picture.convert(mode)
    pixels.info.clear()
    return pixels
