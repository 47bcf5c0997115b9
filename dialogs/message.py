"""A typed message: an answer, a correction, a question, both at once, or none of these."""

from __future__ import annotations

from botbuilder.dialogs import DialogContext

from dialogs.change import answered, take
from dialogs.handover import typed_code
from dialogs.interview import go_on, restart, show_open_question
from dialogs.returning import greet_back, take_over
from dialogs.turn import Turn
from knowledge.ask import First
from knowledge.meaning import Meaning, read_message
from knowledge.model import Question
from knowledge.replies.answers import meanings_reply
from knowledge.replies.guidance import other_way_reply
from knowledge.reply import Reply, sentences
from knowledge.text import LONGEST, only_counts

MOST_TOPICS = 2
"""Topics that are offered where a message could be an answer or a question."""


async def typed(turn: Turn, dialog: DialogContext) -> None:
    """Answer what somebody wrote that is no command."""
    if (code := typed_code(turn.incoming.text)) is not None:
        await take_over(turn, dialog, code)
        return
    question = turn.open_question
    if turn.incoming.files:
        if not turn.incoming.text.strip():
            turn.tell(turn.knowledge.strings.free_text.files, *(() if question else ("start", "topics", "help")))
            show_open_question(turn)
            return
        turn.note(turn.knowledge.strings.free_text.files_left)
    if not turn.interview.exists:
        _first(turn)
        return
    if question is not None and turn.interview.form and only_counts(turn.incoming.text):
        turn.tell(turn.knowledge.strings.form.numbers)
        turn.ask(question)
        return
    if question is not None and turn.interview.renumbered and only_counts(turn.incoming.text):
        turn.tell(turn.knowledge.strings.interview.renumbered)
        turn.ask(question)
        return
    if question is not None and len(turn.incoming.text) > LONGEST:
        turn.note(turn.knowledge.strings.free_text.cut)
    meaning = read_message(turn.advisor, turn.incoming.text, question, turn.interview.answers)
    if await _of_interview(turn, dialog, question, meaning):
        if turn.away:
            turn.notes.insert(0, turn.knowledge.strings.return_.note)
    elif turn.away and (question is not None or turn.advisor.aside(turn.incoming.text) is not None):
        greet_back(turn)
    else:
        if question is None:
            _first(turn)
        else:
            _lost(turn, question)


async def _of_interview(turn: Turn, dialog: DialogContext, question: Question | None, meaning: Meaning) -> bool:
    """Do what a message says to the interview; whether it says anything to it."""
    knowledge, words = turn.knowledge, turn.knowledge.strings.interview
    first = next(iter(knowledge.questions))
    if meaning.again is not None:
        turn.interview.put(meaning.again)
        await restart(dialog)
    elif meaning.which:
        readings = [{one.question: one.chosen} for one in meaning.which if one.chosen is not None]
        turn.say(meanings_reply(knowledge, words.which, readings))
    elif meaning.unclear:
        _unclear(turn, meaning)
    elif meaning.given and (question is not None or meaning.corrects or first not in meaning.given):
        await _given(turn, dialog, question, meaning)
    elif question is not None and (reply := turn.advisor.side_answer(meaning.asked, turn.shared, turn.last_topic)):
        turn.say(reply)
        turn.ask(question)
    else:
        return False
    return True


def _unclear(turn: Turn, meaning: Meaning) -> None:
    """Ask whether a message is an answer or a question."""
    near = turn.advisor.find(turn.incoming.text).ranking[:MOST_TOPICS]
    topics = [turn.knowledge.topics[ranked.label] for ranked in near]
    readings = [{name: chosen} for name, chosen in meaning.unclear.items()]
    turn.say(meanings_reply(turn.knowledge, turn.knowledge.strings.interview.either, readings, topics))


async def _given(turn: Turn, dialog: DialogContext, question: Question | None, meaning: Meaning) -> None:
    """Take the answers of a message, answer the question in it, and go on."""
    given = dict(meaning.given)
    if meaning.asked:
        words = turn.knowledge.strings.interview
        reply = turn.advisor.side_answer(meaning.asked, turn.shared)
        if reply is not None:
            turn.say(reply)
        else:
            turn.tell(words.unanswered)
    if question is not None and set(given) == {question.id}:
        await answered(turn, dialog, question, given[question.id])
        return
    await take(turn, given)
    await go_on(dialog)


def _lost(turn: Turn, question: Question) -> None:
    """Small talk, or what could not be understood, while a question is open: it is shown again.

    If that happens twice in a row, another way is offered in place of the question.
    """
    aside = turn.advisor.aside(turn.incoming.text)
    words = turn.knowledge.strings.interview
    if aside is not None:
        turn.tell(aside)
        turn.ask(question)
        return
    again = turn.fails_again()
    turn.tell(words.still_not if again else words.not_understood)
    turn.on_unanswered(turn.incoming.text, turn.said[-1])
    if again:
        turn.say(other_way_reply(turn.knowledge, question))
    else:
        turn.ask(question)


def _first(turn: Turn) -> None:
    """A message while no question is open."""
    incoming = turn.incoming
    first: First = turn.advisor.first(incoming.text, turn.shared, turn.last_topic)
    if first.answers or first.asked is not None:
        turn.interview.begin(first.answers, advised=first.asked is None)
        if first.asked is not None:
            turn.interview.put(first.asked)
    turn.say(first.reply)
    if _is_unanswered(turn, first.reply):
        turn.on_unanswered(incoming.text, first.reply)
        if turn.fails_again():
            turn.say(other_way_reply(turn.knowledge, None))


def _is_unanswered(turn: Turn, reply: Reply) -> bool:
    """Whether a reply to a first message is a decline, or says that the text was not understood."""
    return reply.kind == "decline" or turn.knowledge.strings.free_text.gibberish in sentences(reply.blocks)
