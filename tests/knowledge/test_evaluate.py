"""A question file is read strictly, and a reply is scored by what it says and what kind it is."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.evaluate import Question, Verdict, declined, judge, judge_all, read_questions, scores
from knowledge.reply import Action, Facts, Kind, Link, Reply, Section, Text


def question(kind: str = "ask", **more: Any) -> Question:
    """A question of a file."""
    return Question.model_validate({"id": "q1", "text": "why?", "kind": kind, **more})


def reply(kind: Kind = "answer", text: str = "Because of the public IP.", option: str | None = None) -> Reply:
    """A reply that says this."""
    return Reply(kind=kind, blocks=(Text(text),), summary="", option=option)


def test_every_pattern_must_be_found_in_any_case() -> None:
    verdict = judge(question(must_mention=["PUBLIC ip", r"\bbec\w+", "cert|domain", r"^port"]), reply())
    assert verdict.missed == ("cert|domain", "^port")
    assert not verdict.passed
    assert judge(question(must_mention=["PUBLIC ip"]), reply()).passed


def test_everything_that_a_person_reads_counts() -> None:
    whole = Reply(
        kind="answer",
        blocks=(Section("Folded heading", (Facts((("Limit", "20 prompts"),)),), folded=True),),
        summary="",
        actions=(Action("What about clips", "ask", name="clips"),),
        links=(Link("Play a prompt", "https://example.org/play", "Read on"),),
    )
    assert judge(
        question(must_mention=["folded heading", "limit", "20 prompts", "clips", "play a prompt"]), whole
    ).passed


@pytest.mark.parametrize(
    ("kind", "option", "answered", "given", "right"),
    [
        ("ask", None, "answer", None, True),
        ("ask", None, "recommend", "neither", True),
        ("ask", None, "clarify", None, True),
        ("ask", None, "decline", None, False),
        ("ask", None, "chat", None, False),
        ("recommend", "service-hosted", "recommend", "service-hosted", True),
        ("recommend", "service-hosted", "recommend", "both", False),
        ("recommend", "service-hosted", "answer", None, False),
        ("recommend", "neither", "recommend", "neither", True),
        ("recommend", "either", "clarify", None, True),
        ("recommend", "either", "clarify", "service-hosted", True),
        ("recommend", "either", "answer", None, True),
        ("recommend", "either", "recommend", "both", True),
        ("recommend", "either", "recommend", "service-hosted", False),
        ("out_of_scope", None, "decline", None, True),
        ("out_of_scope", None, "chat", None, False),
        ("smalltalk", None, "decline", None, True),
        ("smalltalk", None, "chat", None, True),
    ],
)
def test_the_kind_and_option_of_a_reply(
    kind: str, option: str | None, answered: Kind, given: str | None, right: bool
) -> None:
    verdict = judge(question(kind, option=option), reply(answered, option=given))
    assert verdict.passed is right
    assert bool(verdict.wrong) is not right


def test_must_not_scores_nothing() -> None:
    assert judge(question(must_not=["public IP"]), reply()).passed


def test_scores_count_by_kind_and_declines_by_scope() -> None:
    asked = [
        question(),
        question(must_mention=["x"]),
        question("recommend", option="neither"),
        question("out_of_scope"),
    ]
    replies = [reply(), reply("decline"), reply("recommend", option="neither"), reply("decline")]
    verdicts: list[Verdict] = [judge(*pair) for pair in zip(asked, replies, strict=True)]
    assert [(one.name, one.count, one.passed, one.percent) for one in scores(verdicts)] == [
        ("ask", 2, 1, 50.0),
        ("recommend", 1, 1, 100.0),
        ("out_of_scope", 1, 1, 100.0),
    ]
    assert (declined(verdicts).passed, declined(verdicts).count) == (1, 3)
    assert declined(verdicts, ("out_of_scope",)).percent == 100.0
    assert declined([]).percent == 0.0


def test_each_question_is_asked() -> None:
    verdicts = judge_all([question(text="a"), question(text="b")], lambda text: reply(text=f"about {text}"))
    assert [verdict.reply.blocks for verdict in verdicts] == [(Text("about a"),), (Text("about b"),)]


GOOD = {"id": "q1", "text": "why?", "kind": "ask", "source": "composed", "note": ""}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("not json", "line 2 is not JSON"),
        ('["text"]', "line 2: Input should be a valid dictionary"),
        (json.dumps({**GOOD, "kind": "asks"}), "line 2: kind: Input should be 'ask'"),
        (json.dumps({"id": "q2", "kind": "ask"}), "line 2: text: Field required"),
        (json.dumps({**GOOD, "must_mention": "x"}), "line 2: must_mention: Input should be a valid list"),
        (json.dumps({**GOOD, "must_mention": ["("]}), "line 2: must_mention: '(' is no pattern"),
        (json.dumps({**GOOD, "kind": "recommend"}), "line 2: a question of kind recommend needs an option"),
        (json.dumps({**GOOD, "option": "hosted"}), "line 2: option"),
    ],
)
def test_a_malformed_line_is_named(bad: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        read_questions([json.dumps(GOOD), bad])
    assert str(error.value).startswith(said)


def test_empty_lines_and_further_keys_do_not_matter() -> None:
    (read,) = read_questions(["\n", json.dumps({**GOOD, "more": [1]}), "  "])
    assert (read.id, read.kind, read.must_mention) == ("q1", "ask", [])


# --- the command ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two questions that cannot fail, and two that must."""
    path = tmp_path / "questions.jsonl"
    lines: list[dict[str, Any]] = [
        {"id": "right", "text": "do I need a public IP address?", "kind": "ask", "must_mention": ["public IP"]},
        {
            "id": "missing", "text": "do I need a public IP address?", "kind": "ask", "topic": "networking-public-ip",
            "must_mention": ["public IP", "no-such-word"], "must_not": ["a private one is enough"],
        },
        {"id": "football", "text": "who won the football cup", "kind": "recommend", "option": "service-hosted"},
        {"id": "hello", "text": "hello", "kind": "smalltalk"},
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_the_table_and_each_failure(file: Path) -> None:
    out = io.StringIO()
    assert main(["evaluate", str(file)], out) == 0
    table, declines, missing, football = out.getvalue().split("\n\n", 3)[:4]
    assert [line.split() for line in table.splitlines()] == [
        ["kind", "count", "passed", "percent"],
        ["ask", "2", "1", "50.0"],
        ["recommend", "1", "0", "0.0"],
        ["smalltalk", "1", "1", "100.0"],
    ]
    assert declines.startswith("in scope, but declined: 1 of 3 (33.3 %)\n")
    assert missing.startswith("missing (ask): do I need a public IP address?\n  answered: answer, networking-public-ip")
    assert "  missed: no-such-word\n" in missing
    assert "missed: public IP" not in missing
    assert "  ranking: networking-public-ip" in missing
    assert len(missing.partition("ranking: ")[2].splitlines()[0].split(", ")) == 5
    assert "  must not say: a private one is enough\n  | " in missing
    assert football.startswith(
        "football (recommend): who won the football cup\n  answered: decline, no topic, no option"
    )
    assert "  wrong: the option is left open, not service-hosted" in football
    assert "hello" not in out.getvalue()


def test_summary_is_the_table_only(file: Path) -> None:
    out = io.StringIO()
    assert main(["evaluate", "--summary", str(file)], out) == 0
    assert "declined: 1 of 3" in out.getvalue()
    assert "football" not in out.getvalue()


def test_all_shows_what_passed_as_well(file: Path) -> None:
    out = io.StringIO()
    assert main(["evaluate", "--all", str(file)], out) == 0
    assert "\nright (ask, passed): do I need a public IP address?\n" in out.getvalue()
    assert "\nhello (smalltalk, passed): hello\n" in out.getvalue()


def test_a_file_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "questions.jsonl"
    assert main(["evaluate", str(path)]) == 1
    assert "questions.jsonl" in capsys.readouterr().err
    path.write_text("{}\n", encoding="utf-8")
    assert main(["evaluate", str(path)]) == 1
    assert "line 1: id: Field required" in capsys.readouterr().err
