"""Unanswered questions: what is kept of them, and how they are grouped."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.gaps import LONGEST, Gap, Why, group, impersonal, line, read

DAY = date(2026, 11, 22)


def gap(text: str, kind: Why = "declined", topic: str | None = None) -> Gap:
    """An unanswered question."""
    return Gap(day=DAY, kind=kind, topic=topic, text=text)


def test_a_line_says_nothing_about_the_person() -> None:
    written = line(DAY, "declined", None, "Can Größe be measured?\nI ask.")
    assert written.endswith("\n")
    assert written.count("\n") == 1
    assert json.loads(written) == {
        "day": "2026-11-22",
        "kind": "declined",
        "topic": None,
        "text": "Can Größe be measured?\nI ask.",
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("does <at>Ada Lovelace</at> know?", "does (name) know?"),
        ('<at id="1">Ada</at> <at>Bob</at>', "(name) (name)"),
        ("write to ada.l@example.co.uk please", "write to (address) please"),
        ("https://teams.microsoft.com/l/meetup-join/19%3a?Oid=1 fails", "https://teams.microsoft.com/… fails"),
        ("id 0f8fad5b-d9cb-469f-a165-70867728950e", "id (id)"),
        ("call +49 (0) 30 123456 or 030-1234567", "call (number) or (number)"),
        ("half a pair \ud83d", "half a pair ?"),
    ],
)
def test_what_points_at_a_person_is_left_out(text: str, kept: str) -> None:
    assert impersonal(text) == kept


def test_the_numbers_of_our_field_stay() -> None:
    text = "500#1203002 on 8445, 16000 Hz, 1,200 calls, 20 ms 640 bytes, 2026-11-22, v1.2.0.17950, 127.0.0.1:3978"
    assert impersonal(text) == text


def test_a_long_text_is_cut() -> None:
    assert len(json.loads(line(DAY, "declined", None, "why " * 1000))["text"]) == LONGEST


def test_what_was_written_is_read_and_torn_lines_are_named() -> None:
    lines = [line(DAY, "thumbs-down", "aks", "pods?"), "\n", '{"day": "2026-', '{"text": "x"}\n']
    found, broken = read(lines)
    assert found == [gap("pods?", "thumbs-down", "aks")]
    assert broken == [3, 4]


def test_questions_with_shared_words_and_the_same_topic_are_one_group() -> None:
    gaps = [
        gap("what does a wildcard certificate cost"),
        gap("is a wildcard certificate allowed?"),
        gap("Is a WILDCARD certificate allowed", "unmatched"),
        gap("wildcard certificates from Let's Encrypt", topic="certificates"),
        gap("holidays in Norway"),
    ]
    first, *rest = group(gaps, lambda text: "certificates" if "certificate" in text.lower() else None)
    assert (first.topic, len(first.gaps)) == ("certificates", 4)
    assert set(first.shared) >= {"wildcard", "certificate"}
    assert first.examples[0] == ("is a wildcard certificate allowed?", 2)
    assert first.kinds == {"declined": 3, "unmatched": 1}
    assert [(one.topic, [found.text for found in one.gaps]) for one in rest] == [(None, ["holidays in Norway"])]


def test_another_topic_or_other_words_are_another_group() -> None:
    renewal = "certificate renewal"
    gaps = [gap(renewal, topic="aks"), gap(renewal, topic="vm"), gap("node pool", topic="aks")]
    assert [(one.topic, len(one.gaps)) for one in group(gaps, lambda _: None)] == [("aks", 1), ("vm", 1), ("aks", 1)]


def test_questions_without_telling_words_and_no_questions() -> None:
    assert group([], lambda _: None) == []
    (only,) = group([gap("can you do that"), gap("could they")], lambda _: None)
    assert only.shared == ()


def test_the_nearest_topic_is_looked_up_once_for_each_different_text() -> None:
    asked: list[str] = []
    group([gap("Why?"), gap("why"), gap("shown", topic="aks")], lambda text: asked.append(text))
    assert asked == ["Why?"]


def test_the_command_prints_groups_with_examples(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    texts = ["is a wildcard certificate allowed", "wildcard certificate please", "quiche recipe"]
    log.write_text("".join(line(DAY, "declined", None, text) for text in texts) + "torn", encoding="utf-8")
    out = io.StringIO()
    assert main(["gaps", str(log)], out) == 0
    head, first, *_ = out.getvalue().split("\n\n")
    assert head == "3 questions, 2026-11-22 to 2026-11-22"
    assert first.startswith("2 near ")
    assert "(2 declined): " in first
    assert "  1 x is a wildcard certificate allowed" in first
    assert "quiche recipe" in out.getvalue()
    assert "no lines of the log: 4" in out.getvalue()


def test_a_missing_log_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", str(tmp_path / "none")], io.StringIO()) == 1
    assert "none" in capsys.readouterr().err
