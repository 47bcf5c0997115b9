"""The bot as the SDK sees it: turns activities into what the dialogs understand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from botbuilder.core import InvokeResponse
from botbuilder.core.teams import TeamsActivityHandler

from bot import metrics
from bot.adapter import DOCUMENT
from bot.content import Content
from bot.mentions import strip_mentions
from bot.names import plain_name
from bot.scope import kind_of, scope_of, user_id
from dialogs.documents import Documents
from dialogs.incoming import Incoming
from dialogs.main import TOPIC

MAX_TEXT = 4000
"""Characters of a message that are passed on; the knowledge looks at the first 1,000 and says so."""
_MAX_RAW = 2 * MAX_TEXT
_MAX_ENTITIES = 32
_TEXT_ATTACHMENTS = ("text/html", "text/plain", "messageReference", "application/vnd.microsoft.card.")

TALK = "talk"
"""The dialogs' part of a state document."""
WELCOMED = "welcomed"
"""In the document of an installation: whether the welcome was said."""


class HostingAdvisorBot(TeamsActivityHandler):
    """Handles messages and its own installation; everything else that a channel sends is ignored."""

    def __init__(self, content: Content, documents: Documents) -> None:
        super().__init__()
        self.content = content
        self._documents = documents

    async def on_turn(self, turn_context: Any) -> None:
        """Dispatch on what matters here. The SDK's dispatcher fails on many activities without `channelData`."""
        match kind_of(turn_context.activity):
            case "message":
                await self.on_message_activity(turn_context)
            case "added":
                await self._on_added(turn_context)
            case "removed":
                turn_context.turn_state[DOCUMENT].pop(WELCOMED, None)
            case _:
                if turn_context.activity.type == "invoke":
                    await super().on_turn(turn_context)

    async def on_message_activity(self, turn_context: Any) -> None:
        """Something was said, or a card's button was pressed."""
        activity = turn_context.activity
        submit = activity.value if isinstance(activity.value, dict) else None
        entities = [
            {**(entity.additional_properties or {}), "type": entity.type}
            for entity in (activity.entities or [])[:_MAX_ENTITIES]
        ]
        text = strip_mentions((activity.text or "")[:_MAX_RAW], entities, activity.recipient.id)
        incoming = Incoming(
            text=text[:MAX_TEXT],
            submit=submit,
            scope=scope_of(activity),
            user_id=user_id(activity),
            user_name=_shown_name(activity),
            card_id=activity.reply_to_id if submit is not None else None,
            event="message",
            at=_when(activity),
            id=activity.id or "",
            files=_has_files(activity),
        )
        await self._talk(turn_context, incoming)

    async def on_invoke_activity(self, turn_context: Any) -> Any:
        """Nothing on our cards invokes. The SDK's own answers to malformed ones would be status 500."""
        return InvokeResponse(status=501)

    async def _on_added(self, turn_context: Any) -> None:
        """Welcome, once: an installation arrives as two activities, sometimes at the same moment."""
        document = turn_context.turn_state[DOCUMENT]
        if document.get(WELCOMED):
            return
        document[WELCOMED] = True
        activity = turn_context.activity
        someone = activity.from_property
        incoming = Incoming(
            text="",
            submit=None,
            scope=scope_of(activity),
            user_id=user_id(activity) if someone else "",
            user_name=_shown_name(activity) if someone else "",
            card_id=None,
            event="welcome",
            at=_when(activity),
        )
        await self._talk(turn_context, incoming)

    async def _talk(self, turn_context: Any, incoming: Incoming) -> None:
        document = turn_context.turn_state[DOCUMENT].setdefault(TALK, {})
        await self.content.conversation.run(turn_context, incoming, document, self._documents)
        if (topic := document.get(TOPIC)) is not None:
            metrics.topics.add(1, {"topic": topic})


def _shown_name(activity: Any) -> str:
    """The name of who speaks, where others read along: elsewhere nobody is named."""
    return plain_name(activity.from_property.name or "") if scope_of(activity) != "personal" else ""


def _when(activity: Any) -> datetime:
    """When the activity was sent, as far as the channel says it."""
    sent = activity.timestamp
    if not isinstance(sent, datetime):
        return datetime.now(UTC)
    return sent if sent.tzinfo is not None else sent.replace(tzinfo=UTC)


def _has_files(activity: Any) -> bool:
    """Whether files or pictures came along. Teams repeats formatted text, and quotes, as attachments of their own."""
    kinds = [attachment.content_type or "" for attachment in activity.attachments or []]
    return any(not kind.startswith(_TEXT_ATTACHMENTS) for kind in kinds)
