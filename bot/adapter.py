"""The bridge between the SDK's turn pipeline and our delivery: collects what a turn sends instead of sending it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import ActivityTypes, ResourceResponse

from bot.operation import Kind, Operation, operation
from bot.wire import to_wire

logger = logging.getLogger(__name__)

DOCUMENT = "document"
"""Key in a context's turn state: the state document of the turn."""
_OUTCOME = "outcome"


@dataclass
class Outcome:
    """What came out of one run of the pipeline."""

    operations: list[Operation] = field(default_factory=list)
    error: Exception | None = None
    """Why it failed, if it did."""
    invoke_status: int | None = None
    """The answer to an invoke activity."""
    invoke_body: Any = None

    @property
    def failed(self) -> bool:
        """Whether it did not come to its end."""
        return self.error is not None


class Adapter(BotAdapter):
    """Runs the pipeline without any I/O of its own.

    A subclass of `BotAdapter`, the SDK's extension point, because `CloudAdapter` fetches a token twice per turn on
    the event loop and answers half of all bad input with status 500.
    """

    def __init__(self) -> None:
        super().__init__(_note_failure)

    async def process(
        self, activity: Any, logic: Callable[[Any], Awaitable[Any]], document: dict[str, Any] | None = None
    ) -> Outcome:
        """Run `logic` over the activity. It never raises: a failure is logged, and leaves nothing to deliver."""
        outcome = Outcome()
        context = _Context(self, activity)
        context.turn_state[_OUTCOME] = outcome
        context.turn_state[DOCUMENT] = document
        await self.run_pipeline(context, logic)
        context.turn_state.clear()  # what is in it refers to the context
        return outcome

    async def send_activities(self, context: Any, activities: list[Any]) -> list[Any]:
        """Collect new messages. Their ids are not known yet: they are delivered after the turn was committed."""
        outcome: Outcome = context.turn_state[_OUTCOME]
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                outcome.invoke_status = int(activity.value.status)
                outcome.invoke_body = activity.value.body
            elif activity.type != ActivityTypes.trace:
                outcome.operations.append(_operation("send", activity, activity.reply_to_id))
        return [ResourceResponse() for _ in activities]

    async def update_activity(self, context: Any, activity: Any) -> Any:
        """Collect a message that replaces the one with its id."""
        context.turn_state[_OUTCOME].operations.append(_operation("update", activity, activity.id))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: Any, reference: Any) -> None:
        """Collect the deletion of a message."""
        context.turn_state[_OUTCOME].operations.append(
            Operation("delete", reference.service_url, reference.conversation.id, reference.activity_id)
        )


class _Context(TurnContext):
    """A context that is freed when its turn ends: with all that belongs to a turn in a circle, garbage collection took
    a tenth of the CPU, and kept for a while what is long sent."""

    async def _emit(self, plugins: Any, arg: Any, logic: Awaitable[Any]) -> Any:
        """Go through the handlers. Without any, the closure that the SDK makes, which refers to itself, is not made."""
        return await (super()._emit(plugins, arg, logic) if plugins else logic)


def reply_text(activity: Any, text: str) -> Operation:
    """A plain reply to an activity, made without running a pipeline."""
    reply = TurnContext.apply_conversation_reference(
        type(activity)(type=ActivityTypes.message, text=text), TurnContext.get_conversation_reference(activity)
    )
    return _operation("send", reply, reply.reply_to_id)


def _operation(kind: Kind, activity: Any, target: str | None) -> Operation:
    return operation(kind, activity.service_url, activity.conversation.id, target, to_wire(activity))


async def _note_failure(context: Any, error: Exception) -> None:
    outcome: Outcome = context.turn_state[_OUTCOME]
    outcome.error = error
    outcome.operations.clear()
    logger.error("a turn failed in conversation %s", context.activity.conversation.id, exc_info=error)
