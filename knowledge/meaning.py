"""What a typed message says while an interview is on: answers, corrections, a question of its own, or either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.ask import Advisor
from knowledge.clauses import Clauses, split
from knowledge.corrections import Correction, corrections, named
from knowledge.model import Question
from knowledge.rules import Answers
from knowledge.text import LONGEST, words
from knowledge.understand import typed_answer, understand

LIKELY = 0.6
"""Likelihood of being a question from which a message without the form of a statement may be one."""
STATING = frozenset(
    "we we're we'll i i'm i'll our my it it's they their the a an use uses using run runs on in only just will is are "
    "with for no not nothing none yes and or both all be want need".split()
)
"""Words that show that a message states something."""


@dataclass(frozen=True)
class Meaning:
    """What a message says. At most one of `again`, `which` and `unclear` is filled."""

    given: Answers = field(default_factory=dict)
    """Answers that it gives or changes."""
    corrects: bool = False
    """Whether it says that it changes something, and so describes nothing new."""
    asked: str = ""
    """The part that asks something."""
    again: str | None = None
    """The question that is to be asked again."""
    which: tuple[Correction, ...] = ()
    """Several corrections between which the message does not choose."""
    unclear: Answers = field(default_factory=dict)
    """Answers that it gives, unless it is a question."""


def read_message(advisor: Advisor, text: str, question: Question | None, answers: Answers) -> Meaning:
    """Read `text`, said while `question` is open (or none is) and `answers` are known."""
    knowledge, text = advisor.knowledge, text[:LONGEST]
    chosen = typed_answer(question, text) if question is not None else None
    if question is not None and chosen is not None and not text.rstrip().endswith("?"):
        return Meaning({question.id: chosen})
    clauses = split(text)
    if not clauses.asked or _asks_to_change(advisor, text):
        if (corrected := _corrected(advisor, text, question, answers)) is not None:
            return corrected
    if clauses.asked:
        return _asking(advisor, clauses, question, answers)
    given = _stated(advisor, text, question, answers)
    if given and _may_ask(advisor, text) and not named(knowledge, text, given):
        return Meaning(unclear=given)
    if given and question is None and _is_bare(advisor, text, given):
        return Meaning(unclear=given)
    return Meaning(given)


def _asks_to_change(advisor: Advisor, text: str) -> bool:
    """Whether a question asks for a question again, such as `can I change the language?`."""
    return all(found.chosen is None for found in corrections(advisor.knowledge, text))


def _corrected(advisor: Advisor, text: str, question: Question | None, answers: Answers) -> Meaning | None:
    found = corrections(advisor.knowledge, text)
    if len(found) > 1:
        # of several questions that have such an answer, those that were answered or are open are meant
        asked = {*answers, *([question.id] if question is not None else [])}
        found = tuple(one for one in found if one.question in asked) or found
    if len(found) > 1:
        return Meaning(which=found)
    for one in found:
        chosen = one.upon(advisor.knowledge, answers)
        return Meaning(again=one.question) if chosen is None else Meaning({one.question: chosen}, corrects=True)
    return None


def _asking(advisor: Advisor, clauses: Clauses, question: Question | None, answers: Answers) -> Meaning:
    """A message that asks something, and perhaps gives an answer as well."""
    if clauses.stated and (given := _stated(advisor, clauses.stated, question, answers)):
        return Meaning(given, asked=clauses.asked)
    whole = f"{clauses.stated} {clauses.asked}".strip()
    if clauses.sure or question is None:
        return Meaning(asked=whole)
    bare = clauses.asked.rstrip("? ")
    chosen = typed_answer(question, bare)
    if chosen is None:
        chosen = understand(advisor.knowledge, bare).answers.get(question.id)
    return Meaning(asked=whole) if chosen is None else Meaning(unclear={question.id: chosen})


def _stated(advisor: Advisor, text: str, question: Question | None, answers: Answers) -> Answers:
    """What a statement says: the open question's answer, what was not known, and what the team changed its mind on.

    While a question is open, what the bot should do is never taken anew from a remark in passing.
    """
    knowledge = advisor.knowledge
    typed = typed_answer(question, text) if question is not None else None
    if question is not None and typed is not None:
        return {question.id: typed}
    if len(found := corrections(knowledge, text)) == 1 and (corrected := found[0].upon(knowledge, answers)) is not None:
        return {found[0].question: corrected}
    understood = understand(knowledge, text)
    elsewhere = {name: c for name, c in named(knowledge, text, knowledge.questions).items() if name in answers}
    given: dict[str, frozenset[str]] = {}
    for name, chosen in {**understood.answers, **(elsewhere if len(elsewhere) == 1 else {})}.items():
        is_open = question is not None and name == question.id
        anew = question is None or not knowledge.questions[name].decides
        fresh = name not in answers or (answers[name] != chosen and anew)
        if is_open or (fresh and name not in understood.weak):
            given[name] = chosen
    return given


def _may_ask(advisor: Advisor, text: str) -> bool:
    """Whether a message without the form of a question or a statement could be one: `python support`."""
    return STATING.isdisjoint(words(text)) and advisor.find(text).scopes["question"] >= LIKELY


def _is_bare(advisor: Advisor, text: str, given: Mapping[str, frozenset[str]]) -> bool:
    """Whether a message is an answer and nothing else, said when nothing was asked."""
    return bool(named(advisor.knowledge, text, given))
