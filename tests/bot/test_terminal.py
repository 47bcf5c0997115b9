"""`chat` and `replay` as people call them."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.test_main import free_port
from tests.chat import Server
from tests.test_scenarios import FOLDER

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory of its own, since the index is kept there."""
    monkeypatch.chdir(tmp_path)


def test_a_scenario_is_one_exchange(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--scenario", "callers press 1 for sales"]) == 0
    out = capsys.readouterr().out
    assert "You: callers press 1 for sales" in out
    assert "Service-hosted media" in out
    assert "Hello, I am" not in out


def test_a_chat_goes_by_numbers_and_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n\n16\nphone numbers\n/quit\nnever read\n"))
    assert main(["chat"]) == 0
    out = capsys.readouterr().out
    assert "Hello, I am Hosting Advisor" in out
    assert "[2] [x] Menus, digits or PINs" in out
    assert "Who is on the calls" in out
    assert "What is kept" in out
    assert "never read" not in out


def test_a_chat_ends_with_its_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("help\n"))
    assert main(["chat", "--scope", "channel"]) == 0
    assert "without a mention" in capsys.readouterr().out


async def test_a_script_is_replayed_against_a_running_bot(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FOLDER / "interview-by-buttons.yaml")
    endpoint = str(server.url / "api/messages")
    assert await asyncio.to_thread(main, ["replay", path, "--endpoint", endpoint]) == 0
    out = capsys.readouterr().out
    assert "You: (presses Continue after choosing Play recorded prompts or announcements" in out
    assert "(the card above becomes)" in out
    assert out.index("Who is on the calls") < out.index("Service-hosted media")


def test_no_bot_is_said_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}/api/messages"
    assert main(["replay", str(FOLDER / "welcome.yaml"), "--endpoint", endpoint]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"No bot answers at {endpoint}")
    assert "python -m bot --local" in error
    assert main(["chat", "--endpoint", "nonsense", "--scenario", "hi"]) == 1
    assert main(["replay", str(FOLDER / "channel-thread.yaml"), "--scope", "personal"]) == 1
    assert "is for channel, not for personal" in capsys.readouterr().err
