"""The bot on real activities, through the real endpoint: what the dialogs are told, and when people are welcomed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import pytest_asyncio
from botbuilder.core import InvokeResponse

from bot.teams import MAX_TEXT, HostingAdvisorBot
from tests.bot.talker import Talker, content_of
from tests.chat import SHAPES, Chat, Server, Shape, captured
from tests.conftest import Serve
from tests.connector import Connector

SCOPES = {"personal": "personal", "group": "group", "channel": "channel", "emulator": "personal"}


@pytest.fixture
def talker() -> Talker:
    return Talker()


@pytest_asyncio.fixture
async def host(serve: Serve, talker: Talker) -> Server:
    return await serve(content_of(talker))


async def post(host: Server, connector: Connector, captured_name: str, /, **changes: Any) -> tuple[int, str]:
    """Post one captured activity and wait for what follows."""
    answer = await host.post({**captured(captured_name), "serviceUrl": connector.url, **changes})
    await host.settle()
    return answer


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_message(shape: Shape, host: Server, connector: Connector, talker: Talker) -> None:
    chat = Chat(host, connector, shape)
    (reply,) = await chat.say("what is  it?")
    assert reply.text == "message what is it? 1"
    (heard,) = talker.heard
    assert (heard.text, heard.submit, heard.scope, heard.card_id) == ("what is it?", None, SCOPES[shape], None)
    assert heard.user_name in (("",) if SCOPES[shape] == "personal" else ("User", "Alex Wilber"))
    assert heard.user_id
    (delivery,) = connector.deliveries
    sent = chat.activity("message" if shape in ("personal", "emulator") else "message-mention")
    assert delivery.conversation == sent["conversation"]["id"]
    assert delivery.body["conversation"] == sent["conversation"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_pressed_button(shape: Shape, host: Server, connector: Connector, talker: Talker) -> None:
    chat = Chat(host, connector, shape)
    (first,) = await chat.say("hi")
    await chat.submit({"v": 1, "do": "x"}, first)
    heard = talker.heard[-1]
    assert (heard.text, heard.submit) == ("", {"v": 1, "do": "x"})
    assert heard.card_id == (None if shape == "emulator" else first.id)
    updates = [delivery for delivery in connector.deliveries if delivery.method == "PUT"]
    assert [delivery.id for delivery in updates] == ([] if shape == "emulator" else [first.id])


async def test_a_value_that_is_no_object_is_no_button(host: Server, connector: Connector, talker: Talker) -> None:
    for value in ("x", 5, [1]):
        await post(host, connector, "playground-msteams-personal-message-value", value=value, id=str(value))
    assert [(heard.text, heard.submit, heard.card_id) for heard in talker.heard] == [("", None, None)] * 3


async def test_long_messages_are_cut(host: Server, connector: Connector, talker: Talker) -> None:
    await Chat(host, connector, "channel").say("x" * 100_000)
    assert talker.heard[0].text == "x" * MAX_TEXT


async def test_html_attachments_are_ignored(host: Server, connector: Connector, talker: Talker) -> None:
    attachments = [{"contentType": "text/html", "content": "<div><at>Test Bot</at> card</div>"}]
    await post(host, connector, "playground-msteams-personal-message", attachments=attachments)
    assert talker.heard[0].text == "card"


async def test_people_of_a_group_have_their_own_state_and_a_thread_has_one(host: Server, connector: Connector) -> None:
    for shape, counts in (("group", [1, 1, 2]), ("channel", [1, 2, 3])):
        chat = Chat(host, connector, shape)  # type: ignore[arg-type]
        said = []
        for user in ("Ann", "Bob", "Ann"):
            chat.be(user)
            said += await chat.say("hi")
        assert [reply.text for reply in said] == [f"message hi {count}" for count in counts]


@pytest.mark.parametrize("shape", SHAPES)
async def test_one_welcome_per_installation(shape: Shape, host: Server, connector: Connector, talker: Talker) -> None:
    chat = Chat(host, connector, shape)
    assert [reply.text for reply in await chat.install()] == ["welcome  1"]
    assert await chat.install() == []
    assert await chat.say("hi")
    assert await chat.install() == []
    assert [heard.event for heard in talker.heard] == ["welcome", "message"]
    if shape != "emulator":
        assert await chat.uninstall() == []
        assert len(await chat.install()) == 1


async def test_many_installation_events_at_once(host: Server, connector: Connector) -> None:
    chat = Chat(host, connector, "channel")
    said = await asyncio.gather(*(chat.install() for _ in range(5)))
    assert sum(map(len, said)) == 1


async def test_a_team_is_welcomed_in_one_channel(host: Server, connector: Connector) -> None:
    first, other = (
        captured("playground-msteams-channel-installationUpdate-add"),
        "playground-msteams-template-install-team",
    )
    await host.post({**first, "serviceUrl": connector.url})
    await post(host, connector, other)
    assert len(connector.deliveries) == 1


@pytest.mark.parametrize(
    "name",
    [
        "playground-msteams-template-userAdded-personal",
        "playground-msteams-template-userAdded-group",
        "playground-msteams-template-userAdded-team",
        "playground-msteams-template-userAdded-channel",
        "playground-msteams-template-userRemoved-team",
        "playground-msteams-channel-conversationUpdate-channelCreated",
        "playground-msteams-channel-conversationUpdate-channelDeleted",
        "playground-msteams-channel-conversationUpdate-channelRenamed",
        "playground-msteams-channel-conversationUpdate-teamRenamed",
        "playground-msteams-channel-conversationUpdate-teamMemberRemoved",
        "playground-msteams-template-teamDeleted-team",
        "playground-msteams-template-uninstall-personal",
        "playground-msteams-template-botRemoved-group",
        "emulator-none-contactRelationUpdate-add",
        "emulator-none-deleteUserData",
        "emulator-none-ping",
        "emulator-none-typing",
        "emulator-debug-inspect",
        "offline-directline-none-conversationUpdate",
    ],
)
async def test_other_events_are_ignored(name: str, host: Server, connector: Connector, talker: Talker) -> None:
    assert await post(host, connector, name) == (200, "")
    assert connector.deliveries == []
    assert talker.heard == []


@pytest.mark.parametrize(
    "kind", ["messageReaction", "messageUpdate", "messageDelete", "event", "endOfConversation", "handoff", "unknown"]
)
@pytest.mark.parametrize("data", [None, {"eventType": "editMessage"}, "x"])
async def test_other_types_are_ignored(kind: str, data: Any, host: Server, connector: Connector) -> None:
    name = "playground-msteams-personal-message"
    more = {"reactionsAdded": [{"type": "like"}], "name": "application/vnd.microsoft.readReceipt"}
    assert await post(host, connector, name, type=kind, channelData=data, **more) == (200, "")
    assert connector.deliveries == []


@pytest.mark.parametrize("shape", ["personal", "groupChat", "channel"])
@pytest.mark.parametrize(
    "name", ["adaptiveCard/action", "task/fetch", "fileConsent/invoke", "signin/verifyState", None]
)
@pytest.mark.parametrize("value", [None, "x", {"action": {"type": "Action.Execute"}}])
async def test_invokes_are_declined(
    shape: str, name: str | None, value: Any, host: Server, connector: Connector
) -> None:
    captured_name = f"playground-msteams-{shape}-invoke-adaptiveCard_action"
    status, _ = await post(host, connector, captured_name, name=name, value=value)
    assert status == 501
    assert connector.deliveries == []


async def test_a_failure_says_sorry_in_the_same_thread(host: Server, connector: Connector) -> None:
    chat = Chat(host, connector, "channel")
    (reply,) = await chat.say("fail")
    assert reply.text == "Sorry, that went wrong."
    assert connector.deliveries[0].conversation.endswith(";messageid=1795334599331")
    assert (await chat.say("hi"))[0].text == "message hi 1"


async def test_an_invoke_may_have_an_answer(
    host: Server, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(*_: Any) -> Any:
        return InvokeResponse(status=200, body={"statusCode": 200})

    monkeypatch.setattr(HostingAdvisorBot, "on_invoke_activity", answer)
    status, text = await post(host, connector, "playground-msteams-channel-invoke-adaptiveCard_action")
    assert (status, json.loads(text)) == (200, {"statusCode": 200})
