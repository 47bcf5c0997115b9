"""What is read from free text: signs, negation, durations, typed answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import signs
from knowledge.base import Knowledge
from knowledge.negation import NEGATORS, negated
from knowledge.signs import SignError, compile_sign, find, read
from knowledge.text import COMMA, LONGEST, fold, tokens, with_durations, words
from knowledge.understand import typed_answer, understand


@pytest.mark.parametrize(
    ("sign", "text", "shows"),
    [
        ("transcri*", "we transcribe the call", True),
        ("transcri*", "we subscribe", False),
        ("play .. announcement*", "play one short recorded announcement", True),
        ("play .. announcement*", "play a b c d e f announcement", False),
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
        ("bot video", "the bot's video", True),
        ("audio stream", "audio, stream", False),
        ("record* .. message", "record nothing but play a message", False),
        ("record* .. audio", "They record it. Play audio.", False),
        ("record* ... audio", "They record it. And then, much later, after all of that, there is audio.", True),
        ("audio ... record*", "They record it. Then there is audio.", False),
        ("meeting ~ booked", "meetings are nice; a room is booked", False),
        ("meeting ~ booked", "booked by the system is a meeting", True),
        ("meeting ~ booked", "a meeting which is booked", True),
        ("-stored|kept", "audio is never kept", True),
        ("-stored|kept", "audio is kept", False),
        ("transcribe !yesterday", "transcribe it", True),
        ("transcribe !yesterday", "what was said yesterday: transcribe it", False),
        ("?audio", "some audio", True),
    ],
)
def test_signs(sign: str, text: str, shows: bool) -> None:
    assert (find([sign], text) is not None) is shows


@pytest.mark.parametrize(
    "sign", ["", "?", "..", "~ a", "play ..", "Play", "play *", "<=2m", ".. .. a", "!a", "a .. ... b"]
)
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
    find(["record* .. >120s", "a .. b"], text)


def test_a_long_text_is_cut() -> None:
    assert len(" ".join(words("word " * 5000))) <= LONGEST


def test_negators_are_words_of_the_tokenizer() -> None:
    assert all(words(negator) == [negator] for negator in NEGATORS)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no audio, video or screen share is used", "audio video screen share is used"),
        ("no video, we play prompts", "video"),
        ("neither audio nor video", "audio video"),
        ("we don't need video and screen sharing", "need video screen sharing"),
        ("we don't record and we play prompts", "record"),
        ("no recording and the bot plays prompts", "recording"),
        ("not Python but Java", "python"),
        ("Go rather than Java", "java"),
        ("instead of recording we translate", "recording"),
        ("we moved from Java to Python", "java"),
        ("we dropped Java in favour of Python", "java in"),
        ("video and sound are not needed", "video sound are needed"),
        ("video is unnecessary", "video is"),
        ("screen sharing is out of scope", "screen sharing is"),
        ("if nobody answers, transfer", ""),
        ("people who can't hear read captions", ""),
        ("not only prompts", ""),
        ("record no more than a minute", ""),
        ("say yes or no after the beep", ""),
        ("no, we use Java", ""),
        ("no video. audio", "video"),
        ("no video: audio", "video"),
        ("nothing but audio", ""),
    ],
)
def test_what_a_negation_reaches(text: str, denied: str) -> None:
    found = tokens(text)
    reached = negated(found)
    words_ = [word for position, word in enumerate(found) if position in reached and word not in (COMMA, "or", "and")]
    assert " ".join(words_) == denied


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 seconds", 30), ("90s", 90), ("2h", 7200), ("1.5 min", 90), ("1,5 min", 90), ("2:30 min", 150),
        ("0:40 min", 40), ("half a minute", 30), ("half an hour", 1800), ("a quarter of an hour", 900),
        ("three quarters of an hour", 2700), ("a minute", 60), ("an hour", 3600), ("a two-minute clip", 120),
        ("one and a half minutes", 90), ("a minute and a half", 90), ("two and a half minutes", 150),
        ("a couple of minutes", 120), ("a few minutes", 180), ("twenty-five seconds", 25),
        ("a hundred and twenty seconds", 120), ("hundred seconds", 100), ("two hundred seconds", 200),
        ("1 min 30 s", 90), ("two minutes and thirty seconds", 150), ("1-2 minutes", 120), ("1–3 min", 180),
        ("one to three minutes", 180), ("between 30 and 60 seconds", 60), ("30 seconds to 5 minutes", 300),
        ("30 or 60 seconds", 60), ("up to 2 minutes", 120), ("no more than 2 min", 120), ("more than 2 minutes", 121),
        ("over 2 minutes", 121), ("at least 2 minutes", 121), ("max. 90 sec.", 90),
    ],
)  # fmt: skip
def test_spoken_durations(text: str, seconds: int) -> None:
    assert [word for word in with_durations(tokens(text)) if word.startswith("#")] == [f"#{seconds}"]


@pytest.mark.parametrize(
    "text", ["a second bot", "two bots", "5 people", "press 1 or 2", "2:30", "half of them", "a nan minutes"]
)
def test_other_numbers_are_no_durations(text: str) -> None:
    assert not any(word.startswith("#") for word in with_durations(tokens(text)))


@given(st.text(alphabet="no a1:.,-h s\nand half of or 2", max_size=200))
def test_any_tokens_can_be_read(text: str) -> None:
    reading = read(text)
    assert max(reading.negated, reading.stops, reading.bars).bit_length() <= len(reading.words)


WORST = [
    "record the call, " * 60, "no audio, video or " * 60, "a " * 500, "1 to " * 200, "1" * 1000, "1-" * 500,
    "half a quarter of " * 60, "hundred and " * 90, "play play message message " * 40, "call call meeting . " * 50,
]  # fmt: skip


@pytest.mark.parametrize("text", WORST)
def test_no_text_makes_the_search_longer_than_the_signs(
    knowledge: Knowledge, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step of each sign is taken at most once, whatever the text; there is nothing to go back to."""
    taken = 0

    def counted(*arguments: Any) -> int:
        nonlocal taken
        taken += 1
        return following(*arguments)

    following = signs._following
    monkeypatch.setattr(signs, "_following", counted)
    understand(knowledge, text)
    compiled = [compile_sign(s) for q in knowledge.questions.values() for a in q.answers for s in a.signs]
    assert taken <= sum(len(steps) - 1 for _, steps in compiled)


def test_only_signs_whose_words_all_occur_are_tried(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[signs.Sign] = []

    def noted(sign: signs.Sign, *arguments: Any) -> bool:
        tried.append(sign)
        return matches(sign, *arguments)

    matches = signs._matches
    monkeypatch.setattr(signs, "_matches", noted)
    understand(knowledge, "Callers hear a menu and press 1 for sales or 2 for support.")
    assert 0 < len(tried) < 60


def test_a_weak_sign_gives_way_and_is_reported(knowledge: Knowledge) -> None:
    alone = understand(knowledge, "something with audio")
    assert alone.answers["needs"] == {"live-audio"} and alone.weak == {"needs"}
    beside = understand(knowledge, "callers press 1, something with audio")
    assert beside.answers["needs"] == {"tones"} and not beside.weak


def test_an_answer_that_cannot_make_a_difference_is_left_out(knowledge: Knowledge) -> None:
    assert "calls" not in understand(knowledge, "live captions, all in the same call").answers
    both = understand(knowledge, "prompts and live captions, all in the same call")
    assert both.answers["calls"] == {"same-call"}


def test_a_ruling_sign_silences_the_others(knowledge: Knowledge) -> None:
    """Words of live work do not count where the text says that the meetings are over."""
    assert understand(knowledge, "summarize the recordings of yesterday's meetings").answers["needs"] == {
        "after-meeting"
    }
    assert "live-audio" in understand(knowledge, "summarize what people say live").answers["needs"]
