"""Chromium as the system has it, for everything that has to be seen."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"
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
