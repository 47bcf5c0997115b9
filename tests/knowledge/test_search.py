"""Finding what a text is about: the lexicon, both ways to rank, the scope, and what a short question leans on."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.ask import Advisor
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.features import Learner
from knowledge.lexicon import Lexicon
from knowledge.load import load
from knowledge.model import Term
from knowledge.reply import render

ADVISOR = Advisor(load())
NOTHING = Lexicon(())
PHRASES = {"fruit": ["an apple", "red apples and pears"], "tools": ["a hammer", "hammers and a saw"]}


def ranked(phrases: dict[str, list[str]], text: str, texts: dict[str, str] | None = None) -> list[str]:
    """The labels that look like a text, the likeliest first."""
    learner = Learner(NOTHING)
    rows = learner.learn([phrase for group in phrases.values() for phrase in group])
    labels = np.repeat(np.arange(len(phrases), dtype=np.int32), [len(group) for group in phrases.values()])
    bodies = learner.learn([(texts or {}).get(name, "") for name in phrases], letters=False)
    scores = Classifier.fit(rows, labels, len(learner), bodies).scores(learner.features().read(text))
    return [list(phrases)[place] for place in (-scores).argsort() if scores[place] > 0]


def test_the_nearest_phrases_win() -> None:
    assert ranked(PHRASES, "which appel is red")[0] == "fruit"
    assert ranked(PHRASES, "hamer")[0] == "tools"
    assert ranked(PHRASES, "zzz") == []


def test_known_words_are_counted() -> None:
    learner = Learner(NOTHING)
    learner.learn(["an apple"])
    before, features = len(learner), learner.features()
    assert features.read("apple zzz").known == 0.5
    assert features.read("apple").known == 1.0
    assert features.read("").known == 0.0
    assert len(learner) == before


def test_the_words_of_a_longer_text_count() -> None:
    texts = {"fruit": "Rich in vitamins.", "tools": "Made of steel."}
    assert ranked(PHRASES, "steel", texts)[0] == "tools"


def test_a_lexicon_adds_the_term_that_is_meant() -> None:
    lexicon = Lexicon([Term(term="public ip", also=("ilpip", "instance level public ip"))])
    assert lexicon.expand("an ILPIP") == ["an", "ilpip", "=public", "=ip"]
    learner = Learner(lexicon)
    rows = learner.learn(["public ip", "something else"])
    classifier = Classifier.fit(rows, np.arange(2, dtype=np.int32), len(learner))
    assert classifier.scores(learner.features().read("ilpip")).argmax() == 0


def test_rare_words_weigh_more() -> None:
    ranking = Bm25.fit(["the bot and the call", "the bot and toneInfo"], NOTHING)
    call, tone = ranking.scores("the toneInfo of the bot")
    assert tone == 1.0
    assert call < 0.6
    assert not ranking.scores("zzz").any()


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


def test_a_question_that_leans_is_not_answered_by_the_last_answer_again() -> None:
    for text, topic in (("and on Linux?", "linux-containers"), ("does it work on aws?", "outside-azure")):
        for last in ("networking-public-ip", "play-prompt", "dtmf-tones"):
            assert ADVISOR.first(text, last=last).reply.topic == topic
    assert ADVISOR.first("how long does that take?", last="vm-sizing").reply.topic == "vm-sizing"  # nothing else fits
