"""Edited content is taken over when it is valid, and only then."""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
from pathlib import Path

import pytest

from bot.app import BOT, create_app
from bot.content import Content, load_content
from bot.reload import Watcher, snapshot
from knowledge.content import LoadError
from knowledge.load import DATA
from knowledge.yaml_file import Problem
from tests.bot.talker import Talker
from tests.chat import Chat, Server
from tests.conftest import LOCAL
from tests.connector import Connector

PATIENCE = 300
"""Seconds after which edited content counts as not taken over, on however busy a machine."""


def load(folder: Path) -> Content:
    """Content whose apology is the text of the file."""
    text = (folder / "strings.yaml").read_text(encoding="utf-8")
    if text == "invalid":
        raise LoadError([Problem("strings.yaml", 1, "is invalid"), Problem("strings.yaml", 2, "and more")])
    if text == "broken":
        raise RuntimeError("on purpose")
    return Content(Talker(), text, "")


def write(file: Path, text: str) -> None:
    """Edit, so that the time differs for sure."""
    file.write_text(text, encoding="utf-8")
    about = file.stat()
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns + 1_000_000))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strings.yaml"
    write(path, "first")
    return path


async def test_valid_content_is_taken_over(file: Path) -> None:
    used: list[Content] = []
    watcher = Watcher(file.parent, load, used.append)
    await watcher.look()
    assert used == []
    write(file, "second")
    await watcher.look()
    await watcher.look()
    assert [content.apology for content in used] == ["second"]


@pytest.mark.parametrize("text", ["invalid", "broken"])
async def test_invalid_content_is_reported_once(text: str, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    used: list[Content] = []
    watcher = Watcher(file.parent, load, used.append)
    write(file, text)
    await watcher.look()
    await watcher.look()
    assert used == []
    assert len(caplog.records) == 1
    assert ("strings.yaml:1: is invalid" in caplog.text) == (text == "invalid")
    write(file, "mended")
    await watcher.look()
    assert [content.apology for content in used] == ["mended"]


async def test_it_looks_by_itself(file: Path) -> None:
    used = asyncio.Event()
    task = asyncio.create_task(Watcher(file.parent, load, lambda _: used.set(), interval=0.01).watch())
    write(file, "second")
    await asyncio.wait_for(used.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_new_and_removed_files_count(file: Path) -> None:
    before = snapshot(file.parent)
    more = file.parent / "topics" / "new.yaml"
    more.parent.mkdir()
    write(more, "x")
    assert set(snapshot(file.parent)) - set(before) == {str(more)}
    (file.parent / "notes.txt").write_text("x", encoding="utf-8")
    more.unlink()
    (file.parent / "gone.yaml").symlink_to(file.parent / "missing")
    assert snapshot(file.parent) == before


async def test_the_real_content_is_edited_while_the_bot_runs(tmp_path: Path, connector: Connector) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    load = functools.partial(load_content, index_file=tmp_path / "index.npz")
    bot = Server(create_app(LOCAL, load(folder), watch=folder, load=load))
    await bot.start()
    try:
        chat = Chat(bot, connector, "personal")
        strings = folder / "strings.yaml"
        text = strings.read_text(encoding="utf-8")
        before = bot.app[BOT].content
        write(strings, text.replace("Hosting Advisor", "Media Sage"))
        for _ in range(PATIENCE * 10):
            if bot.app[BOT].content is not before:
                break
            await asyncio.sleep(0.1)
        (welcome,) = await chat.install()
        assert "Media Sage" in welcome.text
    finally:
        await bot.stop()
