"""A rated card stays what it was, with thanks in the place of the thumbs."""

from __future__ import annotations

import pytest

from dialogs.cards.card import draw
from knowledge.load import load
from knowledge.replies.feedback import Rated, thanked
from tests.cards import actions, assert_card, card_text
from tests.chat import Shape
from tests.conftest import NewChat

SHAPES: tuple[Shape, ...] = ("personal", "group", "channel")
"""Those that say which card was pressed."""
SAID = (
    "do I need a public IP address?",
    "which azure host and how big for 200 parallel audio calls?",
    "we transcribe our meetings live in Python and keep nothing",
    "callers press 1 for sales; does that need C#?",
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("said", SAID)
async def test_the_card_stays_and_says_thanks(said: str, shape: Shape, chat: NewChat) -> None:
    talk = chat(shape)
    (message,) = await talk.say(said)
    before = message.text.split("\n")
    assert await talk.press("👍 Helpful") == []
    after = message.text.split("\n")
    assert [line for line in before if line not in after] == ["👍 Helpful"] * 2 + ["👎 Not helpful"] * 2
    assert [line for line in after if line not in before] == ["Thanks for telling me."]


def test_thumbs_down_offer_a_box_where_questions_are_kept_and_the_tracker() -> None:
    knowledge, rated = load(), Rated("vm-sizing", "how big?", "")
    tracker = "https://example.org/issues"
    kept = draw(thanked(knowledge, "down", True, tracker, rated))
    assert_card(kept)
    assert "What was wrong or missing?" in card_text(kept)
    assert {action.get("url") for action in actions(kept)} > {tracker}
    (send,) = [action["data"] for action in actions(kept) if action["title"] == "Send"]
    assert send == {"v": 1, "do": "feedback", "a": "comment", "n": "vm-sizing|how big?"}
    not_kept = draw(thanked(knowledge, "down", False, tracker, rated))
    assert_card(not_kept)
    assert "I keep nothing myself" in card_text(not_kept)
    assert "What was wrong or missing?" not in card_text(not_kept)
    for given in ("up", "comment"):
        assert tracker not in str(draw(thanked(knowledge, given, True, tracker, rated)))


async def test_a_recommendation_that_was_replaced_gets_a_line(chat: NewChat) -> None:
    talk = chat("personal")
    await talk.say("we transcribe our meetings live in Python and keep nothing")
    await talk.say("start over")
    (reply,) = await talk.press("👍 Helpful", card=0)
    assert "Thanks for telling me." in reply.text
    assert "What should the bot do" in reply.text
