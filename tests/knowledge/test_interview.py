"""The interview: at most six questions, and none that can no longer matter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.interview import LIMIT, next_question, open_questions, questions_left, revise
from knowledge.load import load
from knowledge.recommend import decide, recommend

KNOWLEDGE = load()


def asked(knowledge: Knowledge, **given_answers: set[str]) -> list[str]:
    """The questions that are put when the given answers are given and everything else is `not sure`."""
    answers: dict[str, frozenset[str]] = {}
    order: list[str] = []
    while (question := next_question(knowledge, answers)) is not None:
        order.append(question.id)
        answers[question.id] = frozenset(given_answers.get(question.id, set()))
    return order


def test_only_what_matters_is_asked(knowledge: Knowledge) -> None:
    assert asked(knowledge, needs={"after-meeting"}) == ["needs"]
    assert asked(knowledge, needs={"voicemail"}) == ["needs"]
    assert asked(knowledge, needs={"voice-agent"}, callers={"phone"}) == ["needs", "callers"]
    assert asked(knowledge, needs={"prompts"}) == ["needs", "callers", "consent"]
    assert "keep" in asked(knowledge, needs={"tones"})
    assert "language" not in asked(knowledge, needs={"tones"})
    live = asked(knowledge, needs={"live-audio"})
    assert {"keep", "language", "host", "consent"} <= set(live)
    assert "calls" not in live
    assert asked(knowledge, needs={"live-audio", "prompts"})[1] == "calls"


def test_an_answer_that_is_not_asked_for_counts_where_it_is_said(knowledge: Knowledge) -> None:
    listens = {"needs": frozenset({"call-control", "live-audio"})}
    assert "calls" not in [question.id for question in open_questions(knowledge, listens)]
    apart = revise(knowledge, listens, {"calls": frozenset({"different-calls"})}).answers
    assert recommend(knowledge, listens).outcome == "application-hosted"
    assert recommend(knowledge, apart).outcome == "both"
    with_menu = {"needs": listens["needs"] | {"tones"}}
    assert next(open_questions(knowledge, with_menu)).id == "calls"


@given(st.data())
def test_it_ends_after_six_questions_and_counts_down(data: st.DataObject) -> None:
    answers: dict[str, frozenset[str]] = {}
    left_before = LIMIT + 1
    while (question := next_question(KNOWLEDGE, answers)) is not None:
        left = questions_left(KNOWLEDGE, answers)
        assert 1 <= left < left_before
        left_before = left
        ids = [answer.id for answer in question.answers]
        size = len(ids) if question.several else 1
        answers[question.id] = frozenset(data.draw(st.sets(st.sampled_from(ids), max_size=size)))
        assert len(answers) <= LIMIT
    assert recommend(KNOWLEDGE, answers).reasons


@given(st.data())
def test_a_skipped_question_changes_nothing(data: st.DataObject) -> None:
    """Whatever is answered to a question that is not asked, the option and what it needs stay the same; an answer for
    whose rule nothing is asked is the exception."""
    ids = [answer.id for answer in KNOWLEDGE.questions["needs"].answers if not answer.exclusive]
    answers = {"needs": frozenset(data.draw(st.sets(st.sampled_from(ids), max_size=4)))}
    still = {question.id for question in open_questions(KNOWLEDGE, answers)}
    result = recommend(KNOWLEDGE, answers)
    for question in KNOWLEDGE.questions.values():
        if question.id in still or question.id in answers:
            continue
        for answer in question.answers:
            given_too = {**answers, question.id: frozenset({answer.id})}
            if not any(rule.asks for rule in decide(KNOWLEDGE, given_too).rules):
                continue
            other = recommend(KNOWLEDGE, given_too)
            assert (other.outcome, other.requirements, other.permissions) == (
                result.outcome,
                result.requirements,
                result.permissions,
            )
