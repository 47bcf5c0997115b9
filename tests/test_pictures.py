"""The pictures: drawn from their sources, small, of one format, legible on light and dark, and told in words."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
import yaml
from PIL import Image, ImageChops, ImageColor, ImageStat

from dialogs.cards.card import draw as draw_card
from knowledge.load import load
from knowledge.replies.picture import picture_reply
from pictures.draw import COLORS, FOLDER, SOURCES, draw
from tests.cards import assert_card

KNOWLEDGE = load()
FILES = sorted(path.name for path in FOLDER.iterdir())


def test_every_option_has_a_picture_and_every_picture_a_source() -> None:
    assert FILES == sorted(option.picture.file for option in KNOWLEDGE.options.values() if option.picture)
    assert len(FILES) == len(KNOWLEDGE.options)
    assert FILES == sorted(path.with_suffix(".png").name for path in SOURCES.glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_what_its_source_yields(name: str) -> None:
    source = yaml.safe_load((SOURCES / Path(name).with_suffix(".yaml")).read_text(encoding="utf-8"))
    drawn = Image.open(io.BytesIO(draw(source))).convert("RGBA")
    kept = Image.open(FOLDER / name).convert("RGBA")
    assert kept.size == drawn.size
    # other versions of the library and its font may move an edge by a pixel
    assert max(ImageStat.Stat(ImageChops.difference(drawn, kept)).mean) < 4


@pytest.mark.parametrize("name", FILES)
def test_a_picture_suits_every_client(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    assert len(data) <= 6_000
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    assert max(image.size) <= 1024
    assert image.convert("RGBA").getpixel((0, 0))[3] == 0, "the ground is transparent"  # type: ignore[index]


def contrast(one: str, other: str) -> float:
    """How far two colors stand apart, 1 to 21, as accessibility guidelines measure it."""

    def luminance(color: str) -> float:
        parts = [part / 255 for part in ImageColor.getrgb(color)[:3]]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_and_arrows_stand_out_in_light_and_dark() -> None:
    for name in ("people", "teams", "bot", "label"):
        assert contrast(COLORS[name], "#ffffff") >= 4.5, name
    for name in ("media", "control"):
        for ground in ("#ffffff", "#2d2c2c"):
            assert contrast(COLORS[name], ground) >= 3, (name, ground)


def test_a_card_carries_its_picture_and_says_it_in_words() -> None:
    for name, option in KNOWLEDGE.options.items():
        reply = picture_reply(KNOWLEDGE, name)
        assert reply is not None and option.picture is not None
        card = draw_card(reply)
        assert_card(card)
        (image,) = [element for element in card["body"] if element["type"] == "Image"]
        head, _, data = image["url"].partition(",")
        assert head == "data:image/png;base64"
        assert base64.b64decode(data) == (FOLDER / option.picture.file).read_bytes()
        words = " ".join(option.picture.shows.split())
        assert image["altText"] == words
        assert words in [element.get("text") for element in card["body"]]


def test_pictures_can_come_from_an_address() -> None:
    reply = picture_reply(KNOWLEDGE, "service-hosted", "https://example.org/drawn/")
    assert reply is not None
    urls = [element["url"] for element in draw_card(reply)["body"] if element["type"] == "Image"]
    assert urls == ["https://example.org/drawn/service-hosted.png"]
    assert picture_reply(KNOWLEDGE, "no-such-option") is None
