"""Commands that work at every step."""

from __future__ import annotations

from botbuilder.dialogs import DialogContext

from dialogs.change import take
from dialogs.form import show_form
from dialogs.interview import begin, go_on, restart, show_open_question
from dialogs.returning import continue_privately, forget, show_history
from dialogs.turn import Turn
from knowledge.interview import next_question
from knowledge.replies.answers import answers_reply
from knowledge.replies.browse import areas_reply
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.guidance import help_reply, said
from knowledge.replies.recommendation import recommendation_reply
from knowledge.replies.summary import summary_reply
from knowledge.replies.why import why_reply


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
            turn.say(summary_reply(turn.knowledge, turn.interview.answers, turn.open_question is not None))
            show_open_question(turn)
        case "all-at-once":
            await show_form(turn)
        case "topics":
            turn.say(areas_reply(turn.knowledge))
        case "history":
            await show_history(turn)
        case "private":
            await continue_privately(turn)
        case "forget-me":
            await forget(turn, dialog)
        case "cancel":
            await _cancel(turn, dialog)
        case "back":
            await _back(turn, dialog)
        case "change":
            _change(turn)
        case "why":
            _why(turn)
        case "continue":
            await _continue(turn, dialog)
        case "not-sure":
            await _not_sure(turn, dialog)
        case "start":
            await _start(turn, dialog)
        case "start-over":
            if turn.interview.exists:
                turn.say(said(turn.knowledge, turn.knowledge.strings.interview.restarted, commands=()))
            await begin(turn, dialog)
        case _:
            turn.say(help_reply(turn.knowledge, turn.shared))


async def _start(turn: Turn, dialog: DialogContext) -> None:
    """Go on where something is open; begin otherwise."""
    interview = turn.interview
    interview.advised, interview.form = False, False
    if interview.exists and (interview.open or next_question(turn.knowledge, interview.answers)):
        await restart(dialog)
    else:
        await begin(turn, dialog)


async def _back(turn: Turn, dialog: DialogContext) -> None:
    """Put the question before again; its answer stays until it is replaced."""
    interview, words = turn.interview, turn.knowledge.strings.interview
    if (previous := interview.previous) is not None:
        interview.put(previous)
        await restart(dialog)
    elif turn.open_question is None and not interview.answers:
        turn.tell(words.nothing_open, "start", "help")
    elif known := {name: chosen for name, chosen in interview.answers.items() if name != interview.open}:
        turn.say(answers_reply(turn.knowledge, known, words.known))
        show_open_question(turn)
    else:
        turn.tell(words.first)
        show_open_question(turn)


def _change(turn: Turn) -> None:
    words = turn.knowledge.strings.interview
    if turn.interview.answers:
        turn.say(answers_reply(turn.knowledge, turn.interview.answers))
    else:
        turn.tell(words.nothing_to_change, *(() if turn.interview.open else ("start", "help")))
        show_open_question(turn)


def _why(turn: Turn) -> None:
    """What hangs on the open question; without one, why the recommendation is what it is."""
    knowledge, interview = turn.knowledge, turn.interview
    if (question := turn.open_question) is not None:
        turn.say(why_reply(knowledge, question, interview.answers))
        show_open_question(turn)
    elif interview.answers:
        turn.say(recommendation_reply(knowledge, interview.answers))
    else:
        turn.tell(knowledge.strings.interview.nothing_open, "start", "compare", "help")


async def _continue(turn: Turn, dialog: DialogContext) -> None:
    """Keep the answer of a question that was put again, and go on; or show where we are."""
    interview = turn.interview
    if not interview.exists:
        turn.tell(turn.knowledge.strings.interview.nothing_to_continue, "start", "compare", "help")
        return
    if interview.open in interview.answers:
        interview.open = None
    else:
        interview.advised = False
    await restart(dialog)


async def _not_sure(turn: Turn, dialog: DialogContext) -> None:
    if (question := turn.open_question) is not None:
        await take(turn, {question.id: frozenset()})
        await go_on(dialog)
    else:
        turn.tell(turn.knowledge.strings.interview.nothing_open, "start", "compare", "help")


async def _cancel(turn: Turn, dialog: DialogContext) -> None:
    words = turn.knowledge.strings.interview
    existed = turn.interview.exists
    turn.interview.clear()
    await dialog.cancel_all_dialogs()
    turn.say(said(turn.knowledge, words.cancelled if existed else words.nothing_to_cancel))
