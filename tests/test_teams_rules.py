"""The rules of Teams that a program can check, by their ids; docs/teams-rules.md lists all and how they are judged.

Rules for cards hold for every card that a test sees (`tests.cards.assert_card`); here each is shown to find what breaks
it. Rules for the app package are in tests/bot/test_package.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dialogs.cards.card import draw
from knowledge.load import load
from knowledge.replies.guidance import did_you_mean_reply, help_reply, welcome_reply
from tests.card_rules import RULES, broken, buttons
from tests.cards import actions, card_text
from tests.chat import SHAPES, Chat, Shape, captured
from tests.conftest import NewChat
from tests.connector import Connector

ROOT = Path(__file__).parents[1]
RULES_DOC = ROOT / "docs" / "teams-rules.md"
KNOWLEDGE = load()
MENU = [command.title for command in KNOWLEDGE.commands.values() if command.menu]
LOST = (KNOWLEDGE.strings.free_text.gibberish, KNOWLEDGE.strings.interview.not_understood)

TEXT = {"type": "TextBlock", "text": "Hello", "wrap": True}
SUBMIT = {"type": "Action.Submit", "title": "Start", "data": {"v": 1, "do": "command", "n": "start"}}


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A card without fault, but for what is added."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": [TEXT, *body], "actions": [SUBMIT], **more}


def text(words: str) -> dict[str, Any]:
    """A card with these words."""
    return card({"type": "TextBlock", "text": words, "wrap": True})


def columns(*widths: str) -> dict[str, Any]:
    """A card with columns of these widths."""
    return card({"type": "ColumnSet", "columns": [{"type": "Column", "width": width, "items": []} for width in widths]})


BROKEN: dict[str, list[dict[str, Any]]] = {
    "T-06": [card(actions=[])],
    "T-42": [card(actions=[SUBMIT] * 7), {**card(), "body": []}],
    "T-43": [card({"type": "TextBlock", "text": "x"})],
    "T-44": [columns("auto", "auto"), columns("50px", "stretch"), columns(*["stretch"] * 4)],
    "T-45": [
        text(words) for words in ("# Title", "| a | b |", "![x](https://x)", "`code`", "> quote", "a <b>word</b>")
    ],
    "T-46": [text("- one\n\n- two"), text("1. one\n\n2. two")],
    "T-47": [card(version="1.6"), card(actions=[{**SUBMIT, "style": "positive"}])],
    "T-48": [text("x" * 41_000)],
    "T-49": [card(actions=[{**SUBMIT, "title": "A title that is far too long"}])],
    "T-50": [
        card({"type": "Image", "url": "https://example.org/a.png"}),
        card({"type": "Image", "url": "http://example.org/a.png", "altText": "x"}),
        card({"type": "Image", "url": "data:image/svg+xml;base64,xxxx", "altText": "x"}),
    ],
    "T-51": [
        card(actions=[{"type": "Action.OpenUrl", "title": "More", "url": "https://learn.microsoft.com"}]),
        card(actions=[{"type": "Action.OpenUrl", "title": "View on GitHub", "url": "http://github.com"}]),
    ],
    "T-53": [
        card(actions=[{**SUBMIT, "data": {**SUBMIT["data"], "msteams": {"type": "messageBack"}}}]),  # type: ignore[dict-item]
        card(actions=[{"type": "Action.Submit", "title": "x"}]),
    ],
    "T-54": [card(actions=[SUBMIT, {"type": "Action.Execute", "title": "x"}])],
    "T-55": [card(refresh={})],
    "T-57": [card({"type": "Container", "items": []})],
}


@pytest.mark.parametrize("rule", RULES)
def test_a_card_that_breaks_the_rule_is_found(rule: str) -> None:
    assert broken(card()) == []
    for bad in BROKEN[rule]:
        assert any(problem.startswith(rule) for problem in broken(bad)), bad


# --- what is said ---


def is_lost(reply: str) -> bool:
    """Whether a reply says that the message was not understood."""
    return any(words.replace("*", "") in reply.replace("*", "") for words in LOST)


@pytest.mark.parametrize("shape", SHAPES)
async def test_t01_t02_t03_greetings_help_and_thanks_get_a_reply(shape: Shape, chat: NewChat) -> None:
    """T-01, T-02, T-03, T-18: in any case, misspelled, and with a mention where one is needed."""
    talk = chat(shape)
    for said in ("Hi", "hello", "HELP", "help", "hlep", "Thanks", "thx", "hellooo"):
        (reply,) = await talk.say(said)
        assert not is_lost(reply.text), said


@pytest.mark.parametrize("shape", SHAPES)
async def test_t04_t05_t06_whatever_is_said_there_is_a_way_on(shape: Shape, chat: NewChat) -> None:
    """T-04, T-05, T-06, T-10, T-27, T-28, T-41: one card for each message, with something to press."""
    talk = chat(shape)
    (good,) = await talk.say("help")
    for said in ("", "asdf qwer", "you are useless", "who won the cup", "🙈", "<b>x</b>", "/start", "x" * 5000):
        replies = await talk.say(said)
        assert len(replies) == 1, said
        assert actions(replies[0].card), said
        assert replies[0].text != good.text, said
        assert "suggestedActions" not in replies[0].body


def test_t11_help_stays_in_teams() -> None:
    """T-11."""
    assert not [action for action in actions(draw(help_reply(KNOWLEDGE))) if action["type"] == "Action.OpenUrl"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_t15_menu_commands_work_at_every_step(shape: Shape, chat: NewChat) -> None:
    """T-14, T-15: at the beginning, at a question, on the form, and after the recommendation."""
    expected = {"Help": "What I can do", "Compare": "side by side", "Summary": "[Ss]um", "All at once": "^All at once"}
    steps = ((), ("start",), ("start", "live audio"), ("all at once",), ("callers press 1, nothing is kept",))
    for number, step in enumerate(steps):
        for title in MENU:
            talk = chat(shape, f"{number}-{MENU.index(title)}")
            for said in step:
                await talk.say(said)
            (reply,) = await talk.say(title)
            assert not is_lost(reply.text), (step, title)
            assert re.search(expected.get(title, ""), reply.text, re.MULTILINE), (step, title, reply.text)


# --- the welcome ---


@pytest.mark.parametrize("shape", SHAPES)
async def test_t20_t21_one_welcome_for_one_installation(shape: Shape, chat: NewChat) -> None:
    """T-20, T-21, T-23."""
    talk = chat(shape)
    assert len(await talk.install()) == 1
    assert await talk.install() == []
    (reply,) = await talk.say("help")
    assert KNOWLEDGE.strings.welcome.title not in reply.text


@pytest.mark.parametrize("shared", [False, True])
def test_t22_t25_the_welcome_says_what_it_is_for(shared: bool) -> None:
    """T-22, T-25: its name, what it does, its limits and a first step; it leads nowhere else and welcomes nobody."""
    drawn = draw(welcome_reply(KNOWLEDGE, shared))
    words = card_text(drawn)
    assert KNOWLEDGE.strings.name in words.split("\n")[0]
    assert "service-hosted and application-hosted media" in words
    assert KNOWLEDGE.strings.welcome.limits in words
    assert next(buttons(drawn))["title"] == "Start"
    assert not [action for action in actions(drawn) if action["type"] == "Action.OpenUrl"]
    assert not re.search(r"welcome (every|all)|store", words, re.IGNORECASE)


async def test_t24_nobody_is_welcomed_who_joins_later(server: Any, connector: Connector) -> None:
    """T-24: another member, a renamed team or channel."""
    for name in (
        "playground-msteams-template-userAdded-team",
        "playground-msteams-template-userAdded-group",
        "playground-msteams-channel-conversationUpdate-teamRenamed",
        "playground-msteams-channel-conversationUpdate-channelRenamed",
    ):
        await server.post({**captured(name), "serviceUrl": connector.url})
    await server.settle()
    assert connector.deliveries == []


# --- the conversation ---


@pytest.mark.parametrize("shape", SHAPES)
async def test_t29_t31_an_interview_can_be_left_and_has_a_form(shape: Shape, chat: NewChat) -> None:
    """T-29, T-30, T-31."""
    talk = chat(shape)
    (question,) = await talk.say("start")
    assert "All at once" in question.buttons
    (form,) = await talk.press("All at once")
    assert {"Get the advice", "One at a time", "Cancel"} <= set(form.buttons)
    (left,) = await talk.press("Cancel")
    assert "cancelled" in left.text


def test_t32_topics_that_could_be_meant_are_offered_together() -> None:
    """T-32."""
    topics = list(KNOWLEDGE.topics.values())[:3]
    asked = [action["data"].get("n") for action in actions(draw(did_you_mean_reply(KNOWLEDGE, topics)))]
    assert asked[:3] == [topic.id for topic in topics]


def test_t33_every_answer_has_synonyms() -> None:
    """T-33."""
    for question in KNOWLEDGE.questions.values():
        for answer in question.answers:
            assert answer.synonyms, (question.id, answer.id)


async def test_t34_in_shared_places_questions_say_how_to_answer(chat: NewChat) -> None:
    """T-34, T-37: buttons work without a mention, typing needs one."""
    for shape in ("group", "channel"):
        (question,) = await chat(shape).say("start")
        assert KNOWLEDGE.strings.interview.shared in question.text
    (question,) = await chat("personal").say("start")
    assert KNOWLEDGE.strings.interview.shared not in question.text


async def test_t36_replies_stay_in_their_thread(chat: NewChat, connector: Connector) -> None:
    """T-36."""
    talk: Chat = chat("channel")
    await talk.say("start")
    assert ";messageid=" in connector.deliveries[-1].conversation
    assert connector.deliveries[-1].conversation == talk.activity("message-mention")["conversation"]["id"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_t56_an_older_card_never_answers_the_open_question(shape: Shape, chat: NewChat) -> None:
    """T-56."""
    talk = chat(shape)
    (first,) = await talk.say("start")
    old = next(action["data"] for action in actions(first.card) if action["title"] == "Not sure")
    await talk.say("live audio")
    (second,) = await talk.say("meetings of our own organization")
    await talk.say("start over")
    (late,) = await talk.submit(old, first)
    assert "interview that has ended" in late.text
    assert "What should the bot do" in late.text
    assert second.text


# --- the list of rules ---


def test_the_document_has_every_rule_once_and_names_what_tests_it() -> None:
    """Each rule that is said to be tested is named by a test, and the others say how they were judged."""
    rows = re.findall(
        r"^\| (T-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", RULES_DOC.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [rule for rule, *_ in rows] == [f"T-{number:02d}" for number in range(1, 70)]
    for rule, _, how, where in rows:
        assert how in ("tested", "judged"), rule
        if how == "tested":
            files = re.findall(r"`([\w/.]+)`", where)
            assert files, rule
            for file in files:
                assert rule in (ROOT / file).read_text(encoding="utf-8"), (rule, file)
        else:
            assert len(where) > 30, rule
