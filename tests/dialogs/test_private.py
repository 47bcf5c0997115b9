"""An interview can be carried from a group or a channel into a personal chat, by its person, once, for a short time."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cards import actions
from tests.chat import Chat, Message
from tests.conftest import NewChat


def code_in(message: Message) -> str:
    """What the card says to type."""
    found = re.search(r"continue [0-9A-Z]{4}-[0-9A-Z]{4}", message.text)
    assert found, message.text
    return found.group()


async def begun(chat: NewChat, shape: str, user: str = "Ann", bot: str = "") -> tuple[Chat, Message]:
    """A shared chat with two answers, and the card that offers to continue privately; `bot` is the bot's id."""
    shared = chat(shape)
    shared.be(user)
    await shared.say("start")
    await shared.say("live video")
    await shared.say("our meetings")
    assert "Continue privately" in shared.messages[-1].buttons
    press = {**shared.activity("message-value"), "value": {"v": 1, "do": "command", "n": "private"}}
    if bot:
        press["recipient"] = {"id": bot}
    (card,) = await shared.send(press)
    return shared, card


def personal(chat: NewChat, user: str, name: str = "") -> Chat:
    """A personal chat of somebody."""
    own = chat("personal", name)
    own.be(user)
    return own


@pytest.mark.parametrize("shape", ["group", "channel"])
async def test_the_answers_come_along(shape: str, chat: NewChat) -> None:
    bot = "28:0f2f3b58-53b1-4c6d-9a0e-0a4a0f6f2b11"  # as Teams writes it
    shared, card = await begun(chat, shape, bot=bot)
    (link,) = [action["url"] for action in actions(card.card) if action["type"] == "Action.OpenUrl"]
    parts = urlsplit(link)
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path) == ("teams.microsoft.com", "/l/chat/0/0")
    assert query == {"users": [bot], "message": [code_in(card)]}

    own = personal(chat, "Ann")
    (question,) = await own.say(query["message"][0])
    assert "took over" in question.text and "What is kept" in question.text
    (answers,) = await own.say("my answers")
    assert "See or send live video" in answers.text and "Meetings of our own organization" in answers.text
    assert "(Ann)" not in answers.text
    (still,) = await shared.say("continue")
    assert "What is kept" in still.text


@pytest.mark.parametrize("shape", ["group", "channel"])
async def test_a_code_works_once_and_for_its_person_only(shape: str, chat: NewChat) -> None:
    _, card = await begun(chat, shape)
    (reply,) = await personal(chat, "Bob", "of-bob").say(code_in(card))
    assert "code doesn't work" in reply.text and reply.buttons
    own = personal(chat, "Ann")
    (first,) = await own.say(code_in(card).lower())
    assert "took over" in first.text
    (second,) = await own.say(code_in(card))
    assert "code doesn't work" in second.text and "What is kept" in second.text


async def test_a_code_is_too_old_after_a_quarter_of_an_hour(chat: NewChat) -> None:
    _, card = await begun(chat, "group")
    own = personal(chat, "Ann")
    own.later(16 / 24 / 60)
    (reply,) = await own.say(code_in(card))
    assert "code doesn't work" in reply.text


async def test_a_code_is_not_taken_in_a_shared_chat(chat: NewChat) -> None:
    shared, card = await begun(chat, "group")
    (reply,) = await shared.say(code_in(card))
    assert "only in a chat with me alone" in reply.text


async def test_the_interview_that_was_open_is_not_lost(chat: NewChat) -> None:
    own = personal(chat, "Ann")
    await own.say("start")
    await own.say("dtmf")
    _, card = await begun(chat, "group")
    (reply,) = await own.say(code_in(card))
    assert "earlier advice" in reply.text and "What is kept" in reply.text
    (history,) = await own.say("earlier advice")
    assert "not finished" in history.text and "Menus, digits" in history.text
    (back,) = await own.press("Show 1", card=-1)
    assert "Who is on the calls" in back.text


async def test_nothing_of_a_person_is_kept_from_shared_chats(chat: NewChat) -> None:
    shared = chat("group")
    shared.be("Ann")
    await shared.say("our bot should transcribe meetings live in C# on Azure VMs, nothing is stored")
    (history,) = await personal(chat, "Ann").say("my recommendations")
    assert "no earlier advice" in history.text
