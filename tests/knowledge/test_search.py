"""Finding what a text is about: the lexicon, both ways to rank, the scope, and what a short question leans on."""

from __future__ import annotations

import pytest

from knowledge.ask import Advisor
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.lexicon import Lexicon
from knowledge.load import load
from knowledge.model import Term
from knowledge.reply import render

ADVISOR = Advisor(load())
NOTHING = Lexicon(())
PHRASES = {"fruit": ["an apple", "red apples and pears"], "tools": ["a hammer", "hammers and a saw"]}


def test_the_nearest_phrases_win() -> None:
    classifier = Classifier(PHRASES, NOTHING)
    assert classifier.rank("which appel is red")[0].label == "fruit"
    assert classifier.rank("hamer")[0].label == "tools"
    assert classifier.rank("zzz") == []
    assert classifier.coverage("apple zzz") == 0.5


def test_the_words_of_a_longer_text_count() -> None:
    classifier = Classifier(PHRASES, NOTHING, {"fruit": "Rich in vitamins.", "tools": "Made of steel."})
    assert classifier.rank("steel")[0].label == "tools"


def test_a_lexicon_adds_the_term_that_is_meant() -> None:
    lexicon = Lexicon([Term(term="public ip", also=("ilpip", "instance level public ip"))])
    assert lexicon.expand("an ILPIP") == ["an", "ilpip", "=public", "=ip"]
    classifier = Classifier({"net": ["public ip"], "other": ["something else"]}, lexicon)
    assert classifier.rank("ilpip")[0].label == "net"


def test_rare_words_weigh_more() -> None:
    ranking = Bm25({"a": "the bot and the call", "b": "the bot and toneInfo"}, NOTHING)
    scores = ranking.scores("the toneInfo of the bot")
    assert scores["b"] == 1.0
    assert scores["a"] < 0.6
    assert ranking.scores("zzz") == {}


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Which certificate does the media bot need?", "question"),
        ("We want a bot that reads the menu to callers and connects them with a colleague.", "description"),
        ("How do I add a tab with single sign-on to my Teams app?", "foreign"),
        ("who won the world cup in 1990?", "foreign"),
    ],
)
def test_the_scope(text: str, scope: str) -> None:
    found = ADVISOR.find(text)
    assert found.scope == scope
    assert sum(found.scopes.values()) == pytest.approx(1)


def test_a_short_question_leans_on_the_last_answer() -> None:
    text = "and which permission is that?"
    joining = ADVISOR.first(text, last="joining-meetings").reply
    prompts = ADVISOR.first(text, last="play-prompt").reply
    assert joining.topic != prompts.topic
    assert "Calls.JoinGroupCall.All" in render(joining)


def test_a_long_question_does_not_lean() -> None:
    text = "Which permission does a bot need that calls one user and then adds two colleagues to that same call?"
    assert ADVISOR.first(text, last="networking-public-ip").reply == ADVISOR.first(text).reply


def test_answers_stay_short() -> None:
    for name in ADVISOR.knowledge.topics:
        reply = ADVISOR.topic(name)
        assert reply is not None
        assert len(render(reply, addresses=False)) <= 1200, name
