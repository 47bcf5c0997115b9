"""Where an activity comes from, what it is about, and which state document belongs to it."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from botbuilder.schema import ActivityTypes

Scope = Literal["personal", "group", "channel"]
Kind = Literal["message", "added", "removed"]

_SCOPES: dict[str, Scope] = {"personal": "personal", "groupchat": "group", "channel": "channel"}


def scope_of(activity: Any) -> Scope:
    """The kind of chat; the Emulator does not say and is a personal one."""
    conversation = activity.conversation
    said = _SCOPES.get((conversation.conversation_type or "").lower())
    return said or ("group" if conversation.is_group is True else "personal")


def kind_of(activity: Any) -> Kind | None:
    """What the bot has to act on: a message, or that it was itself added or removed; None for everything else."""
    if activity.type == ActivityTypes.message:
        return None if _is_emulator_command(activity) else "message"
    if activity.type == ActivityTypes.installation_update:
        # 'add-upgrade' and 'remove-upgrade' come with a new version of the app: nobody was welcomed or left
        return {"add": "added", "remove": "removed"}.get(activity.action)  # type: ignore[return-value]
    if activity.type == ActivityTypes.conversation_update:
        if _has_bot(activity, activity.members_added):
            return "added"
        if _has_bot(activity, activity.members_removed):
            return "removed"
    return None


def user_id(activity: Any) -> str:
    """The person's id, the same in every conversation where the channel knows one."""
    return activity.from_property.aad_object_id or activity.from_property.id or ""


def document_key(activity: Any) -> str | None:
    """The key of the state document that a turn over this activity reads and writes; None if it needs none.

    A channel thread has one, a group chat one for each person, a personal chat one. That the bot was welcomed is
    kept once for the whole installation: a team, a group chat, or in the document of the personal chat.
    """
    kind = kind_of(activity)
    if kind is None:
        return None
    scope, conversation = scope_of(activity), activity.conversation.id
    parts: tuple[str, ...]
    if scope == "personal" or (scope == "channel" and kind == "message"):
        parts = (scope, conversation)
    elif kind == "message":
        parts = (scope, conversation, user_id(activity))
    elif scope == "group":
        parts = (scope, conversation)
    else:
        parts = ("team", _team_id(activity) or conversation.partition(";messageid=")[0])
    return "/".join(quote(part, safe="") for part in (activity.channel_id, *parts))


def _team_id(activity: Any) -> str | None:
    data = activity.channel_data
    team = data.get("team") if isinstance(data, dict) else None
    found = team.get("id") if isinstance(team, dict) else None
    return found if isinstance(found, str) else None


def _has_bot(activity: Any, members: list[Any] | None) -> bool:
    bot = activity.recipient.id if activity.recipient else None
    return bool(bot) and any(member.id == bot for member in members or [])


def _is_emulator_command(activity: Any) -> bool:
    """Whether the Emulator talks to the SDK's inspection middleware, which this bot does not have."""
    return activity.channel_id == "emulator" and (activity.text or "").startswith("/INSPECT")
