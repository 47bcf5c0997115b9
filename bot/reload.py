"""In local mode: takes over edited content as soon as it is valid."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from bot.content import Content
from knowledge.content import LoadError

logger = logging.getLogger(__name__)

INTERVAL = 1.0

Snapshot = dict[str, tuple[int, int]]


def snapshot(folder: Path) -> Snapshot:
    """Every content file with its time and size."""
    found: Snapshot = {}
    for path in folder.rglob("*.yaml"):
        try:
            about = path.stat()
        except OSError:  # an editor replaced it at this very moment
            continue
        found[str(path)] = (about.st_mtime_ns, about.st_size)
    return found


class Watcher:
    """Polls a folder, since that works on every system and file system, and the folder is small."""

    def __init__(
        self,
        folder: Path,
        load: Callable[[Path], Content],
        use: Callable[[Content], None],
        interval: float = INTERVAL,
    ) -> None:
        self._folder = folder
        self._load = load
        self._use = use
        self._interval = interval
        self._known = snapshot(folder)

    async def watch(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.look()

    async def look(self) -> None:
        """Take the content over if it changed and is valid; say what is wrong with it, once, if it is not."""
        current = await asyncio.to_thread(snapshot, self._folder)
        if current == self._known:
            return
        self._known = current
        try:
            content = await asyncio.to_thread(self._load, self._folder)
        except LoadError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            logger.warning("the edited content is not used, the former stays:\n%s", problems)
        except Exception:
            logger.exception("the edited content could not be read, the former stays")
        else:
            self._use(content)
            logger.info("the edited content is in use")
