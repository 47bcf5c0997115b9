"""Chromium as the system has it, for everything that has to be seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"
SHOTS = ROOT / "build" / "e2e"
"""Where pictures of failed tests are left."""
REPORT: pytest.StashKey[pytest.TestReport] = pytest.StashKey()
"""On a test: how it went."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The path of Chromium: CHROMIUM, or the first that is found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def missing() -> str:
    """What the tests in this folder need and do not find, as a sentence; empty if nothing is missing."""
    try:
        import playwright.async_api  # noqa: F401
    except ImportError:
        return "needs the Python package playwright (tests/requirements.lock)"
    if chromium() is None:
        return "needs Chromium: install it, or name it with CHROMIUM=/path/to/chromium"
    if shutil.which("node") is None:
        return "needs Node.js 18 or newer"
    if not MODULES.is_dir():
        return "needs the npm packages: cd tests/e2e && npm ci"
    return ""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser without a window."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def new_page(request: Any, width: int = 1280, height: int = 1000) -> AsyncIterator[Page]:
    """A page for a test; if the test fails, a picture of the page is left in build/e2e."""
    async with open_browser() as browser:
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(20_000)
        yield page
        report = request.node.stash.get(REPORT, None)
        if report is None or report.failed:
            SHOTS.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=SHOTS / f"failed-{request.node.name}.png")
