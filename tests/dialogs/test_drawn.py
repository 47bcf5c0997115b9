"""Cards as text: the same as drawn anew, and nobody's interview gets into somebody else's card."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapter import Adapter
from bot.wire import to_activity
from dialogs.cards import drawn
from dialogs.cards.card import Part, draw, draw_part
from dialogs.cards.drawn import REMEMBERED, Cards, Drawn
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


def test_a_kept_card_is_the_one_that_is_drawn() -> None:
    cards = Cards()
    for interview in ("", "0123abcd.89abcdef", "fedcba98.76543210", ""):
        for reply in REPLIES:
            assert json.loads(cards.drawn(reply, interview).text) == draw(reply, interview)
            assert cards.drawn(reply, interview) == Drawn.of(reply, interview)


def test_equal_parts_are_drawn_once_and_a_bounded_number_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Part] = []

    def counted(part: Part, interview: str) -> list[dict[str, Any]]:
        made.append(part)
        return draw_part(part, interview)

    monkeypatch.setattr(drawn, "draw_part", counted)
    cards = Cards()
    for interview in ("a.b", "c.d"):
        cards.drawn(question_reply(KNOWLEDGE, KNOWLEDGE.questions["language"], {}), interview)
    assert len(made) == len(set(made)) == len(REPLIES[0].blocks)
    for number in range(2 * REMEMBERED):
        cards.drawn(Reply("chat", (Text(str(number)),), ""))
    assert len(cards) == REMEMBERED


def test_what_somebody_asked_stays_on_their_card() -> None:
    """Thumbs carry it; it may contain whatever people write."""
    cards, answer = Cards(), next(iter(KNOWLEDGE.topics.values()))
    for text in ('"quoted" \\ and\n中文', "a public address?", ""):
        reply = with_thumbs(KNOWLEDGE, topic_reply(KNOWLEDGE, answer), Rated(answer.id, text, ""))
        assert json.loads(cards.drawn(reply, "a.b").text) == draw(reply, "a.b")
    assert len(cards) == len(reply.blocks)


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
