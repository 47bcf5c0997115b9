"""Draws the pictures: `python -m pictures.draw` writes a PNG into the content for every YAML file in this folder.

The ground is transparent and the letters stand on dark shapes of their own, so that light and dark themes both work.
The font comes with the drawing library, so that every machine draws the same.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageColor, ImageDraw, ImageFont

SOURCES = Path(__file__).parent
FOLDER = SOURCES.parent / "knowledge" / "data" / "pictures"

COLORS = {
    "people": "#5b5fc7",
    "teams": "#4b4d9e",
    "bot": "#0f6c5c",
    "label": "#33344a",
    "media": "#7a80eb",
    "control": "#8a8f98",
}
"""Shapes carry white letters (at least 4.5:1); arrows stand out from white and from dark gray (at least 3:1)."""
GROUND = "#ff00ff"
"""Stands for transparency: letters, the only soft edges, lie within shapes."""
LARGE, SMALL, LABEL = 28, 23, 22
"""Letters that are still readable where the picture is as narrow as a phone."""


def draw(scene: dict[str, Any]) -> bytes:
    """The PNG of a scene: `size` in pixels, `boxes` with lines of text, `arrows` with a label in their middle."""
    image = Image.new("RGB", tuple(scene["size"]), GROUND)
    canvas = ImageDraw.Draw(image)
    for arrow in scene["arrows"]:
        _arrow(canvas, arrow)
    for box in scene["boxes"]:
        left, top, width, height = box["at"]
        canvas.rounded_rectangle((left, top, left + width, top + height), 12, COLORS[box["fill"]])
        lines = box["lines"]
        for i, line in enumerate(lines):
            middle = top + height * (i + 0.5) / len(lines) + (5 if i == 0 else -5) * (len(lines) > 1)
            _text(canvas, (left + width / 2, middle), line, SMALL if i else LARGE)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in _palette() for part in color])
    file = io.BytesIO()
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(file, "PNG", optimize=True, transparency=0, bits=4)
    return file.getvalue()


def _palette() -> list[tuple[int, ...]]:
    """At most sixteen colors, so that two pixels fit into a byte: the ground first, white, and two steps of shapes."""
    shapes = [ImageColor.getrgb(color) for color in COLORS.values()]
    steps = [tuple((part + 255) // 2 for part in shape) for shape in shapes[:4]]
    return [ImageColor.getrgb(GROUND), (255, 255, 255), *shapes, *steps]


def _arrow(canvas: ImageDraw.ImageDraw, arrow: dict[str, Any]) -> None:
    """A vertical arrow with two heads; what carries media is thick."""
    (x, top), (_, bottom) = arrow["from"], arrow["to"]
    color, thick = COLORS[arrow["kind"]], 9 if arrow["kind"] == "media" else 4
    canvas.line((x, top + 14, x, bottom - 14), color, thick)
    for tip, base in ((top + 2, top + 22), (bottom - 2, bottom - 22)):
        canvas.polygon([(x, tip), (x - 12, base), (x + 12, base)], color)
    font, middle = ImageFont.load_default(LABEL), (top + bottom) / 2
    half = canvas.textlength(arrow["label"], font) / 2 + 14
    canvas.rounded_rectangle((x - half, middle - 17, x + half, middle + 17), 17, COLORS["label"])
    _text(canvas, (x, middle), arrow["label"], LABEL)


def _text(canvas: ImageDraw.ImageDraw, middle: tuple[float, float], text: str, size: int) -> None:
    canvas.text(middle, text, "#ffffff", ImageFont.load_default(size), anchor="mm")


def main() -> None:
    """Draw every source."""
    for source in sorted(SOURCES.glob("*.yaml")):
        picture = draw(yaml.safe_load(source.read_text(encoding="utf-8")))
        (FOLDER / source.with_suffix(".png").name).write_bytes(picture)


if __name__ == "__main__":
    main()
