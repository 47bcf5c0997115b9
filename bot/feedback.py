"""Keeps the questions that the bot could not answer, if the operator wants them, in a file on this machine."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date as Day
from pathlib import Path

from knowledge import gaps
from knowledge.reply import Reply

logger = logging.getLogger(__name__)

MOST = 10_000_000
"""Bytes after which nothing more is kept, so that nobody can fill the disk by asking."""


class FeedbackLog:
    """Appends lines in a thread of its own, in order: a turn neither waits for the disk nor fails with it."""

    def __init__(self, path: Path, today: Callable[[], Day] = Day.today) -> None:
        self._path = path
        self._today = today
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feedback")
        self._failing = False

    def unanswered(self, text: str, reply: Reply) -> None:
        """Keep a question that got a decline, or the reply to a text that cannot be read."""
        self._keep("declined" if reply.kind == "decline" else "unmatched", reply.topic, text)

    def feedback(self, kind: gaps.Why, text: str, topic: str | None) -> None:
        """Keep a question whose answer somebody found of no use, or a comment on it; `topic` is what was shown."""
        self._keep(kind, topic, text)

    def close(self) -> None:
        """Write what is left; nothing is kept afterwards. The end of the process does the same."""
        self._thread.shutdown()

    def _keep(self, kind: gaps.Why, topic: str | None, text: str) -> None:
        try:
            if any(letter.isalpha() for letter in text):
                self._thread.submit(self._append, self._today(), kind, topic, text)
        except RuntimeError:  # the thread was closed
            logger.warning("a question was not kept, since the log is closed")

    def _append(self, day: Day, kind: gaps.Why, topic: str | None, text: str) -> None:
        line = gaps.line(day, kind, topic, text)
        try:
            if self._path.exists() and self._path.stat().st_size + len(line) > MOST:
                raise OSError(f"the file has reached {MOST} bytes")
            with open(self._path, "a", encoding="utf-8", newline="\n", opener=_private) as file:
                file.write(line)
        except OSError as error:
            if not self._failing:
                logger.warning("questions cannot be kept in %s: %s", self._path, error)
            self._failing = True
        else:
            self._failing = False


def _private(path: str, flags: int) -> int:
    """Open a file so that only the user of this process can read it, if it is made anew."""
    return os.open(path, flags, 0o600)
