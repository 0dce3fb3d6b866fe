"""The built style sheet and the colours it is made from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static" / "vendor" / "style.css"
TEXT, CONTROL = 4.5, 3.0

PAIRS = [
    (ink, ground, TEXT)
    for ink in ("text", "muted", "brand", "brand-strong", "link", "visited", "error", "success")
    for ground in ("page", "surface", "tint")
] + [
    ("page", "brand", TEXT),
    ("page", "brand-strong", TEXT),
    ("page", "error", TEXT),
    ("text", "error-tint", TEXT),
    ("text", "success-tint", TEXT),
    ("error", "error-tint", TEXT),
    ("success", "success-tint", TEXT),
    ("text", "mark", TEXT),
    ("control", "page", CONTROL),
    ("control", "surface", CONTROL),
    ("control-strong", "tint", CONTROL),
]


def colours(mixin: str) -> dict[str, str]:
    source = (ROOT / "static" / "css" / "_tokens.scss").read_text(encoding="utf-8")
    body = source.split(f"@mixin {mixin} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--hub-([a-z-]+): (#[0-9a-f]{6});", body))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mixin", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_of_colours_that_meet_can_be_read(mixin, ink, ground, least):
    found = contrast(colours(mixin)[ink], colours(mixin)[ground])
    assert found >= least, f"{ink} on {ground} ({mixin}) has a contrast of {found:.2f}, and needs {least}."


def test_light_and_dark_name_the_same_colours():
    assert colours("light").keys() == colours("dark").keys()


@pytest.fixture(scope="module")
def built() -> str:
    if not BUILT.exists():
        pytest.skip("the front-end files are not built: npm ci && npm run build")
    return BUILT.read_text(encoding="utf-8")


@pytest.mark.parametrize("theirs", ["GDS Transport", "crest", "crown", "gov.uk/assets"])
def test_nothing_of_the_governments_own_identity_is_left(built, theirs):
    assert built.lower().count(theirs.lower()) == 0


def test_the_style_sheet_asks_nobody_else_for_anything(built):
    assert re.findall(r"url\((?!data:)[^)]*\)|@import", built) == []


def test_both_colour_schemes_and_reduced_motion_are_served(built):
    for wish in ("prefers-color-scheme:dark", "prefers-reduced-motion", "forced-colors:active", "@media print"):
        assert wish in built.replace(": ", ":"), f"nothing for {wish}"
