"""Coming back: earlier recommendations, an interview carried along from another chat, and being forgotten."""

from __future__ import annotations

from botbuilder.dialogs import DialogContext

from dialogs.handover import Refused, deep_link, issue, redeem, spoken
from dialogs.interview import restart, show_open_question
from dialogs.person import Advice
from dialogs.state import Interview
from dialogs.turn import Turn
from knowledge.replies.history import Earlier, history_reply, return_reply
from knowledge.replies.private import forgotten_reply, private_reply


def greet_back(turn: Turn) -> None:
    """Tell somebody who was away where they were."""
    turn.say(return_reply(turn.knowledge, turn.interview.answers, turn.open_question))


async def keep_advice(turn: Turn) -> None:
    """Keep what was recommended in a personal chat, once for each state of the answers."""
    interview = turn.interview
    recommended = any(reply.kind == "recommend" for reply in turn.said)
    if recommended and not turn.shared and interview.exists and interview.open is None and not interview.kept:
        await turn.person.keep(_advice(turn, interview, finished=True))
        interview.kept = True


async def show_history(turn: Turn) -> None:
    """The last recommendations, in the chat where they are nobody else's business."""
    words = turn.knowledge.strings.return_
    if turn.shared:
        turn.tell(words.shared, "private", "start", "help")
    else:
        kept = await turn.person.advice(turn.knowledge)
        turn.say(history_reply(turn.knowledge, [Earlier(a.id, a.answers, a.at.date(), a.finished) for a in kept]))
    show_open_question(turn)


async def recall(turn: Turn, dialog: DialogContext, name: str) -> None:
    """Take up an earlier interview where it was; the present one is kept in its place."""
    found = [] if turn.shared else [one for one in await turn.person.advice(turn.knowledge) if one.id == name]
    if not found:
        turn.tell(turn.knowledge.strings.return_.gone, "history", "start", "help")
        show_open_question(turn)
        return
    await _put_aside(turn)
    turn.interview.begin(found[0].answers, advised=found[0].finished)
    turn.interview.kept = True
    await restart(dialog)


async def continue_privately(turn: Turn) -> None:
    """Offer the way into a personal chat, with a code that takes the answers along."""
    words = turn.knowledge.strings.private
    if not turn.shared:
        turn.tell(words.already, "continue" if turn.interview.exists else "start", "help")
        show_open_question(turn)
        return
    code = await issue(turn.documents, turn.interview.answers, turn.person_mark, turn.incoming.at)
    bot = str(turn.context.activity.recipient.id) if turn.context.activity.channel_id == "msteams" else ""
    name = turn.incoming.user_name
    turn.say(private_reply(turn.knowledge, name, spoken(code), deep_link(bot, code)))


async def take_over(turn: Turn, dialog: DialogContext, code: str) -> None:
    """Go on with the answers behind a code."""
    words, incoming = turn.knowledge.strings.private, turn.incoming
    if turn.shared:
        turn.tell(words.elsewhere, "start", "help")
        return
    try:
        answers = await redeem(turn.documents, turn.knowledge, code, turn.person_mark, incoming.id, incoming.at)
    except Refused:
        turn.tell(words.refused, "start", "help")
        show_open_question(turn)
        return
    turn.note(words.taken)
    if await _put_aside(turn):
        turn.note(words.replaced)
    turn.interview.begin(answers)
    await restart(dialog)


async def forget(turn: Turn, dialog: DialogContext) -> None:
    """Delete everything that is kept about who speaks, as far as it can be reached from here."""
    await turn.person.forget()
    if turn.incoming.scope == "channel":
        turn.interview.forget(turn.person_mark)
    else:
        turn.interview.clear()
        await dialog.cancel_all_dialogs()
    turn.say(forgotten_reply(turn.knowledge, turn.incoming.scope, goes_on=turn.interview.exists))


async def _put_aside(turn: Turn) -> bool:
    """Keep the present interview for later, if it has answers that are not kept yet; whether it did."""
    interview = turn.interview
    if not interview.exists or not interview.answers or interview.kept:
        return False
    await turn.person.keep(_advice(turn, interview, finished=False))
    return True


def _advice(turn: Turn, interview: Interview, finished: bool) -> Advice:
    return Advice(interview.id, dict(interview.answers), turn.incoming.at, finished)
