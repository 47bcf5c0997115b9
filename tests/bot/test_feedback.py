"""Questions without an answer are kept if the operator wants it, without the person, and without harm to a turn."""

from __future__ import annotations

import json
import logging
import shutil
import stat
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import feedback
from bot.app import BOT, create_app
from bot.content import load_content
from bot.feedback import FeedbackLog
from dialogs.operator import Operator
from knowledge.gaps import read
from knowledge.load import DATA
from knowledge.reply import Reply, Text
from tests.cards import nodes
from tests.chat import SHAPES, Chat, Server, Shape
from tests.conftest import LOCAL, Serve
from tests.connector import Connector
from tests.waiting import until

DECLINE = Reply(kind="decline", blocks=(Text("No."),), summary="No.")
PUZZLED = Reply(kind="chat", blocks=(Text("Pardon?"),), summary="Pardon?")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def log_of(path: Path) -> FeedbackLog:
    """A log on a day that does not change."""
    return FeedbackLog(path, lambda: date(2026, 11, 22))


def lines(path: Path) -> list[dict[str, Any]]:
    """What was kept."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_lines_are_appended_in_order(path: Path) -> None:
    path.write_text('{"before": 1}\n', encoding="utf-8")
    log = log_of(path)
    log.unanswered("Where is Größe?", DECLINE)
    log.unanswered("frobnicate\nthe grommet", PUZZLED)
    log.feedback("thumbs-down", "which port?", "networking-public-ip")
    log.close()
    assert lines(path) == [
        {"before": 1},
        {"day": "2026-11-22", "kind": "declined", "topic": None, "text": "Where is Größe?"},
        {"day": "2026-11-22", "kind": "unmatched", "topic": None, "text": "frobnicate\nthe grommet"},
        {"day": "2026-11-22", "kind": "thumbs-down", "topic": "networking-public-ip", "text": "which port?"},
    ]
    found, broken = read(path.read_text(encoding="utf-8").splitlines())
    assert (len(found), broken) == (3, [1])


def test_what_is_no_text_is_not_kept(path: Path) -> None:
    log = log_of(path)
    for text in ("", "  ", "?!", "123", "👍"):
        log.unanswered(text, PUZZLED)
    log.close()
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_file_is_for_this_user_only(path: Path) -> None:
    log = log_of(path)
    log.unanswered("why", DECLINE)
    log.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_log_stays_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feedback, "MOST", 200)
    log = log_of(path)
    for _ in range(10):
        log.unanswered("why is that", DECLINE)
    log.close()
    assert 100 < path.stat().st_size <= 200
    assert len(caplog.records) == 1


def test_a_failure_is_reported_once_and_without_the_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    log = log_of(tmp_path / "missing" / "log.jsonl")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            log.unanswered("a secret plan", DECLINE)
        log.close()
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text
    log.unanswered("after the end", DECLINE)
    assert "closed" in caplog.records[-1].message


# --- through the real endpoint ---


async def host_with(serve: Serve, log: FeedbackLog) -> Server:
    """The real bot with this log."""
    return await serve(load_content(DATA, log.unanswered))


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_declined_question_is_kept_without_the_person(
    shape: Shape, serve: Serve, connector: Connector, path: Path
) -> None:
    log = FeedbackLog(path)
    chat = Chat(await host_with(serve, log), connector, shape)
    chat.be("Ada Lovelace")
    await chat.say("who won the football cup")
    await chat.say("do I need a public IP address?")
    await chat.say("hello")
    await chat.say("asdf qwer zxcv")
    log.close()
    assert [(line["kind"], line["topic"], line["text"]) for line in lines(path)] == [
        ("declined", None, "who won the football cup"),
        ("unmatched", None, "asdf qwer zxcv"),
    ]
    assert all(set(line) == {"day", "kind", "topic", "text"} for line in lines(path))
    assert "Lovelace" not in str(lines(path))


async def test_an_answer_in_an_interview_is_not_kept(serve: Serve, connector: Connector, path: Path) -> None:
    log = FeedbackLog(path)
    chat = Chat(await host_with(serve, log), connector, "personal")
    await chat.say("start")
    await chat.say("1")
    await chat.say("not sure")
    await chat.say("asdf qwer zxcv")
    log.close()
    assert [(line["kind"], line["text"]) for line in lines(path)] == [("unmatched", "asdf qwer zxcv")]


@pytest.mark.parametrize("shape", SHAPES)
async def test_thumbs_down_keep_the_question_and_what_was_missing(
    shape: Shape, serve: Serve, connector: Connector, path: Path
) -> None:
    log = FeedbackLog(path)
    operator = Operator("https://example.org/issues", log.feedback)
    chat = Chat(await serve(load_content(DATA, log.unanswered, operator=operator)), connector, shape)
    chat.be("Ada Lovelace")
    await chat.say("do I need a public IP address?")
    await chat.press("👍 Helpful")
    await chat.say("which ports are open?")
    down = next(n for n in nodes(chat.messages[-1].card) if n.get("title") == "👎 Not helpful")["data"]
    rated = chat.messages[-1]
    await chat.submit(down, rated)
    await chat.submit(down, rated)
    send = next(n for n in nodes(chat.messages[-1].card) if n.get("title") == "Send")["data"]
    await chat.submit({**send, "comment": "The port of ada@example.org is missing"})
    log.close()
    kept = [(line["kind"], line["text"]) for line in lines(path)]
    assert kept == [
        ("thumbs-down", "which ports are open?"),
        ("comment", "The port of (address) is missing"),
    ]
    assert lines(path)[0]["topic"] is not None
    assert "Lovelace" not in str(lines(path))


async def test_thumbs_down_on_a_recommendation_keep_its_answers(serve: Serve, connector: Connector, path: Path) -> None:
    log = FeedbackLog(path)
    operator = Operator(keep=log.feedback)
    chat = Chat(await serve(load_content(DATA, operator=operator)), connector, "personal")
    await chat.say("all at once")
    await chat.press("Get the advice", choose={"q-needs": ["Only use the transcript after the meeting"]})
    await chat.press("👎 Not helpful")
    await chat.submit({"v": 1, "do": "feedback", "a": "down", "n": "no such topic|" + "long " * 1000, "i": "x"})
    log.close()
    first, forged = lines(path)
    assert (first["kind"], first["text"]) == ("thumbs-down", "Needs: Only use the transcript after the meeting")
    assert forged["topic"] is None
    assert len(forged["text"]) <= 300


async def test_a_turn_does_not_fail_with_the_log(serve: Serve, connector: Connector, tmp_path: Path) -> None:
    log = FeedbackLog(tmp_path / "missing" / "log.jsonl")
    chat = Chat(await host_with(serve, log), connector, "personal")
    for closed in (False, True):
        if closed:
            log.close()
        (message,) = await chat.say("who won the football cup")
        assert "media hosting" in message.text


async def test_edited_content_keeps_questions_as_well(tmp_path: Path, connector: Connector, path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    log = FeedbackLog(path)
    load = partial(load_content, on_unanswered=log.unanswered)
    bot = Server(create_app(LOCAL, load(folder), watch=folder, load=load))
    await bot.start()
    try:
        before = bot.app[BOT].content
        (folder / "added.yaml").write_text("topics: []\n", encoding="utf-8")
        await until(lambda: bot.app[BOT].content is not before)
        await Chat(bot, connector, "personal").say("who won the football cup")
    finally:
        await bot.stop()
    log.close()
    assert [line["text"] for line in lines(path)] == ["who won the football cup"]
