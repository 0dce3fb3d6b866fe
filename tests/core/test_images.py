"""Pictures are drawn anew: smaller, upright, without what a camera wrote into them."""

import io
from pathlib import Path

import pytest
from PIL import Image

from hub.core.images import NotAnImage, redraw


def picture(path: Path, size: tuple[int, int], kind: str = "JPEG", mode: str = "RGB", **options) -> Path:
    Image.new(mode, size).save(path, kind, **options)
    return path


def drawn(path: Path, **options) -> Image.Image:
    return Image.open(io.BytesIO(redraw(path, **options)[0]))


def test_a_photograph_comes_out_smaller_and_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = picture(tmp_path / "a.jpg", (400, 200), exif=exif)
    assert drawn(path, longest_side=100).size == (50, 100)


def test_where_a_photograph_was_taken_is_not_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    path = picture(tmp_path / "a.jpg", (40, 20), exif=exif)
    assert b"at home" in path.read_bytes()
    assert b"at home" not in redraw(path)[0]


def test_what_somebody_wrote_into_a_picture_is_not_kept(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", (40, 20), comment=b"for Ann only")
    assert b"for Ann only" in path.read_bytes()
    assert b"for Ann only" not in redraw(path)[0]


def test_a_picture_with_clear_parts_stays_a_png(tmp_path: Path) -> None:
    assert redraw(picture(tmp_path / "a.png", (40, 20), "PNG", "RGBA"))[1] == "image/png"


def test_a_picture_too_large_to_draw_is_refused(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png", (30_000, 10_000), "PNG", "1")
    with pytest.raises(NotAnImage):
        redraw(path)


@pytest.mark.parametrize("content", [b"", b"words", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(NotAnImage):
        redraw(path)
