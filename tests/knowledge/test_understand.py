"""What is read from free text: signs, negation, durations, typed answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.signs import NEGATORS, SignError, compile_sign, find, normalise
from knowledge.text import LONGEST, fold, with_durations, words
from knowledge.understand import typed_answer, understand


@pytest.mark.parametrize(
    ("sign", "text", "shows"),
    [
        ("transcri*", "we transcribe the call", True),
        ("transcri*", "we subscribe", False),
        ("play .. announcement*", "play one short recorded announcement", True),
        ("play .. announcement*", "play a b c d e announcement", False),
        ("wav|mp3", "an MP3 file", True),
        ("store*", "nothing; we never store it", False),
        ("store*", "we do not keep logs but store the audio", True),
        ("video", "no video", False),
        ("video", "without any video", False),
        ("nothing .. stored|kept", "nothing of it is kept", True),
        ("record* .. <=120s", "record an answer of 119 seconds", True),
        ("record* .. <=120s", "record for up to two minutes", True),
        ("record* .. <=120s", "record 121 seconds", False),
        ("record* .. >120s", "record 121 s", True),
        ("record* .. >120s", "recording an hour", True),
        ("c#", "We have C#.", True),
        (".net", "on .NET 8", True),
    ],
)
def test_signs(sign: str, text: str, shows: bool) -> None:
    assert (find([sign], normalise(text)) is not None) is shows


@pytest.mark.parametrize("sign", ["", "..", "play ..", "Play", "play *", "<=2m", ".. .. a"])
def test_signs_that_are_not_in_the_notation(sign: str) -> None:
    with pytest.raises(SignError):
        compile_sign(sign)


@pytest.mark.parametrize(
    ("seconds", "need"), [(30, "clips"), (119, "clips"), (120, "clips"), (121, "recording"), (3600, "recording")]
)
def test_two_minutes_divide_clips_from_recordings(knowledge: Knowledge, seconds: int, need: str) -> None:
    answers = understand(knowledge, f"the bot should record {seconds} seconds of what the caller says").answers
    assert answers["needs"] & {"clips", "recording"} == {need}


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("callers press 1 for sales", "needs", {"tones"}),
        ("live captions in a side panel", "needs", {"live-audio"}),
        ("we write Python", "language", {"python"}),
        ("it has to run on App Service", "host", {"app-service"}),
        ("nothing is stored", "keep", {"nothing"}),
        ("traders must be recorded for compliance", "needs", {"compliance"}),
    ],
)
def test_wording_shows_answers(knowledge: Knowledge, text: str, question: str, expected: set[str]) -> None:
    assert expected <= understand(knowledge, text).answers[question]


def test_what_is_negated_is_not_an_answer(knowledge: Knowledge) -> None:
    answers = understand(knowledge, "we play a welcome message, no video and no screen share").answers
    assert not answers["needs"] & {"live-video", "screen-share"}


@pytest.mark.parametrize("name", ["language", "host", "consent", "keep", "calls"])
def test_label_number_ordinal_and_synonym_mean_the_same(knowledge: Knowledge, name: str) -> None:
    question = knowledge.questions[name]
    ordinals = ["first", "second", "third", "fourth", "fifth"]
    for position, answer in enumerate(question.answers):
        for typed in (answer.label, answer.label.upper(), str(position + 1), *answer.synonyms):
            assert typed_answer(question, f" {typed}. ") == frozenset({answer.id}), typed
        for typed in (ordinals[position], f"the {ordinals[position]} one", f"number {position + 1}"):
            assert typed_answer(question, f" {typed}. ") == frozenset({answer.id}), typed
    for typed in ("not sure", "I don't know", "Skip", str(len(question.answers) + 1)):
        assert typed_answer(question, typed) == frozenset()


def test_several_answers_can_be_typed(knowledge: Knowledge) -> None:
    question = knowledge.questions["needs"]
    first, second = question.answers[0], question.answers[1]
    expected = frozenset({first.id, second.id})
    for typed in ("1, 2", "1 and 2", "1 2", "1 & 2", f"{first.synonyms[0]}, {second.synonyms[0]}"):
        assert typed_answer(question, typed) == expected, typed
    assert typed_answer(question, "1, nonsense") is None
    assert typed_answer(question, "") is None


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = words(text)
    assert fold(fold(text)) == fold(text)
    assert len(with_durations(found)) <= len(found)
    find(["record* .. >120s", "a .. b"], normalise(text))


def test_a_long_text_is_cut() -> None:
    assert len(" ".join(words("word " * 5000))) <= LONGEST


def test_negators_are_words_of_the_tokenizer() -> None:
    assert all(words(negator) == [negator] for negator in NEGATORS)
