"""Notices what would block an event loop, or is none of a turn's business: files, connections, waits, imports."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator

_BLOCKING = {
    "open",
    "os.listdir",
    "os.scandir",
    "import",
    "time.sleep",
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "sqlite3.connect",
}
"""Python's names for what it is about to do. A connection is none of these where one is there already."""

_seen: list[str] = []
_watched: list[int] = []
_installed: list[bool] = []


@contextlib.contextmanager
def watching() -> Iterator[list[str]]:
    """What this thread does of that, until the end of the block; other threads may."""
    if not _installed:  # a hook stays until the process ends
        sys.addaudithook(_note)
        _installed.append(True)
    _seen.clear()
    _watched[:] = [threading.get_ident()]
    try:
        yield _seen
    finally:
        _watched.clear()


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _watched and event in _BLOCKING and threading.get_ident() == _watched[0]:
        _seen.append(f"{event} {arguments[0] if arguments else ''}")
