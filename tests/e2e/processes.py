"""Programs that the tests start, and end: the bot itself and the Agents Playground, each on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.e2e.browser import MODULES, ROOT

_PATIENCE = 60.0
BOT_NAME = "Hosting Advisor"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def bot(folder: Path) -> Iterator[str]:
    """The bot in local mode, with its state in memory; the address of its endpoint."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("Microsoft")}
    environ |= {"STATE_URL": "memory:", "INDEX_FILE": str(folder / "index.npz"), "HOST": "", "PORT": ""}
    with _running([sys.executable, "-m", "bot", "--local", "--port", str(port)], ROOT, environ, folder / "bot.log"):
        _wait(f"http://127.0.0.1:{port}/readyz", folder / "bot.log")
        yield f"http://127.0.0.1:{port}/api/messages"


@contextmanager
def playground(folder: Path, endpoint: str) -> Iterator[str]:
    """The Agents Playground, talking to the bot at `endpoint`; its address."""
    port = free_port()
    (folder / ".m365agentsplayground.yml").write_text(yaml.safe_dump(_configuration()), encoding="utf-8")
    cli = MODULES / "@microsoft" / "m365agentsplayground" / "cli.js"
    command = ["node", str(cli), "start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--dt"]
    with _running(command, folder, {**os.environ, "TEAMSAPPTESTER_BROWSER": "none"}, folder / "playground.log"):
        _wait(f"http://127.0.0.1:{port}/", folder / "playground.log")
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _running(command: Sequence[str], folder: Path, environ: Mapping[str, str], log: Path) -> Iterator[None]:
    """A program with its output in a file, ended with everything that it started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environ), stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(url: str, log: Path) -> None:
    """Wait until somebody answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with opener.open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise AssertionError(f"nobody answers at {url}:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.2)


def _configuration() -> dict[str, object]:
    """One chat of each kind, new to the bot; the Playground wants exactly five people beside the one who writes."""
    new = uuid.uuid4().hex[:8]
    tenant = "11111111-1111-4111-8111-111111111111"
    return {
        "version": "0.1.1",
        "tenantId": tenant,
        "bot": {"id": "28:22222222-2222-4222-8222-222222222222", "name": BOT_NAME},
        "currentUser": _person("Alice", 0),
        "users": [_person(name, number) for number, name in enumerate(("Bob", "Carol", "Dave", "Erin", "Frank"), 1)],
        "personalChat": {"id": f"a:{new}"},
        "groupChat": {"id": f"19:group-{new}@thread.v2", "name": "Launch crew"},
        "team": {
            "id": f"19:team-{new}@thread.tacv2",
            "name": "Calling bots",
            "aadGroupId": "55555555-5555-4555-8555-555555555555",
            "channels": [{"id": f"19:channel-{new}@thread.tacv2", "name": "Design"}],
        },
    }


def _person(name: str, number: int) -> dict[str, str]:
    mail = f"{name.lower()}@example.com"
    return {
        "id": f"29:{name.lower()}",
        "name": f"{name} Example",
        "userPrincipleName": mail,
        "aadObjectId": f"33333333-3333-4333-8333-{number:012}",
        "givenName": name,
        "surname": "Example",
        "email": mail,
    }
