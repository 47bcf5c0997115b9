"""What the process writes about its work: one line for each thing that happened, with nothing that people said."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO

import orjson

Format = Literal["json", "text"]
FIELDS = ("conversation", "turn", "activity", "outcome", "ms")
"""What a line about a turn has beside its message, given to the logger as `extra`."""
_Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFormatter(logging.Formatter):
    """Writes where an exception came from, but not its message, which may quote what somebody wrote."""

    def formatException(self, ei: _Caught) -> str:
        """The kind of the exception, and of those that led to it, each with the places it passed."""
        lines: list[str] = []
        error = ei[1]
        while error is not None and len(lines) < 200:
            frames = traceback.extract_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            lines += [f"  at {frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class TextFormatter(PrivateFormatter):
    """Lines for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The message and the fields that came with it."""
        given = [f"{name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name)]
        return " ".join((super().formatMessage(record), *given))


class JsonFormatter(PrivateFormatter):
    """One JSON object on each line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The time in UTC, the level, who says it, the message, the fields that came with it, and an exception."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line, default=str).decode()
        except orjson.JSONEncodeError:  # a file's name may contain what is no text
            return json.dumps(line, default=str)


class _Handler(logging.StreamHandler[TextIO]):
    """The one that is put in place here, to tell it from others."""


def configure(form: Format, stream: TextIO | None = None) -> None:
    """Write everything from level info on to `stream`, or to standard error."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line says them
    root = logging.getLogger()
    for former in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(former)
    handler = _Handler(stream if stream is not None else sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in ("azure", "msal", "urllib3"):  # they write a line for each request that they make
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether an error of the web server is more than a request that cannot be read, which anybody can send."""
    from aiohttp import http_exceptions, web  # not at the start of the process, which settings may end

    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or not issubclass(kind, (http_exceptions.HttpProcessingError, web.RequestPayloadError))
