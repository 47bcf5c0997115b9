"""What an answer does to an interview: it is recorded, and what depended on another one is dropped or asked anew."""

from __future__ import annotations

from botbuilder.dialogs import DialogContext

from dialogs.answers import standing_alone
from dialogs.interview import go_on, show_open_question
from dialogs.turn import Turn
from knowledge.interview import revise
from knowledge.model import Question
from knowledge.replies.answers import changed_line, names_of
from knowledge.replies.question import recorded_line
from knowledge.rules import Answers


async def answered(turn: Turn, dialog: DialogContext, question: Question, chosen: frozenset[str]) -> None:
    """Take one answer to one question, unless it contradicts itself or says nothing new."""
    words = turn.knowledge.strings.interview
    if (alone := standing_alone(question, chosen)) is not None:
        turn.tell(words.alone.format(answer=alone))
        turn.ask(question, ticked=chosen)
    elif turn.interview.open != question.id and turn.interview.answers.get(question.id) == chosen:
        turn.tell(words.already, "start", "help")
        show_open_question(turn)
    else:
        await take(turn, {question.id: chosen}, question)
        await go_on(dialog)


async def take(turn: Turn, given: Answers, pressed: Question | None = None) -> None:
    """Record answers and say so: by collapsing the card of `pressed` where that can be, in a line otherwise."""
    interview, knowledge = turn.interview, turn.knowledge
    before = dict(interview.answers)
    revision = revise(knowledge, before, given)
    interview.revise(revision.answers, given, turn.giver)
    turn.drop_moot_question()
    collapsed = pressed is not None and await turn.collapse(pressed, given[pressed.id])
    name = turn.giver.name if turn.giver is not None else ""
    noted = []
    for question, chosen in given.items():
        entry = knowledge.questions[question]
        if before.get(question, chosen) != chosen:
            noted.append(changed_line(knowledge, entry, before[question], chosen, name))
        elif not (collapsed and pressed is entry):
            noted.append(recorded_line(knowledge, entry, chosen, name))
    if noted:
        turn.note(" · ".join(noted))
    words = knowledge.strings.interview
    if revision.dropped:
        turn.note(words.dropped.format(questions=names_of(knowledge, revision.dropped)))
    if revision.raised and not set(given).isdisjoint(before):
        turn.note(words.raised.format(questions=names_of(knowledge, revision.raised)))
