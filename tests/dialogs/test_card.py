"""Cards and plain text are two renderings of one reply: what the one says, the other says."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest

from dialogs.cards.card import draw
from knowledge.ask import Advisor
from knowledge.load import load
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.feedback import Rated, with_thumbs
from knowledge.replies.form import form_recorded, form_reply
from knowledge.replies.guidance import help_reply, welcome_reply
from knowledge.replies.picture import picture_reply
from knowledge.replies.question import question_reply, recorded
from knowledge.replies.recommendation import more_reply, recommendation_reply
from knowledge.replies.summary import permissions_reply, summary_reply
from knowledge.reply import Reply, render, sentences
from knowledge.rules import Answers
from tests.cards import actions, assert_card, card_text

KNOWLEDGE = load()
ADVISOR = Advisor(KNOWLEDGE)


def some_answers(count: int) -> Iterator[Answers]:
    """Random answers to all questions, many at once, the same in each run."""
    picker = random.Random(11)
    for _ in range(count):
        yield {
            question.id: frozenset(
                picker.sample([a.id for a in question.answers], picker.randint(1, 5) if question.several else 1)
            )
            for question in KNOWLEDGE.questions.values()
            if picker.random() > 0.1
        }


def every_kind() -> Iterator[Reply]:
    """One reply of each kind, and every topic."""
    yield welcome_reply(KNOWLEDGE)
    yield welcome_reply(KNOWLEDGE, shared=True)
    yield help_reply(KNOWLEDGE, shared=True, open_question=True).followed_by(
        question_reply(KNOWLEDGE, KNOWLEDGE.questions["needs"], {})
    )
    yield comparison_reply(KNOWLEDGE)
    yield form_reply(KNOWLEDGE, {"needs": frozenset({"prompts"}), "language": frozenset()})
    yield form_reply(KNOWLEDGE, {}, tuple(KNOWLEDGE.questions), {"needs": "After the meeting"})
    yield form_recorded(KNOWLEDGE, {"needs": frozenset({"prompts"}), "language": frozenset()})
    for option in KNOWLEDGE.options:
        picture = picture_reply(KNOWLEDGE, option)
        assert picture is not None
        yield picture
    for question in KNOWLEDGE.questions.values():
        yield question_reply(KNOWLEDGE, question, {}, shared=True)
        for answer in question.answers:
            yield recorded(KNOWLEDGE, question, frozenset({answer.id}), "Ann")
    for name in KNOWLEDGE.topics:
        reply = ADVISOR.topic(name)
        assert reply is not None
        yield reply
    for text in ("", "?", "hello", "who won the cup", "callers press 1", "a bot for calls"):
        yield ADVISOR.first(text).reply


@pytest.mark.parametrize("reply", list(every_kind()), ids=lambda reply: re.sub(r"\W+", "-", reply.summary)[:40])
def test_the_card_says_what_the_text_says(reply: Reply) -> None:
    hold_together(reply)


def test_recommendations_hold_together_and_stay_small() -> None:
    for answers in some_answers(80):
        thumbs = Rated("advice", "x" * 200, "needs")
        hold_together(with_thumbs(KNOWLEDGE, recommendation_reply(KNOWLEDGE, answers), thumbs))
        hold_together(recommendation_reply(KNOWLEDGE, answers, understood=True))
        hold_together(more_reply(KNOWLEDGE, answers))
        hold_together(summary_reply(KNOWLEDGE, answers))
        hold_together(permissions_reply(KNOWLEDGE, answers))


def hold_together(reply: Reply) -> None:
    """A valid card, with every sentence of the reply in it and in the plain text."""
    card = draw(reply, "0123abcd.89abcdef")
    assert_card(card)
    shown, text = flat(card_text(card)), flat(render(reply))
    for sentence in sentences(reply.blocks):
        assert flat(sentence) in shown
        assert flat(sentence) in text
    titles = [action["title"] for action in actions(card)]
    for action in reply.actions:
        assert action.title in titles
        assert action.title in render(reply)
    assert reply.actions, "every reply offers a next step"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_buttons_carry_what_they_mean() -> None:
    card = draw(question_reply(KNOWLEDGE, KNOWLEDGE.questions["language"], {}), "i.o")
    data = [action["data"] for action in actions(card) if action["type"] == "Action.Submit"]
    assert {"v": 1, "do": "answer", "q": "language", "a": "python", "i": "i.o"} in data
    assert {"v": 1, "do": "answer", "q": "language", "i": "i.o"} in data


def test_the_boxes_ticked_before_are_ticked_again() -> None:
    answers = {"needs": frozenset({"tones", "prompts"})}
    card = draw(question_reply(KNOWLEDGE, KNOWLEDGE.questions["needs"], answers), "i.o")
    boxes = next(element for element in card["body"] if element["type"] == "Input.ChoiceSet")
    assert boxes["value"] == "prompts,tones"
    assert json.loads(json.dumps(card)) == card
