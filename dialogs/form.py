"""The whole interview on one card: shown, sent, and left for one question at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from botbuilder.dialogs import DialogContext

from dialogs.answers import standing_alone
from dialogs.cards.card import FORM
from dialogs.interview import restart
from dialogs.turn import Turn
from knowledge.base import Knowledge
from knowledge.interview import next_question, open_questions
from knowledge.model import Question
from knowledge.replies.answers import changed_line, names_of
from knowledge.replies.form import UNSURE, form_recorded, form_reply
from knowledge.replies.question import recorded_line
from knowledge.rules import Answers


async def show_form(turn: Turn) -> None:
    """Show every question at once, with the known answers filled in; begin an interview if there is none."""
    if not turn.interview.exists:
        turn.interview.begin({})
    turn.interview.form = True
    question = turn.open_question or next_question(turn.knowledge, turn.interview.answers)
    if question is not None:
        turn.ask(question)
    else:
        turn.say(form_reply(turn.knowledge, turn.interview.answers))


async def form_sent(turn: Turn, dialog: DialogContext, data: Mapping[str, Any]) -> None:
    """Take what was filled in; give the advice, point at what is missing, or go on with one question at a time.

    An answer that was filled in already when the form was shown, and is now empty, was taken back. One that was given
    since then in another way stays.
    """
    knowledge, interview = turn.knowledge, turn.interview
    entered = read_form(knowledge, data)
    alone: dict[str, str] = {}
    for name, chosen in entered.items():
        if (label := standing_alone(knowledge.questions[name], chosen)) is not None:
            alone[name] = label
    emptied = [name for name in str(data.get("n", "")).split(",") if name not in entered]
    before = dict(interview.answers)
    _record(turn, {name: chosen for name, chosen in entered.items() if name not in alone}, emptied)
    if data.get("a") == "one-by-one":
        interview.form = False
        _say_changes(turn, before)
        turn.drop_moot_question()
        await restart(dialog)
        return
    asking = next_question(knowledge, interview.answers) is not None
    missing = tuple(question.id for question in open_questions(knowledge, interview.answers) if asking)
    if alone:  # what is missing depends on what is chosen there
        missing = ()
    if missing or alone:
        interview.put(next(name for name in knowledge.questions if name in missing or name in alone))
        shown = {**interview.answers, **{name: entered[name] for name in alone}}
        turn.say(form_reply(knowledge, interview.answers, missing, alone, shown))
        return
    interview.form, interview.open, interview.advised = False, None, False
    await turn.replace_card(form_recorded(knowledge, interview.answers))
    await restart(dialog)


def keep_ticks(turn: Turn, question: Question, chosen: frozenset[str]) -> None:
    """Take over what was ticked on the card of `question` when the form was asked for."""
    if chosen and standing_alone(question, chosen) is None:
        _record(turn, {question.id: chosen})


def _record(turn: Turn, given: dict[str, frozenset[str]], emptied: Sequence[str] = ()) -> None:
    """Take over what is `given`, and drop what was `emptied`."""
    interview = turn.interview
    answers = {name: chosen for name, chosen in {**interview.answers, **given}.items() if name not in emptied}
    new = {name: chosen for name, chosen in given.items() if interview.answers.get(name) != chosen}
    interview.revise(answers, new, turn.giver)


def _say_changes(turn: Turn, before: Answers) -> None:
    """Say what the form changed, since the card that follows does not show it."""
    knowledge, now = turn.knowledge, turn.interview.answers
    name = turn.giver.name if turn.giver is not None else ""
    noted = [
        changed_line(knowledge, knowledge.questions[question], before[question], chosen, name)
        if question in before
        else recorded_line(knowledge, knowledge.questions[question], chosen, name)
        for question, chosen in now.items()
        if before.get(question) != chosen
    ]
    if noted:
        turn.note(" · ".join(noted))
    if emptied := [question for question in before if question not in now]:
        turn.note(knowledge.strings.interview.emptied.format(questions=names_of(knowledge, emptied)))


def read_form(knowledge: Knowledge, data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The answers in the inputs of a form; what the present content does not know, or nobody filled in, is left out."""
    found: dict[str, frozenset[str]] = {}
    for name, question in knowledge.questions.items():
        value = data.get(f"{FORM}{name}")
        given = {part.strip() for part in value.split(",")} if isinstance(value, str) else set()
        chosen = frozenset(answer.id for answer in question.answers if answer.id in given)
        if not question.several and len(chosen) > 1:
            continue
        if chosen or UNSURE in given:
            found[name] = chosen
    return found
