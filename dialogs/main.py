"""The way of one turn: a button, a command, an answer, a question, or something else; always one reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext, DialogSet

from dialogs.answers import read_submit, standing_alone
from dialogs.incoming import Incoming
from dialogs.interruptions import go_on, restart, run_command, show_open_question
from dialogs.interview import InterviewDialog
from dialogs.state import Interview, Stack
from dialogs.turn import Turn
from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.index import Index
from knowledge.model import Question
from knowledge.replies.guidance import said, welcome_reply
from knowledge.replies.recommendation import more_reply, recommendation_reply
from knowledge.replies.summary import permissions_reply
from knowledge.reply import Reply, sentences
from knowledge.understand import typed_answer, understand

_TOPIC = "topic"
"""In the document: the topic that was answered last, for a question that leans on it."""


class Conversation:
    """Talks about one knowledge base. It holds no state of its own: that is in the document of each turn."""

    def __init__(
        self,
        knowledge: Knowledge,
        on_unanswered: Callable[[str, Reply], None] | None = None,
        index: Index | None = None,
    ) -> None:
        """`on_unanswered` is told of a first message that was declined or not understood, with the reply to it.

        `index` is what was fitted on the content before; without it, it is fitted here.
        """
        self._advisor = Advisor(knowledge, index)
        self._on_unanswered = on_unanswered

    async def run(self, context: TurnContext, incoming: Incoming, document: dict[str, Any]) -> None:
        """Answer `incoming` and update `document`."""
        stack = Stack(document)
        interview = Interview(document, self._advisor.knowledge, _owner(context, incoming))
        turn = Turn(context, incoming, self._advisor, interview, document.pop(_TOPIC, None))
        turn.attach()
        dialogs = DialogSet(stack)
        dialogs.add(InterviewDialog())
        await self._respond(turn, await dialogs.create_context(context))
        interview.save()
        stack.save()
        if turn.topic is not None:
            document[_TOPIC] = turn.topic
        await turn.send()

    async def _respond(self, turn: Turn, dialog: DialogContext) -> None:
        incoming = turn.incoming
        if incoming.event == "welcome":
            turn.say(welcome_reply(turn.knowledge, turn.shared))
        elif incoming.submit is not None:
            await self._submitted(turn, dialog, incoming.submit)
        elif (command := self._advisor.command(incoming.text)) is not None:
            await run_command(turn, dialog, command.id)
        elif (question := turn.open_question) is not None:
            await self._typed(turn, dialog, question)
        else:
            self._first_message(turn)

    # --- buttons ---

    async def _submitted(self, turn: Turn, dialog: DialogContext, data: dict[str, Any]) -> None:
        submitted = read_submit(turn.knowledge, data)
        words = turn.knowledge.strings.interview
        if submitted.do == "command" and submitted.name in turn.knowledge.commands:
            await run_command(turn, dialog, submitted.name)
        elif submitted.do == "ask" and (reply := self._advisor.topic(submitted.name)) is not None:
            turn.say(reply)
            show_open_question(turn)
        elif submitted.do == "more" and submitted.interview == turn.interview.id:
            turn.say(more_reply(turn.knowledge, turn.interview.answers))
            show_open_question(turn)
        elif submitted.do == "recommend" and submitted.interview == turn.interview.id:
            turn.say(recommendation_reply(turn.knowledge, turn.interview.answers))
            show_open_question(turn)
        elif submitted.do == "permissions" and submitted.interview == turn.interview.id:
            turn.say(permissions_reply(turn.knowledge, turn.interview.answers))
            show_open_question(turn)
        elif submitted.do == "outdated":
            self._stale(turn, words.outdated)
        elif submitted.do not in ("answer", "change") or submitted.question is None:
            self._stale(turn, words.stale)
        elif submitted.interview != turn.interview.id:
            foreign = turn.interview.belongs_to_other(submitted.interview)
            self._stale(turn, words.foreign if foreign else words.stale)
        elif submitted.do == "change":
            turn.interview.open = submitted.question.id
            await restart(dialog)
        elif submitted.ticked and not submitted.chosen:
            turn.say(said(turn.knowledge, words.nothing_chosen, commands=()))
            turn.ask(submitted.question)
        else:
            await self._answered(turn, dialog, submitted.question, submitted.chosen)

    def _stale(self, turn: Turn, line: str) -> None:
        turn.say(said(turn.knowledge, line))
        show_open_question(turn)

    # --- text ---

    async def _typed(self, turn: Turn, dialog: DialogContext, question: Question) -> None:
        """A message while `question` is open: its answer, a side question, a description, or none of these."""
        text = turn.incoming.text
        chosen = typed_answer(question, text)
        if chosen is not None:
            await self._answered(turn, dialog, question, chosen)
        elif self._advisor.is_question(text):
            turn.say(self._advisor.first(text, turn.shared).reply)
            turn.ask(question)
        elif question.id in (understood := understand(turn.knowledge, text).answers):
            for name, found in understood.items():
                if name == question.id or name not in turn.interview.answers:
                    turn.interview.record(name, found, turn.incoming.user_name)
            await go_on(dialog)
        elif (talk := self._advisor.smalltalk(text)) is not None:
            turn.say(said(turn.knowledge, talk.reply, commands=()))
            turn.ask(question)
        else:
            turn.say(said(turn.knowledge, turn.knowledge.strings.interview.not_understood, commands=()))
            turn.ask(question)

    def _first_message(self, turn: Turn) -> None:
        first = self._advisor.first(turn.incoming.text, turn.shared, turn.last_topic)
        if first.answers or first.asked is not None:
            turn.interview.begin(first.answers)
            turn.interview.open = first.asked
        turn.say(first.reply)
        if self._on_unanswered is not None and _is_unanswered(turn.knowledge, first.reply):
            self._on_unanswered(turn.incoming.text, first.reply)

    # --- answers ---

    async def _answered(self, turn: Turn, dialog: DialogContext, question: Question, chosen: frozenset[str]) -> None:
        words = turn.knowledge.strings.interview
        if (alone := standing_alone(question, chosen)) is not None:
            turn.say(said(turn.knowledge, words.alone.format(answer=alone), commands=()))
            turn.ask(question)
            return
        repeated = turn.interview.open != question.id and turn.interview.answers.get(question.id) == chosen
        if repeated:
            turn.say(said(turn.knowledge, words.already))
            show_open_question(turn)
            return
        turn.interview.record(question.id, chosen, turn.incoming.user_name)
        turn.drop_moot_question()
        await turn.collapse(question, chosen)
        await go_on(dialog)


def _is_unanswered(knowledge: Knowledge, reply: Reply) -> bool:
    """Whether a reply to a first message is a decline, or says that the text was not understood."""
    return reply.kind == "decline" or knowledge.strings.free_text.gibberish in sentences(reply.blocks)


def _owner(context: TurnContext, incoming: Incoming) -> str:
    """Whose interview it is: the thread's in a channel, otherwise the person's."""
    if incoming.scope == "channel":
        return str(context.activity.conversation.id)
    return incoming.user_id
