"""Draws the icons of the app package from their SVG sources: `make icons`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.e2e.browser import ROOT, open_browser

FOLDER = ROOT / "appPackage"
SIZES = {"color": 192, "outline": 32}


async def draw(name: str) -> bytes:
    """The icon `name` as PNG."""
    async with open_browser() as browser:
        size = SIZES[name]
        page = await browser.new_page(viewport={"width": size, "height": size})
        source = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        await page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{source}")
        return await page.screenshot(omit_background=True)


def main() -> None:
    """Write both."""
    for name in SIZES:
        Path(FOLDER / f"{name}.png").write_bytes(asyncio.run(draw(name)))


if __name__ == "__main__":
    main()
