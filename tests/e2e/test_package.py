"""The app package under Microsoft's own validator, and its icons as drawn from their sources."""

from __future__ import annotations

import io
import json
import subprocess
from typing import Any

import pytest
from PIL import Image, ImageChops

from bot.package import TEMPLATE, Developer, build_manifest, project_version
from knowledge.load import load
from tests.e2e.browser import HERE
from tests.e2e.icons import SIZES, draw

_VALIDATE = """
const { AppManifestUtils } = require("@microsoft/app-manifest");
const manifest = JSON.parse(require("fs").readFileSync(0, "utf8"));
AppManifestUtils.validateAgainstSchema(manifest).then(problems => console.log(JSON.stringify(problems)));
"""
SCHEMAS = HERE / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"


def validate(manifest: dict[str, Any]) -> Any:
    """What the official validator finds wrong."""
    done = subprocess.run(
        ["node", "-e", _VALIDATE], input=json.dumps(manifest), cwd=HERE, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def manifest() -> dict[str, Any]:
    """The manifest of a package."""
    bot = "0f0e0d0c-0b0a-4908-8706-050403020100"
    return build_manifest(bot, Developer(), load().commands.values(), project_version())


def test_the_official_validator_finds_nothing() -> None:
    assert validate(manifest()) == []


def test_the_official_validator_would_find_something() -> None:
    wrong = manifest()
    wrong["bots"][0]["scopes"] = ["groupchat"]
    assert validate(wrong)


def test_the_schema_is_the_newest_that_the_validator_knows() -> None:
    known = [tuple(map(int, path.name[1:].split("."))) for path in SCHEMAS.glob("v[0-9]*")]
    assert manifest()["manifestVersion"] == ".".join(map(str, max(known)))


@pytest.mark.parametrize("name", SIZES)
async def test_an_icon_is_what_its_source_draws(name: str) -> None:
    drawn = Image.open(io.BytesIO(await draw(name))).convert("RGBA")
    with Image.open(TEMPLATE / f"{name}.png") as kept:
        difference = ImageChops.difference(drawn, kept.convert("RGBA"))
    # another version of Chromium may smooth an edge a little differently
    assert all(high <= 24 for _, high in difference.getextrema()), "run: make icons"  # type: ignore[misc]
