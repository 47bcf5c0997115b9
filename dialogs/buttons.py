"""A pressed button: on the present card, on an older one, on somebody else's, or on one of another time."""

from __future__ import annotations

from typing import Any

from botbuilder.dialogs import DialogContext

from dialogs.answers import Submitted, read_submit
from dialogs.change import answered
from dialogs.feedback import rate
from dialogs.form import form_sent, keep_ticks
from dialogs.interruptions import run_command
from dialogs.interview import restart, show_open_question
from dialogs.returning import recall
from dialogs.turn import Turn
from knowledge.interview import still_matters
from knowledge.model import Question
from knowledge.replies.browse import area_reply
from knowledge.replies.picture import picture_reply
from knowledge.replies.recommendation import more_reply, recommendation_reply
from knowledge.replies.summary import permissions_reply
from knowledge.reply import Reply

_OF_INTERVIEW = {"more": more_reply, "recommend": recommendation_reply, "permissions": permissions_reply}
"""Buttons that show something of the interview whose card they stand on."""


async def pressed(turn: Turn, dialog: DialogContext, data: dict[str, Any]) -> None:
    """Do what a button's data asks for; what does not fit gets a line that says why, and a way on."""
    submitted = read_submit(turn.knowledge, data)
    words = turn.knowledge.strings.interview
    if submitted.do == "command" and submitted.name in turn.knowledge.commands:
        if submitted.ticked and submitted.question is not None and submitted.interview == turn.interview.id:
            keep_ticks(turn, submitted.question, submitted.chosen)
        await run_command(turn, dialog, submitted.name)
    elif submitted.do == "ask" and (reply := turn.advisor.topic(submitted.name)) is not None:
        turn.say(reply)
        show_open_question(turn)
    elif submitted.do == "picture" and (reply := _picture(turn, submitted.name)) is not None:
        turn.say(reply)
        show_open_question(turn)
    elif submitted.do == "feedback":
        await rate(turn, data)
    elif submitted.do == "topics" and (area := turn.knowledge.areas.get(submitted.name)) is not None:
        turn.say(area_reply(turn.knowledge, area))
        show_open_question(turn)
    elif submitted.do == "recall":
        await recall(turn, dialog, submitted.name)
    elif submitted.do == "outdated":
        _stale(turn, words.outdated)
    elif submitted.do not in (*_OF_INTERVIEW, "answer", "change", "form"):
        _stale(turn, words.stale)
    elif submitted.interview != turn.interview.id:
        foreign = turn.interview.belongs_to_other(submitted.interview)
        _stale(turn, words.foreign if foreign else words.stale)
    elif submitted.do in _OF_INTERVIEW:
        turn.say(_OF_INTERVIEW[submitted.do](turn.knowledge, turn.interview.answers))
        show_open_question(turn)
    elif submitted.do == "form":
        await form_sent(turn, dialog, data)
    elif submitted.question is not None:
        await _of_question(turn, dialog, submitted, submitted.question)


def _picture(turn: Turn, name: str) -> Reply | None:
    return picture_reply(turn.knowledge, name, turn.operator.pictures)


async def _of_question(turn: Turn, dialog: DialogContext, submitted: Submitted, question: Question) -> None:
    words = turn.knowledge.strings.interview
    if question.id != turn.interview.open and not still_matters(turn.knowledge, question, turn.interview.answers):
        _moot(turn, question)
    elif submitted.do == "change":
        turn.interview.put(question.id)
        await restart(dialog)
    elif submitted.ticked and not submitted.chosen:
        turn.tell(words.nothing_chosen)
        turn.ask(question)
    else:
        await answered(turn, dialog, question, submitted.chosen)


def _moot(turn: Turn, question: Question) -> None:
    turn.tell(turn.knowledge.strings.interview.moot.format(question=question.name), "start", "help")
    show_open_question(turn)


def _stale(turn: Turn, line: str) -> None:
    words = turn.knowledge.strings.interview
    turn.tell(f"{line} {words.below if turn.open_question else words.begin}", "start", "help")
    show_open_question(turn)
