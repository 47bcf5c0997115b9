"""The log: lines for people and for machines, and nothing in them that somebody said."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import http_exceptions, web

from bot import logs
from bot.logs import JsonFormatter, TextFormatter
from tests.bot.conftest import bearer
from tests.chat import Server
from tests.connector import Connector

SECRET = "what Ann wrote"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is written in JSON."""
    stream = io.StringIO()
    logs.configure("json", stream)
    yield stream


def failing() -> logging.LogRecord:
    """A record with an exception that quotes what somebody said."""
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        caught = (type(error), error, error.__traceback__)
    return logging.LogRecord("bot", logging.ERROR, __file__, 1, "a turn failed", (), caught)


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()], ids=["text", "json"])
def test_an_exception_shows_where_and_not_what(formatter: logging.Formatter) -> None:
    text = formatter.format(failing())
    assert SECRET not in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


async def test_a_turn_is_one_line(
    door: Server, message: dict[str, Any], connector: Connector, written: io.StringIO
) -> None:
    assert (await door.request("POST", "/api/messages", json=message, headers=bearer(connector)))[0] == 200
    await door.settle()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (line,) = [line for line in lines if line["message"] == "turn"]
    assert line["conversation"] == message["conversation"]["id"]
    assert line["turn"] == message["id"]
    assert (line["activity"], line["outcome"], line["level"]) == ("message", 200, "info")
    assert line["ms"] >= 0


async def test_a_made_up_type_is_not_written(
    door: Server, message: dict[str, Any], connector: Connector, written: io.StringIO
) -> None:
    body = {**message, "type": SECRET}
    assert (await door.request("POST", "/api/messages", json=body, headers=bearer(connector)))[0] == 200
    assert '"activity":"other"' in written.getvalue()
    assert SECRET not in written.getvalue()


def test_what_is_no_text_is_written_nevertheless() -> None:
    name = b"/tmp/\xff".decode(errors="surrogateescape")
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "%s is missing", (name,), None)
    assert json.loads(JsonFormatter().format(record))["message"] == f"{name} is missing"


async def test_a_refused_request_leaves_no_token(door: Server, connector: Connector, written: io.StringIO) -> None:
    async with aiohttp.ClientSession() as stranger:
        for header in ("Bearer abc.secrettoken.def", "Basic secrettoken"):
            url = f"http://127.0.0.1:{door.port}/api/messages"
            async with stranger.post(url, headers={"Authorization": header}, json={"text": SECRET}) as answer:
                assert answer.status == 401
    assert written.getvalue().count("refused a request with status 401") == 2
    assert "secrettoken" not in written.getvalue()
    assert SECRET not in written.getvalue()


def test_what_nobody_can_read_is_no_error(written: io.StringIO) -> None:
    server = logging.getLogger("aiohttp.server")
    for error in (http_exceptions.BadHttpMessage("x"), web.RequestPayloadError("x")):
        server.error("Error handling request", exc_info=error)
    assert written.getvalue() == ""
    server.error("Error handling request", exc_info=RuntimeError("x"))
    assert "builtins.RuntimeError" in written.getvalue()


def test_lines_for_people() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "turn", (), None)
    record.__dict__.update(conversation="a", outcome=200)
    assert TextFormatter().format(record).endswith("INFO bot: turn conversation=a outcome=200")
