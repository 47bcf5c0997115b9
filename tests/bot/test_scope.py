"""Where an activity belongs: scope, kind, and the key of its document."""

from __future__ import annotations

from typing import Any

import pytest

from bot.scope import document_key, kind_of, scope_of
from bot.wire import to_activity
from tests.chat import captured

PLAYGROUND = "playground-msteams"


def activity(name: str, **changes: Any) -> Any:
    """A captured activity with some fields changed."""
    return to_activity({**captured(name), **changes})


@pytest.mark.parametrize(
    ("name", "scope", "kind", "key"),
    [
        (f"{PLAYGROUND}-personal-message", "personal", "message",
         "msteams/personal/1262946f-37d8-4937-98f4-8dfb967917b8"),
        (f"{PLAYGROUND}-personal-installationUpdate-add", "personal", "added",
         "msteams/personal/1262946f-37d8-4937-98f4-8dfb967917b8"),
        (f"{PLAYGROUND}-groupChat-message-mention", "group", "message",
         "msteams/group/6b218daa-c6c5-4c01-9358-e79cd2b4df36/00000000-0000-0000-0000-0000000000020"),
        (f"{PLAYGROUND}-groupChat-installationUpdate-add", "group", "added",
         "msteams/group/6b218daa-c6c5-4c01-9358-e79cd2b4df36"),
        (f"{PLAYGROUND}-channel-message-mention", "channel", "message",
         "msteams/channel/channel-announcements-id%3Bmessageid%3D1795334599331"),
        (f"{PLAYGROUND}-channel-installationUpdate-add", "channel", "added", "msteams/team/team-id"),
        (f"{PLAYGROUND}-channel-conversationUpdate-teamMemberAdded", "channel", "added", "msteams/team/team-id"),
        (f"{PLAYGROUND}-channel-installationUpdate-remove", "channel", "removed", "msteams/team/team-id"),
        (f"{PLAYGROUND}-template-botRemoved-group", "group", "removed",
         "msteams/group/6b218daa-c6c5-4c01-9358-e79cd2b4df36"),
        ("emulator-none-message", "personal", "message",
         "emulator/personal/0d264910-e649-11f1-a915-079c2b7574f6%7Clivechat"),
        ("emulator-none-conversationUpdate-membersAdded", "personal", "added",
         "emulator/personal/0d264910-e649-11f1-a915-079c2b7574f6%7Clivechat"),
        ("emulator-debug-inspect", "personal", None, None),
        ("emulator-none-typing", "personal", None, None),
        ("offline-directline-none-conversationUpdate", "personal", None, None),
        (f"{PLAYGROUND}-channel-conversationUpdate-teamRenamed", "channel", None, None),
        (f"{PLAYGROUND}-channel-conversationUpdate-teamMemberRemoved", "channel", None, None),
        (f"{PLAYGROUND}-template-userAdded-team", "channel", None, None),
        (f"{PLAYGROUND}-personal-invoke-adaptiveCard_action", "personal", None, None),
        ("playground-webchat-none-message", "personal", "message",
         "webchat/personal/1f57930d-7854-499c-aba1-8e461c055373"),
    ],
)  # fmt: skip
def test_captured_activities(name: str, scope: str, kind: str | None, key: str | None) -> None:
    incoming = activity(name)
    assert (scope_of(incoming), kind_of(incoming), document_key(incoming)) == (scope, kind, key)


def test_a_channel_post_outside_a_thread_is_its_own_conversation() -> None:
    conversation = {"id": "19:c", "conversationType": "channel"}
    assert document_key(activity(f"{PLAYGROUND}-channel-message-mention", conversation=conversation)) == (
        "msteams/channel/19%3Ac"
    )


def test_a_team_that_is_not_named_is_its_channel() -> None:
    for data in (None, 5, {"team": "x"}, {"team": {"id": 5}}):
        conversation = {"id": "19:c;messageid=1", "conversationType": "channel"}
        name = f"{PLAYGROUND}-channel-installationUpdate-add"
        assert document_key(activity(name, channelData=data, conversation=conversation)) == "msteams/team/19%3Ac"


@pytest.mark.parametrize(
    ("conversation", "scope"),
    [
        ({"id": "a"}, "personal"),
        ({"id": "a", "isGroup": True}, "group"),
        ({"id": "a", "isGroup": False}, "personal"),
        ({"id": "a", "conversationType": "GroupChat"}, "group"),
        ({"id": "a", "conversationType": "new"}, "personal"),
    ],
)
def test_scopes_that_are_not_said(conversation: dict[str, Any], scope: str) -> None:
    assert scope_of(activity("emulator-none-message", conversation=conversation)) == scope


def test_a_new_version_of_the_app_is_no_installation() -> None:
    for action in ("add-upgrade", "remove-upgrade", None, "new"):
        assert kind_of(activity(f"{PLAYGROUND}-personal-installationUpdate-add", action=action)) is None


def test_people_without_directory_id_are_told_apart() -> None:
    name = f"{PLAYGROUND}-groupChat-message-mention"
    keys = {document_key(activity(name, **{"from": {"id": user}})) for user in ("29:a", "29:b", "29:a/b")}
    assert len(keys) == 3
