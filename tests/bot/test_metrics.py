"""Metrics: an exporter plugged in from outside sees the numbers of real turns, and nothing that was said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import asyncio, json
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider([reader]))

from bot.app import create_app
from bot.content import load_content
from bot.settings import Settings
from knowledge.load import DATA
from tests.chat import Chat, Server
from tests.connector import Connector

async def main():
    connector = Connector()
    await connector.start()
    server = Server(create_app(Settings(local=True, host="127.0.0.1", port=3978), load_content(DATA)))
    await server.start()
    chat = Chat(server, connector, "personal")
    connector.statuses = [429]
    await chat.say("do i need a public ip")
    await chat.say("what is the weather in private-words")
    await server.request("POST", "/api/messages", data=b"{", headers={"Content-Type": "application/json"})
    await server.stop()
    await connector.stop()
    found = {}
    for resource in reader.get_metrics_data().resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    value = point.value if hasattr(point, "value") else point.count
                    found.setdefault(metric.name, []).append([dict(point.attributes), value])
    print(json.dumps(found))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the exporter got, as text; in a process of its own, since a provider is set once for the whole process."""
    script = tmp_path_factory.mktemp("metrics") / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_number_is_there(seen: str) -> None:
    assert '"bot.turns": [[{"activity": "message", "outcome": 200}, 2]]' in seen
    assert '"bot.turn.duration": [[{"activity": "message"}, 2]]' in seen
    assert '"bot.requests.refused": [[{"status": 400}, 1]]' in seen
    assert '"bot.replies": [[{"kind": "send", "outcome": "taken"}, 2]]' in seen
    assert '"bot.replies.retries": [[{"status": 429}, 1]]' in seen
    assert '"bot.unanswered": [[{"kind": "decline"}, 1]]' in seen
    assert '"bot.topics": [[{"topic": ' in seen
    assert '[{"operation": "load"}, 2], [{"operation": "save"}, 2]' in seen


def test_nothing_that_was_said_is_there(seen: str) -> None:
    assert "private" not in seen
    assert "weather" not in seen


def test_every_number_is_explained() -> None:
    root = Path(__file__).parents[2]
    guide = (root / "docs" / "operate.md").read_text(encoding="utf-8")
    names = re.findall(r'"(bot\.[a-z.]+)"', (root / "bot" / "metrics.py").read_text(encoding="utf-8"))
    assert len(names) == 8
    for name in names:
        assert f"`{name}`" in guide
