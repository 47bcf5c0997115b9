"""Commands that work at every step."""

from __future__ import annotations

from botbuilder.dialogs import DialogContext

from dialogs.interview import INTERVIEW
from dialogs.turn import Turn
from knowledge.interview import next_question
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.guidance import help_reply, said
from knowledge.replies.summary import summary_reply


async def run_command(turn: Turn, dialog: DialogContext, name: str) -> None:
    """Carry out the command `name`."""
    match name:
        case "help":
            turn.say(help_reply(turn.knowledge, turn.shared, open_question=turn.open_question is not None))
            show_open_question(turn)
        case "compare":
            turn.say(comparison_reply(turn.knowledge))
            show_open_question(turn)
        case "summary":
            turn.say(summary_reply(turn.knowledge, turn.interview.answers))
            show_open_question(turn)
        case "cancel":
            await _cancel(turn, dialog)
        case "start":
            await _start(turn, dialog)
        case "start-over":
            if turn.interview.exists:
                turn.say(said(turn.knowledge, turn.knowledge.strings.interview.restarted, commands=()))
            await begin(turn, dialog)
        case _:
            turn.say(help_reply(turn.knowledge, turn.shared))


def show_open_question(turn: Turn) -> None:
    """Repeat the question that waits for an answer, if there is one."""
    if (question := turn.open_question) is not None:
        turn.ask(question)


async def begin(turn: Turn, dialog: DialogContext) -> None:
    """A new interview without answers."""
    turn.interview.begin({})
    await restart(dialog)


async def go_on(dialog: DialogContext) -> None:
    """Continue the waterfall; if the stack is missing, rebuild it from the answers."""
    if dialog.active_dialog is not None and dialog.active_dialog.id == INTERVIEW:
        await dialog.continue_dialog()
    else:
        await restart(dialog)


async def restart(dialog: DialogContext) -> None:
    """Begin the waterfall anew: it takes up the answers as they are."""
    await dialog.cancel_all_dialogs()
    await dialog.begin_dialog(INTERVIEW)


async def _start(turn: Turn, dialog: DialogContext) -> None:
    """Go on where something is open; begin otherwise."""
    interview = turn.interview
    if interview.exists and (interview.open or next_question(turn.knowledge, interview.answers)):
        await restart(dialog)
    else:
        await begin(turn, dialog)


async def _cancel(turn: Turn, dialog: DialogContext) -> None:
    words = turn.knowledge.strings.interview
    existed = turn.interview.exists
    turn.interview.clear()
    await dialog.cancel_all_dialogs()
    turn.say(said(turn.knowledge, words.cancelled if existed else words.nothing_to_cancel))
