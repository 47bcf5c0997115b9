"""The adapter: what a turn sends is collected, complete and unchanged, and a failure leaves nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity, ActivityTypes, Entity, SuggestedActions

from bot.adapter import Adapter, Outcome, reply_text
from bot.wire import to_activity, to_wire
from tests.bot.talker import card_activity
from tests.chat import captured

CARD: dict[str, Any] = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
    "body": [{"type": "TextBlock", "text": "a", "wrap": True, "isVisible": False, "spacing": None}],
    "actions": [{"type": "Action.Submit", "title": "Yes", "data": {"v": 1, "some_key": None, "a.b": [1, 2.5, "ä"]}}],
    "msteams": {"width": "Full"},
}


async def run(logic: Any, name: str = "playground-msteams-channel-message-mention") -> Outcome:
    """Run one pipeline over a captured activity."""
    return await Adapter().process(to_activity(captured(name)), logic)


async def test_a_reply_is_addressed_and_its_card_unchanged() -> None:
    incoming = captured("playground-msteams-channel-message-mention")

    async def logic(context: Any) -> None:
        response = await context.send_activity(card_activity(CARD))
        assert response is not None

    (operation,) = (await run(logic)).operations
    assert (operation.kind, operation.activity) == ("send", incoming["id"])
    assert operation.conversation == incoming["conversation"]["id"]
    assert operation.service_url == incoming["serviceUrl"]
    body = operation.body
    assert body["type"] == "message"
    assert body["from"] == incoming["recipient"]
    assert body["recipient"] == incoming["from"]
    assert body["conversation"] == incoming["conversation"]
    assert body["replyToId"] == incoming["id"]
    assert body["summary"] == "a card"
    assert "text" not in body
    assert body["attachments"] == [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}]
    assert "id" not in body


async def test_a_reply_to_an_event_starts_no_thread() -> None:
    async def logic(context: Any) -> None:
        await context.send_activity("hi")

    (operation,) = (await run(logic, "playground-msteams-personal-conversationUpdate-membersAdded")).operations
    assert operation.activity is None
    assert operation.body["text"] == "hi"


async def test_updates_and_deletions_keep_their_place() -> None:
    async def logic(context: Any) -> None:
        await context.send_activity("one")
        card = dict(CARD)
        await context.update_activity(card_activity(card, "card-1"))
        card["changed"] = "later"
        await context.delete_activity("card-2")
        await context.send_activity("two")

    operations = (await run(logic)).operations
    assert [(o.kind, o.activity) for o in operations[1:3]] == [("update", "card-1"), ("delete", "card-2")]
    assert [o.body.get("text") for o in operations] == ["one", None, None, "two"]
    assert operations[1].body["id"] == "card-1"
    assert operations[1].body["attachments"][0]["content"] == CARD


async def test_traces_stay_here() -> None:
    async def logic(context: Any) -> None:
        await context.send_trace_activity("trace", {"memory": "snapshot"})

    assert (await run(logic)).operations == []


async def test_an_invoke_response_is_the_answer_to_the_request() -> None:
    async def logic(context: Any) -> None:
        value = InvokeResponse(status=200, body={"a": 1})
        await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=value))

    outcome = await run(logic)
    assert (outcome.invoke_status, outcome.invoke_body, outcome.operations) == (200, {"a": 1}, [])


async def test_a_failure_leaves_nothing_to_deliver(caplog: pytest.LogCaptureFixture) -> None:
    async def logic(context: Any) -> None:
        await context.send_activity("half")
        raise PermissionError("on purpose")

    outcome = await run(logic)
    assert outcome.failed
    assert outcome.operations == []
    assert len(caplog.records) == 1
    assert "channel-announcements-id" in caplog.text
    assert "on purpose" in caplog.text


def test_a_text_can_be_replied_without_a_pipeline() -> None:
    incoming = captured("playground-msteams-personal-message")
    operation = reply_text(to_activity(incoming), "sorry")
    assert operation.body["text"] == "sorry"
    assert operation.body["recipient"] == incoming["from"]
    assert operation.activity == incoming["id"]


def test_everything_the_sdk_knows_can_be_written() -> None:
    mention = Entity(type="mention")
    mention.additional_properties = {"text": "<at>A</at>", "mentioned": {"id": "1"}}
    activity = Activity(
        type=ActivityTypes.message,
        timestamp=datetime(2026, 1, 2, tzinfo=UTC),
        entities=[mention],
        suggested_actions=SuggestedActions(to=["1"], actions=[]),
        channel_data={"notification": {"alert": True}},
    )
    assert to_wire(activity) == {
        "type": "message",
        "timestamp": "2026-01-02T00:00:00+00:00",
        "entities": [{"type": "mention", "text": "<at>A</at>", "mentioned": {"id": "1"}}],
        "suggestedActions": {"to": ["1"], "actions": []},
        "channelData": {"notification": {"alert": True}},
    }
