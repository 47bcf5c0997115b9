"""Which kind of reply a text gets: an answer, advice, both, a question back, titles to choose from, or an honest no."""

from __future__ import annotations

from enum import Enum

from knowledge.base import Knowledge
from knowledge.interview import next_question
from knowledge.likely import with_likely
from knowledge.rules import Answers
from knowledge.scope import ASKING
from knowledge.search import Found
from knowledge.text import fold, words
from knowledge.understand import Understood, counting, signed, understand
from knowledge.verdict import judged

COULD_BE = 0.45
"""Likelihood of being a question from which topics are offered although a text reads like a foreign one, …"""
COULD_BE_AMID = 0.2
"""The same in the middle of an interview, …"""
NEARER = 1.9
"""… if its nearest topic is so many times as near as the nearest foreign field."""
WISHED = 1.3
"""Likeness of the nearest topic, as a multiple of the foreign field's, from which a wish for advice is one for ours."""
OPEN = 3.0
"""Log odds of leaving everything open from which one sign of such a wish is enough."""
TELLS = 0.5
"""Likelihood of being a description from which a text that leaves everything open is asked back, …"""
VAGUE = 4.0
"""… and the log odds of leaving everything open for that: of 286 questions that name no need, 1 looks so."""
DESCRIBES = 0.4
"""Likelihood of being a description from which a text that names a need is not taken for a foreign one."""
FEWEST = 2
"""Words that a text must have to be understood by its likeness to descriptions."""
EITHER = 0.05
"""Likelihood of being a question, and of being a description, from which a text is answered as both."""
SURELY_NEAR = 0.35
"""Likeness of the nearest topic from which it answers a question alone, whatever need is guessed."""
SURELY_ASKS = 0.7
"""Likelihood of being a question from which a text without any proven need is answered by its nearest topic alone."""
ASKS = 0.1
"""Likelihood of being a question from which a text that shows no need is answered by its nearest topic."""
PLAINLY_ASKS = 0.85
"""Likelihood of being a question from which a text in the form of one is answered by its nearest topic alone, although
signs prove a need: of 1,081 descriptions in files of questions none is like that."""


class Band(Enum):
    """What a text gets."""

    UNREADABLE = "a request to say it in other words"
    FOREIGN = "an honest no"
    UNSURE = "titles of topics to choose from"
    WISH = "a question back, since somebody wants a bot and does not say what for"
    OPEN = "a question back, since what was said does not decide"
    QUESTION = "the nearest topic"
    SCENARIO = "a recommendation"
    QUESTION_WITH_SCENARIO = "the nearest topic, and what the scenario means for it"
    SCENARIO_WITH_QUESTION = "a recommendation, and the nearest topic"


def understood_with_likeness(knowledge: Knowledge, text: str, found: Found) -> Understood:
    """The answers that a text contains, by its signs and by its likeness to descriptions."""
    if sum(word.isalpha() for word in words(text)) < FEWEST:
        return understand(knowledge, text)
    shown = signed(knowledge, text)
    if found.scopes["question"] >= SURELY_ASKS and next(iter(knowledge.questions)) not in shown.answers:
        # answered as a question whatever the verdict, which would take a twelfth of the time
        return counting(knowledge, with_likely(knowledge, shown, found.likely))
    return counting(knowledge, judged(knowledge, shown, found.likely))


def band_of(knowledge: Knowledge, text: str, found: Found, understood: Understood) -> Band:
    """The kind of reply for `text`, in which `understood` was understood and for which `found` was found."""
    answers, hints = understood.answers, knowledge.hints(text)
    first = next(iter(knowledge.questions))
    decided = bool(answers.get(first))  # by what the bot does, not only who calls
    proven = decided and first not in understood.weak
    if not found.readable and not found.look.needs:
        is_english = not knowledge.frequent.isdisjoint(words(text))
        return Band.FOREIGN if is_english else Band.UNREADABLE
    if not found.exact and "elsewhere" in hints:
        return Band.FOREIGN
    if found.scope == "foreign" and not _close(found, proven) and not _seeks_advice_for_a_bot(found, hints):
        return Band.UNSURE if could_be_ours(found) else Band.FOREIGN
    if not proven:
        if not found.exact and ("choices" in hints or ("wishes" in hints and not asks(text))):
            return Band.WISH
        if not decided and found.scopes["description"] >= TELLS and found.likely.open >= VAGUE:
            return Band.WISH
        if _asks_only(text, found, decided):
            return Band.QUESTION
    if found.scopes["question"] >= PLAINLY_ASKS and asks(text):
        return Band.QUESTION
    told = found.scope == "description" or not asks(text) or "choices" in hints
    if decided and told and _undecided(knowledge, answers):
        return Band.OPEN
    either = min(found.scopes["question"], found.scopes["description"]) >= EITHER
    if decided and found.ranking and (either or (proven and "wishes" in hints and not asks(text))):
        return Band.QUESTION_WITH_SCENARIO if found.scope == "question" else Band.SCENARIO_WITH_QUESTION
    if found.scope == "question":
        return Band.QUESTION
    return Band.SCENARIO if decided else Band.OPEN


def asks(text: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in text or fold(text).partition(" ")[0] in ASKING


def _undecided(knowledge: Knowledge, answers: Answers) -> bool:
    """Whether the outcome hangs on one choice that the text leaves open, such as whether it is all in one call."""
    question = next_question(knowledge, answers)
    return question is not None and question.decides and not question.several


def could_be_ours(found: Found, least: float = COULD_BE) -> bool:
    """Whether a text that reads like a foreign one is much nearer to a topic than to any foreign field."""
    return found.scopes["question"] >= least and found.look.topic >= NEARER * found.look.field


def _close(found: Found, proven: bool) -> bool:
    """Whether a text that names a need only just reads more like a foreign one than like a description."""
    return proven and found.scopes["description"] >= DESCRIBES


def _seeks_advice_for_a_bot(found: Found, hints: frozenset[str]) -> bool:
    """Whether somebody wishes for a bot and asks what to take, in words that are nearer to ours than to others."""
    nearer = found.look.topic >= WISHED * found.look.field
    said = hints & {"choices", "wishes"}
    return nearer and (len(said) == 2 or (bool(said) and found.likely.open >= OPEN))


def _asks_only(text: str, found: Found, decided: bool) -> bool:
    """Whether a text that proves no need is better answered by its nearest topic alone."""
    if not found.ranking:
        return False
    if asks(text) and found.ranking[0].score >= SURELY_NEAR:
        return True
    return found.scopes["question"] >= (SURELY_ASKS if decided else ASKS)
