"""Cards as text: what is drawn, in a form that is not copied any more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapter import Adapter
from bot.wire import to_activity
from dialogs.cards.card import draw
from dialogs.cards.drawn import Drawn
from dialogs.turn import message
from knowledge.load import load
from knowledge.replies.feedback import Rated, with_thumbs
from knowledge.replies.question import question_reply
from knowledge.replies.recommendation import recommendation_reply
from knowledge.replies.topic import topic_reply
from knowledge.reply import Action, Reply, Text
from tests.chat import captured

KNOWLEDGE = load()
REPLIES = (
    question_reply(KNOWLEDGE, KNOWLEDGE.questions["language"], {}),
    recommendation_reply(KNOWLEDGE, {"needs": frozenset({"live-audio", "recording"})}),
    Reply("chat", (Text('An answer with "quotes", a \\ and 中文'),), "a", actions=(Action("Go", "change", "needs"),)),
)


@pytest.mark.parametrize("interview", ["", "0123abcd.89abcdef"])
@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.kind)
def test_a_card_is_the_text_of_what_is_drawn(reply: Reply, interview: str) -> None:
    drawn = Drawn.of(reply, interview)
    assert json.loads(drawn.text) == draw(reply, interview)
    assert drawn == Drawn.of(reply, interview)


def test_drawing_leaves_nothing_behind() -> None:
    """Elements are copies of ones that are made once."""
    before = [draw(reply, "a.b") for reply in REPLIES]
    for other in KNOWLEDGE.topics.values():
        draw(with_thumbs(KNOWLEDGE, topic_reply(KNOWLEDGE, other), Rated(other.id, '"quoted"', "")), "c.d")
    assert [draw(reply, "a.b") for reply in REPLIES] == before


async def test_the_sdk_makes_no_copy_of_a_card_that_it_sends() -> None:
    card = Drawn.of(REPLIES[0], "a.b")
    outgoing = message("summary", card)
    sent: list[Any] = []

    class Watched(Adapter):
        async def send_activities(self, context: Any, activities: list[Any]) -> list[Any]:
            sent.extend(activities)
            return await super().send_activities(context, activities)

    async def logic(context: Any) -> None:
        await context.send_activity(outgoing)

    outcome = await Watched().process(to_activity(captured("playground-msteams-personal-message")), logic, {})
    assert not outcome.failed
    assert sent == [outgoing] and sent[0] is outgoing
    assert outgoing.attachments[0].content is card
    assert outcome.operations[0].body["attachments"][0]["content"] == draw(REPLIES[0], "a.b")
