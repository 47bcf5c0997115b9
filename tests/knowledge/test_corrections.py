"""A message that corrects an earlier answer is recognized however it is phrased, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.base import Knowledge
from knowledge.content import LoadError
from knowledge.corrections import Correction, Way, corrections
from knowledge.load import load


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("change language", "language", None),
        ("Change the programming language, please", "language", None),
        ("can I change where it runs?", "host", None),
        ("the language is wrong", "language", None),
        ("go back to the needs", "needs", None),
        ("I changed my mind about the host", "host", None),
        ("change language to C#", "language", "dotnet"),
        ("our language is C#", "language", "dotnet"),
        ("C# instead", "language", "dotnet"),
        ("C# instead of Python", "language", "dotnet"),
        ("not Python but C#", "language", "dotnet"),
        ("C#, not Python", "language", "dotnet"),
        ("no, Python", "language", "python"),
        ("I meant Python", "language", "python"),
        ("oh sorry, I meant live video", "needs", "live-video"),
        ("actually we use Node", "language", "javascript"),
        ("actually, it's Linux", "host", "linux"),
        ("on second thought, Python", "language", "python"),
        ("make it AKS", "host", "aks-windows"),
        ("switch from Python to Java", "language", "other"),
        ("actually nothing is kept", "keep", "nothing"),
        ("change consent to no", "consent", "refused"),
    ],
)
def test_corrections(knowledge: Knowledge, text: str, question: str, answer: str | None) -> None:
    chosen = None if answer is None else frozenset({answer})
    assert corrections(knowledge, text) == (Correction(question, chosen),)


@pytest.mark.parametrize(
    ("text", "way", "answer"),
    [
        ("also live video", "add", "live-video"),
        ("and screen sharing too", "add", "screen-share"),
        ("we also need to record the whole call", "add", "recording"),
        ("add phone tones please", "add", "tones"),
        ("it should also show live video", "add", "live-video"),
        ("live video as well", "add", "live-video"),
        ("drop the live video", "drop", "live-video"),
        ("no live video after all", "drop", "live-video"),
        ("we don't need phone tones anymore", "drop", "tones"),
    ],
)
def test_an_answer_more_or_less(knowledge: Knowledge, text: str, way: Way, answer: str) -> None:
    assert corrections(knowledge, text) == (Correction("needs", frozenset({answer}), way),)


def test_what_is_chosen_after_a_correction(knowledge: Knowledge) -> None:
    def after(way: Way, answer: str, *known: str) -> frozenset[str] | None:
        return Correction("needs", frozenset({answer}), way).upon(knowledge, {"needs": frozenset(known)})

    assert after("set", "tones", "prompts") == frozenset({"tones"})
    assert after("add", "tones", "prompts") == frozenset({"tones", "prompts"})
    assert after("add", "tones") == frozenset({"tones"})
    assert after("add", "after-meeting", "prompts") == frozenset({"after-meeting"})  # stands alone
    assert after("add", "prompts", "after-meeting") == frozenset({"prompts"})
    assert after("drop", "tones", "prompts", "tones") == frozenset({"prompts"})
    assert after("drop", "tones", "tones") is None  # asked again


@pytest.mark.parametrize(
    "text",
    [
        "", "change", "also Python", "and Linux",
        "actually", "python", "what is the language", "change the meeting", "can you change the subject",
        "how do I change the media port?", "the bot changes the language of the captions",
        "do I need C# instead of Python for the media library when the calls come from the phone network?",
    ],
)  # fmt: skip
def test_what_corrects_nothing(knowledge: Knowledge, text: str) -> None:
    assert corrections(knowledge, text) == ()


def test_what_fits_two_questions_is_both(knowledge: Knowledge) -> None:
    assert {found.question for found in corrections(knowledge, "actually no")} == {"keep", "consent"}


def test_a_wrong_frame_a_swallowed_answer_and_a_shared_name_are_reported(copy: Path) -> None:
    (copy / "corrections.yaml").write_text("corrections:\n  - change {everything}\n", encoding="utf-8")
    with pytest.raises(LoadError, match=r"corrections.yaml:2: .*'\{everything\}' is no hole"):
        load(copy)
    (copy / "corrections.yaml").write_text("corrections: []\n", encoding="utf-8")
    wrong = {"id": "shout", "title": "Shout", "description": "Loud", "phrases": ["python"]}
    (copy / "more.yaml").write_text(yaml.safe_dump({"commands": [wrong]}), encoding="utf-8")
    questions = (copy / "questions.yaml").read_text(encoding="utf-8")
    (copy / "questions.yaml").write_text(
        questions.replace("      - programming language\n", "      - hosting\n"), "utf-8"
    )
    with pytest.raises(LoadError) as error:
        load(copy)
    assert "'python' is an answer to 'Language'" in str(error.value)
    assert "'hosting' already means the question" in str(error.value)
