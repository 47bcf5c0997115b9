"""A conversation for tests of the host: says what it was told, and can fail, wait and be watched."""

from __future__ import annotations

import asyncio
from typing import Any

from botbuilder.schema import Activity, Attachment

from bot.content import Content
from dialogs.incoming import Incoming

CARD = "application/vnd.microsoft.card.adaptive"
_REPLACED: dict[str, Any] = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "noted", "wrap": True}],
    "actions": [{"type": "Action.Submit", "title": "Start", "data": {"v": 1, "do": "command", "n": "start"}}],
}


class Talker:
    """Counts in the document, so that a test sees which one it was given."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.gates: dict[str, asyncio.Event] = {}
        """A message with this text is answered when the gate opens."""
        self.broken = False
        self.error: Exception = RuntimeError("on purpose")
        """What is raised by a message `fail`, or by every one of a broken talker."""
        self.running = 0
        self.most_running = 0

    async def run(self, context: Any, incoming: Incoming, document: dict[str, Any], documents: Any = None) -> None:
        """Answer with the text, the count, and a replaced card if there is one."""
        self.heard.append(incoming)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            document["count"] = document.get("count", 0) + 1
            await asyncio.sleep(0)
            if incoming.text in self.gates:
                await self.gates[incoming.text].wait()
            await context.send_activity(f"{incoming.event} {incoming.text} {document['count']}")
            if incoming.text == "fail" or self.broken:
                raise self.error
            if incoming.card_id:
                await context.update_activity(card_activity(_REPLACED, incoming.card_id))
        finally:
            self.running -= 1


def card_activity(card: dict[str, Any], activity_id: str | None = None) -> Any:
    """A message with a card."""
    attachment = Attachment(content_type=CARD, content=card)
    return Activity(type="message", id=activity_id, attachments=[attachment], summary="a card")


def content_of(talker: Any) -> Content:
    """Content that talks as this talker does."""
    return Content(talker, "Sorry, that went wrong.", "One at a time, please.")
