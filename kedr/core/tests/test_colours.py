"""The palette keeps its promises: read off the style sheets themselves."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static/core"
LIGHT = (STATIC / "tokens.css").read_text().split("/* «Оформление» */")[0]
DARK = (STATIC / "dark.css").read_text()

TEXT = [
    ("text", "bg"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("link", "bg"),
    ("link", "surface"),
    ("on-primary", "primary"),
    ("warn", "bg"),
    ("warn", "warn-tint"),
    ("error", "bg"),
    ("error", "error-tint"),
    ("ok", "bg"),
    ("text", "tint"),
    ("muted", "tint"),
    ("mark-5-text", "mark-5"),
    ("mark-3-text", "mark-3"),
    ("mark-2-text", "mark-2"),
    ("absent-text", "absent"),
]
EDGES = [("line-strong", "bg"), ("focus", "bg"), ("amber", "bg"), ("mark-2-bar", "bg"), ("primary", "bg")]
MARKS = ("mark-5", "mark-3", "mark-2", "absent")


def palette(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", css))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_legible_and_edges_are_seen(css: str) -> None:
    colours = palette(LIGHT) | palette(css)
    for text, ground in TEXT:
        assert contrast(colours[text], colours[ground]) >= 4.5, f"{text} on {ground}"
    for edge, ground in EDGES:
        assert contrast(colours[edge], colours[ground]) >= 3, f"{edge} on {ground}"


# How a deuteranope and a protanope see linear light (Viénot, Brettel, Mollon 1999).
BLINDNESS = {
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
}


def seen(colour: str, matrix: tuple[tuple[float, ...], ...] | None) -> tuple[float, ...]:
    """A colour in CIE Lab, through somebody's eyes."""
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
        for p in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    ]
    if matrix:
        linear = [max(0.0, sum(k * v for k, v in zip(row, linear, strict=True))) for row in matrix]
    red, green, blue = linear
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("eyes", [None, "deutan", "protan"])
@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_differ_for_every_eye(css: str, eyes: str | None) -> None:
    colours = palette(css)
    labs = [seen(colours[name], BLINDNESS.get(eyes or "")) for name in (*MARKS, "bg")]
    for i, one in enumerate(labs):
        for two in labs[i + 1 :]:
            assert sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) ** 0.5 >= 7
