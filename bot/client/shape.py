"""What a client sends: activities in the shape that Teams and the Emulator give to them. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Shape = Literal["personal", "group", "channel", "emulator"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

_TYPES: Mapping[Shape, str] = {"personal": "personal", "group": "groupChat", "channel": "channel"}
_TENANT = "11111111-1111-4111-8111-111111111111"
_BOT = {"id": "28:hosting-advisor", "name": "Hosting Advisor"}
_MENTION = f"<at>{_BOT['name']}</at>"
_TEAM = {"team": {"id": "19:team@thread.tacv2"}, "channel": {"id": "19:channel@thread.tacv2"}}


@dataclass(frozen=True)
class Place:
    """A chat as the client names it."""

    shape: Shape
    conversation: str
    service_url: str

    @property
    def teams(self) -> bool:
        """Whether it is in Teams."""
        return self.shape != "emulator"


def new_place(shape: Shape, service_url: str) -> Place:
    """A chat that nobody has written in."""
    name = str(uuid.uuid4())
    ids: Mapping[Shape, str] = {
        "personal": f"a:{name}",
        "group": f"19:{name}@thread.v2",
        "channel": f"19:{name}@thread.tacv2;messageid=1700000000000",
        "emulator": f"{name}|livechat",
    }
    return Place(shape, ids[shape], service_url)


def message(place: Place, user: str, text: str, files: Sequence[str] = ()) -> dict[str, Any]:
    """Somebody writes, with files of these types; where the bot hears only what mentions it, it is mentioned."""
    activity = {**_activity(place, "message", user), "text": text, "textFormat": "plain"}
    if files:
        activity["attachments"] = [{"contentType": kind, "contentUrl": "https://example.com/file"} for kind in files]
    if place.shape in ("group", "channel"):
        activity["text"] = f"{_MENTION} {text}"
        activity["entities"] = [{"type": "mention", "mentioned": _BOT, "text": _MENTION}]
    return activity


def submit(place: Place, user: str, data: Mapping[str, Any], card: str | None) -> dict[str, Any]:
    """Somebody presses a button of the message `card`; the Emulator does not say which message that was."""
    activity = {**_activity(place, "message", user), "value": dict(data)}
    if place.teams and card is not None:
        activity["replyToId"] = card
    return activity


def installed(place: Place, user: str) -> list[dict[str, Any]]:
    """The bot is added: Teams says it twice."""
    update = {**_activity(place, "conversationUpdate", user), "membersAdded": [_BOT]}
    if place.shape == "emulator":
        return [{**update, "membersAdded": [_BOT, _person(place, user)]}]
    if place.shape == "channel":
        update["channelData"]["eventType"] = "teamMemberAdded"
    return [{**_activity(place, "installationUpdate", user), "action": "add"}, update]


def uninstalled(place: Place, user: str) -> list[dict[str, Any]]:
    """The bot is removed; the Emulator knows no such thing."""
    return [{**_activity(place, "installationUpdate", user), "action": "remove"}] if place.teams else []


def _activity(place: Place, kind: str, user: str) -> dict[str, Any]:
    conversation: dict[str, Any] = {"id": place.conversation}
    activity: dict[str, Any] = {
        "type": kind,
        "id": str(uuid.uuid4()),
        "channelId": "msteams" if place.teams else "emulator",
        "serviceUrl": place.service_url,
        "from": _person(place, user),
        "recipient": _BOT,
        "conversation": conversation,
        "locale": "en-US",
    }
    if place.teams:
        conversation |= {"conversationType": _TYPES[place.shape], "tenantId": _TENANT}
        if place.shape != "personal":
            conversation["isGroup"] = True
        activity["channelData"] = {"tenant": {"id": _TENANT}, **(_TEAM if place.shape == "channel" else {})}
    return activity


def _person(place: Place, user: str) -> dict[str, str]:
    person = {"id": f"29:{user.lower().replace(' ', '-')}", "name": user}
    if place.teams:
        person["aadObjectId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, person["id"]))
    return person
