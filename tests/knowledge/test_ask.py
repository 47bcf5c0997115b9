"""A first message gets what it asks for: an answer, a recommendation, a question back, or an honest no."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.__main__ import main
from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.reply import render

ADVISOR = Advisor(load())


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Can I write an application-hosted media bot in Python?", "answer", "C#"),
        ("what does error 8506 mean?", "answer", "policy"),
        ("do I need a public IP address?", "answer", "public IP"),
        ("which WAV format does playPrompt take?", "answer", "16 kHz"),
        ("How long may recordResponse record?", "answer", "120|2 minutes|two minutes"),
        ("callers press 1 for sales, 2 for service", "recommend", "Service-hosted media"),
        ("we want live captions of the meeting, in C# on Azure VMs, nothing saved", "recommend", "Application-hosted"),
        ("our bot should transcribe calls live, written in Python", "recommend", "not as things stand"),
        ("We need a bot for Teams calls.", "clarify", "what the bot should do"),
        ("who won the football cup", "decline", "only cover media hosting"),
        ("hello", "chat", ""),
        ("Thanks!", "chat", ""),
        ("?", "chat", "rephrase"),
        ("asdf qwer zxcv", "chat", "rephrase"),
        ("1", "chat", "No question is open"),
        ("the second one", "chat", "No question is open"),
        ("8506", "answer", "policy"),
        ("", "chat", "empty"),
        ("help", "chat", "Commands|What I can do"),
        ("compare", "answer", "side by side"),
        ("start", "clarify", "What should the bot do"),
    ],
)
def test_first_messages(text: str, kind: str, expected: str) -> None:
    import re

    reply = ADVISOR.first(text).reply
    assert reply.kind == kind, render(reply)
    assert re.search(expected, render(reply), re.IGNORECASE)


def test_a_description_shows_what_was_understood() -> None:
    first = ADVISOR.first("callers press 1 for sales; we write Python and store nothing")
    assert first.answers["language"] == {"python"}
    assert "What I understood" in render(first.reply)


@given(st.text(max_size=400))
def test_every_message_gets_a_reply_with_a_next_step(text: str) -> None:
    reply = ADVISOR.first(text).reply
    assert reply.actions
    assert render(reply)


def test_every_topic_is_found_by_its_title(knowledge: Knowledge) -> None:
    missed = [
        topic.id
        for topic in knowledge.topics.values()
        if topic.id not in [ranked.label for ranked in ADVISOR.find(topic.title).ranking[:1]]
    ]
    assert not missed


def test_every_answer_has_sources_with_dates(knowledge: Knowledge) -> None:
    for name in knowledge.topics:
        reply = ADVISOR.topic(name)
        assert reply is not None
        assert reply.sources
        assert all(source.startswith("https://") for source in reply.sources)
        assert "Sources\n1. [" in render(reply)


def test_jsonl_answers_line_by_line() -> None:
    lines = [{"id": "a", "text": "callers press 1 for sales"}, {"id": "b", "text": "who won the football cup"}]
    out = io.StringIO()
    assert main(["ask", "--jsonl"], out, io.StringIO("\n".join(map(json.dumps, lines)) + "\n\n")) == 0
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert set(first) == {"id", "kind", "topic", "option", "blocked", "text", "sources"}
    assert (first["id"], first["kind"], first["option"]) == ("a", "recommend", "service-hosted")
    assert first["sources"] and first["blocked"] is False
    assert (second["kind"], second["option"]) == ("decline", None)


@pytest.mark.parametrize("line", ["not json", '{"id": 1}', '["text"]'])
def test_jsonl_names_a_bad_line(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--jsonl"], io.StringIO(), io.StringIO(line)) == 1
    assert "line 1" in capsys.readouterr().err


def test_explain_shows_signs_and_rules() -> None:
    out = io.StringIO()
    assert main(["explain", "live captions, we only know Python"], out) == 0
    assert "needs: live-audio by the sign" in out.getvalue()
    assert "outcome: application-hosted, blocked" in out.getvalue()
    assert "hard blocker: " in out.getvalue()


def test_explain_reads_answers_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("needs: [prompts]\nlanguage: python\n")
    out = io.StringIO()
    assert main(["explain", "--answers", str(path)], out) == 0
    assert "outcome: service-hosted\n" in out.getvalue()
    path.write_text("needs: [promts]\n")
    assert main(["explain", "--answers", str(path)]) == 1
    assert "unknown answer 'promts' to 'needs'; known: prompts" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ask"], ["explain"]])
def test_a_command_without_text_says_what_to_do(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    assert "in quotes" in capsys.readouterr().err


def test_check_counts_and_fails(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    assert main(["--data", str(copy), "check"], out) == 0
    assert "no problems" in out.getvalue()
    (copy / "rules.yaml").unlink()
    assert main(["--data", str(copy), "check"], out) == 1
    assert "problems; the content cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "We want some voice solution in Teams. What do you advise?",
        "A bot for calls with tenants, which option should it be?",
        "Need an assistant for meetings, no requirements yet.",
    ],
)
def test_a_wish_for_advice_without_a_purpose_gets_a_question_back(knowledge: Knowledge, text: str) -> None:
    assert Advisor(knowledge).first(text).reply.kind == "clarify"
