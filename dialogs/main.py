"""The way of one turn: a button, a command, or a message; always one reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext, DialogSet

from dialogs.buttons import pressed
from dialogs.documents import Documents
from dialogs.feedback import offer_thumbs
from dialogs.incoming import Incoming
from dialogs.interruptions import run_command
from dialogs.interview import InterviewDialog
from dialogs.message import typed
from dialogs.operator import Operator
from dialogs.returning import keep_advice
from dialogs.state import Interview, Stack, Stacks
from dialogs.turn import Turn
from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.index import Index
from knowledge.replies.guidance import welcome_reply
from knowledge.reply import Reply

_FAILURES = "failures"
"""In the document: how many messages in a row were not understood."""
TOPIC = "topic"
"""In the document: the topic that was answered last, for a question that leans on it."""
_RATED = "rated"
"""In the document: marks of the ratings that were given, so that a double click counts once."""


class Conversation:
    """Talks about one knowledge base. It holds no state of its own: that is in the document of each turn."""

    def __init__(
        self,
        knowledge: Knowledge,
        on_unanswered: Callable[[str, Reply], None] | None = None,
        index: Index | None = None,
        operator: Operator = Operator(),  # noqa: B008 (it is frozen)
    ) -> None:
        """`on_unanswered` is told of a message that was declined or not understood, with the reply to it.

        `index` is what was fitted on the content before; without it, it is fitted here.
        """
        self._advisor = Advisor(knowledge, index)
        self._on_unanswered = on_unanswered or _ignore
        self._operator = operator
        self._dialogs = DialogSet(Stacks()).add(InterviewDialog())

    async def run(
        self, context: TurnContext, incoming: Incoming, document: dict[str, Any], documents: Documents
    ) -> None:
        """Answer `incoming` and update `document`; few turns look at other `documents`."""
        stack = Stack(document)
        interview = Interview(document, self._advisor.knowledge, _owner(context, incoming))
        last_topic = document.pop(TOPIC, None)
        turn = Turn(
            context,
            incoming,
            self._advisor,
            interview,
            documents,
            self._on_unanswered,
            last_topic,
            operator=self._operator,
        )
        turn.rated = [str(mark) for mark in document.get(_RATED) or ()]
        failures = document.pop(_FAILURES, 0)
        turn.failures = failures
        turn.attach()
        stack.attach(context)
        await self._respond(turn, await self._dialogs.create_context(context))
        await keep_advice(turn)
        interview.save(incoming.at)
        stack.save()
        if turn.failures > failures:
            document[_FAILURES] = turn.failures
        if turn.topic is not None:
            document[TOPIC] = turn.topic
        if turn.rated:
            document[_RATED] = turn.rated
        offer_thumbs(turn)
        await turn.send()

    async def _respond(self, turn: Turn, dialog: DialogContext) -> None:
        incoming = turn.incoming
        if incoming.event == "welcome":
            turn.say(welcome_reply(turn.knowledge, turn.shared))
        elif incoming.submit is not None:
            await pressed(turn, dialog, incoming.submit)
        elif (command := self._advisor.command(incoming.text)) is not None:
            await run_command(turn, dialog, command.id)
        else:
            await typed(turn, dialog)


def _ignore(text: str, reply: Reply) -> None:
    """Nobody wants to know what was not answered."""


def _owner(context: TurnContext, incoming: Incoming) -> str:
    """Whose interview it is: the thread's in a channel, otherwise the person's."""
    if incoming.scope == "channel":
        return str(context.activity.conversation.id)
    return incoming.user_id
