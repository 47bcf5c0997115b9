"""The command line as a process: it says how to talk to it, refuses clearly, and ends when asked."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.__main__ import main
from bot.app import create_app
from bot.errors import ListenError
from bot.serve import addresses, serve
from bot.settings import Settings
from knowledge.content import LoadError
from knowledge.yaml_file import Problem
from tests.bot.talker import Talker, content_of

ROOT = Path(__file__).parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("Microsoft")} | {
    "HOST": "",
    "PORT": "",
    "FEEDBACK_LOG": "",
    "STATE_URL": "memory:",
}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start the bot as people do."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def get(url: str) -> str:
    """The text at an address of this machine, past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=5) as response:
        return str(response.read().decode())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_local_mode_from_start_to_end() -> None:
    port = free_port()
    process = start("--local", "--port", str(port))
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        assert f"http://127.0.0.1:{port}/api/messages" in lines[0]
        assert (
            f"npx @microsoft/m365agentsplayground start -e http://127.0.0.1:{port}/api/messages -c msteams" in lines[1]
        )
        assert "README" in lines[2]
        assert get(f"http://127.0.0.1:{port}/readyz") == "ready"
        second = start("--local", "--port", str(port))
        out, error = second.communicate(timeout=30)
        assert second.returncode == 1
        assert out == ""
        warning, sentence = error.splitlines()
        assert "WARNING" in warning
        assert "local mode" in warning
        assert sentence.startswith(f"Port {port} on 127.0.0.1 is in use")
    finally:
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", [(), ("--local", "--host", "0.0.0.0"), ("--local", "--port", "0")])
def test_a_refusal_is_one_sentence(arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 2
    assert out == ""
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", ["127.0.0.1", "::1"]),
        ("localhost", ["127.0.0.1", "::1"]),
        ("::1", ["::1"]),
        ("127.0.0.2", ["127.0.0.2"]),
    ],
)
def test_people_type_localhost(host: str, expected: list[str]) -> None:
    assert addresses(Settings(local=True, host=host, port=1)) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
async def test_serving_ends_when_asked() -> None:
    settings = Settings(local=True, host="127.0.0.1", port=free_port())

    def ready() -> None:
        with socket.create_connection(("127.0.0.1", settings.port), timeout=5):
            signal.raise_signal(signal.SIGTERM)

    await asyncio.wait_for(serve(create_app(settings, content_of(Talker())), settings, ready), 10)


async def test_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(local=True, host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(ListenError, match="in use"):
            await serve(create_app(settings, content_of(Talker())), settings, pytest.fail)


@pytest.mark.parametrize("host", ["203.0.113.1", "does-not-exist.invalid"])
async def test_an_address_that_is_not_here(host: str) -> None:
    settings = Settings(local=True, host=host, port=free_port())
    with pytest.raises(ListenError, match=f"Cannot listen on {host}"):
        await serve(create_app(settings, content_of(Talker())), settings, pytest.fail)


async def test_a_machine_without_the_second_address(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(local=True, host="127.0.0.1", port=free_port())
    start_site = web.TCPSite.start

    async def start_first(site: web.TCPSite) -> None:
        if site.name.startswith("http://[::1]"):
            raise OSError(errno.EADDRNOTAVAIL, "no such address")
        await start_site(site)

    monkeypatch.setattr(web.TCPSite, "start", start_first)
    ready = asyncio.Event()
    task = asyncio.create_task(serve(create_app(settings, content_of(Talker())), settings, ready.set))
    await asyncio.wait_for(ready.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    async def at_once(app: web.Application, settings: Settings, ready: Callable[[], None]) -> None:
        ready()

    monkeypatch.setattr(os, "environ", {"PORT": "4000", "STATE_URL": "memory:"})
    monkeypatch.setattr("bot.serve.serve", at_once)
    assert main(["--local"]) == 0
    assert capsys.readouterr().out.count("http://127.0.0.1:4000/api/messages") == 2
    assert main([]) == 2
    assert "MicrosoftAppId" in capsys.readouterr().err


def test_the_feedback_log_is_handed_to_the_conversation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded: list[Any] = []

    async def at_once(app: web.Application, settings: Settings, ready: Callable[[], None]) -> None:
        ready()

    def load(folder: Path, on_unanswered: Any = None, **_: Any) -> Any:
        loaded.append(on_unanswered)
        return content_of(Talker())

    monkeypatch.setattr("bot.serve.serve", at_once)
    monkeypatch.setattr("bot.content.load_content", load)
    monkeypatch.setattr(os, "environ", {"STATE_URL": "memory:"})
    assert main(["--local"]) == 0
    monkeypatch.setattr(os, "environ", {"FEEDBACK_LOG": str(tmp_path / "log.jsonl"), "STATE_URL": "memory:"})
    assert main(["--local"]) == 0
    without, with_log = loaded
    assert without is None
    assert with_log.__self__.__class__.__name__ == "FeedbackLog"


def test_ctrl_c_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "environ", {"STATE_URL": "memory:"})
    monkeypatch.setattr("bot.serve.serve", interrupted)
    assert main(["--local"]) == 0


def test_half_valid_content_is_not_served(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def invalid(folder: Path, **_: Any) -> Any:
        raise LoadError([Problem("rules.yaml", 3, "is wrong")])

    monkeypatch.setattr(os, "environ", {"STATE_URL": "memory:"})
    monkeypatch.setattr("bot.content.load_content", invalid)
    assert main(["--local"]) == 1
    assert "rules.yaml:3: is wrong" in capsys.readouterr().err
