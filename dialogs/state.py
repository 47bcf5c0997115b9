"""What is remembered of a conversation: an interview's answers, which are the truth, and the dialog stack."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botbuilder.core import StatePropertyAccessor, TurnContext
from botbuilder.dialogs import DialogInstance, DialogState

from knowledge.base import Knowledge
from knowledge.rules import Answers

_INTERVIEW, _STACK = "interview", "stack"
_KEY = "hosting-advisor.stack"


@dataclass(frozen=True)
class Giver:
    """Who gave an answer."""

    name: str
    person: str
    """A mark of their id."""


class Interview:
    """One interview, read from and written to the state document.

    Stored answers that the present content no longer knows are left out, so that an edit of the content never breaks
    or misassigns an interview.
    """

    def __init__(self, document: dict[str, Any], knowledge: Knowledge, owner: str) -> None:
        stored = document.get(_INTERVIEW)
        self._document = document
        self._owner = owner
        data: dict[str, Any] = stored if isinstance(stored, dict) else {}
        self.id: str = str(data.get("id", ""))
        self.answers: dict[str, frozenset[str]] = stored_answers(data.get("answers"), knowledge)
        self.by: dict[str, Giver] = _givers(data.get("by"), self.answers)
        """Who gave which answer, for shared interviews only."""
        self.at: datetime | None = moment(data.get("at"))
        """When something was last said to it."""
        self.open: str | None = data.get("open") if data.get("open") in knowledge.questions else None
        """The question that was asked last and waits for an answer; it may have one that is to be changed."""
        self._knowledge = knowledge
        self.renumbered: bool = self.open is not None and data.get("shown", self._shown()) != self._shown()
        """Whether the open question had another list of answers when it was asked, so that numbers mean nothing."""
        self.advised: bool = data.get("advised") is True
        """Whether advice was given on what a description said, and nobody wants to be asked the rest so far."""
        self.form: bool = data.get("form") is True
        """Whether all questions are shown at once."""
        self.kept: bool = data.get("kept") is True
        """Whether the recommendation for these answers is among those that are kept for the person."""
        self.asked: list[str] = [name for name in _texts(data.get("asked")) if name in knowledge.questions]
        """The questions that were put, in their order; the way back leads along it."""

    @property
    def exists(self) -> bool:
        """Whether an interview was begun and not cancelled; it may be complete."""
        return bool(self.id)

    def begin(self, answers: Answers, advised: bool = False) -> None:
        """Start a new interview with the answers that are known already."""
        self.id = f"{secrets.token_hex(4)}.{owner_tag(self._owner)}"
        self.answers, self.by, self.open, self.asked, self.advised = dict(answers), {}, None, [], advised
        self.form = False
        self.kept = False

    def clear(self) -> None:
        """Forget the interview."""
        self.id, self.answers, self.by, self.open, self.asked, self.advised = "", {}, {}, None, [], False
        self.form = False

    def revise(self, answers: Answers, given: Answers, giver: Giver | None = None) -> None:
        """Take over `answers`, of which `giver` has just given some; what is missing in them is forgotten."""
        self.answers, self.kept = dict(answers), False
        self.by = {question: who for question, who in self.by.items() if question in answers}
        if giver is not None:
            self.by.update(dict.fromkeys(given, giver))
        self.asked = [question for question in self.asked if question in answers or question == self.open]
        if self.open in given:
            self.open = None

    def put(self, question: str) -> None:
        """Note that a question was asked and waits for its answer."""
        self.open = question
        if question not in self.asked:
            self.asked.append(question)

    @property
    def previous(self) -> str | None:
        """The question that was asked before the open one, or last if none is open."""
        asked = self.asked[: self.asked.index(self.open)] if self.open in self.asked else self.asked
        return next((question for question in reversed(asked) if question in self.answers), None)

    def _shown(self) -> list[str]:
        """The answers of the open question, in the order of their numbers."""
        return list(self._knowledge.alone[self.open]) if self.open else []

    def belongs_to_other(self, interview: str) -> bool:
        """Whether a card's interview id names another owner than this interview would have."""
        return bool(interview) and interview.rpartition(".")[2] != owner_tag(self._owner)

    def forget(self, person: str) -> None:
        """Remove a person's name from the answers; `person` is the mark of their id."""
        self.by = {question: giver for question, giver in self.by.items() if giver.person != person}

    def save(self, at: datetime) -> None:
        """Write it to the document as plain JSON."""
        if not self.exists:
            self._document.pop(_INTERVIEW, None)
            return
        self._document[_INTERVIEW] = {
            "id": self.id,
            "answers": {question: sorted(chosen) for question, chosen in self.answers.items()},
            "by": {question: [giver.name, giver.person] for question, giver in self.by.items()},
            **({"open": self.open, "shown": self._shown()} if self.open else {}),
            "asked": self.asked,
            "advised": self.advised,
            "form": self.form,
            "kept": self.kept,
            "at": at.isoformat(),
        }


def owner_tag(owner: str) -> str:
    """A short mark of an interview's owner: enough to tell two apart, no use to find out who it is."""
    return hashlib.sha256(owner.encode()).hexdigest()[:8]


def _givers(stored: Any, answers: Answers) -> dict[str, Giver]:
    pairs = stored.items() if isinstance(stored, dict) else ()
    return {q: Giver(str(who[0]), str(who[1])) for q, who in pairs if q in answers and _is_pair(who)}


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _texts(stored: Any) -> list[str]:
    return [item for item in stored if isinstance(item, str)] if isinstance(stored, list) else []


def moment(stored: Any) -> datetime | None:
    """A stored point in time, or None."""
    try:
        found = datetime.fromisoformat(stored)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


_NOTHING = frozenset[str]()


def stored_answers(stored: Any, knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Stored answers that the present content knows."""
    if not isinstance(stored, dict):
        return {}
    answers: dict[str, frozenset[str]] = {}
    for name, chosen in stored.items():
        alone = knowledge.alone.get(name)
        if alone is None or not isinstance(chosen, list):
            continue
        if len(chosen) == 1 and isinstance(chosen[0], str):
            known = alone.get(chosen[0], _NOTHING)
        else:
            known = frozenset(answer for answer in alone if answer in chosen)
        if len(known) == len(chosen):
            answers[name] = known
    return answers


class Stack:
    """The dialog stack of one turn, kept as plain JSON in the document; one that cannot be read counts as empty."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self.state = _decode(document.get(_STACK))

    def attach(self, context: TurnContext) -> None:
        """Let `Stacks` find it."""
        context.turn_state[_KEY] = self

    def save(self) -> None:
        """Write it to the document."""
        if self.state.dialog_stack:
            self._document[_STACK] = _encode(self.state)
        else:
            self._document.pop(_STACK, None)


class Stacks(StatePropertyAccessor):
    """Where the SDK finds the stack of a turn, so that one set of dialogs serves all turns."""

    async def get(self, turn_context: TurnContext, default_value_or_factory: Callable[[], Any] | None = None) -> Any:
        """The stack of this turn."""
        return turn_context.turn_state[_KEY].state

    async def set(self, turn_context: TurnContext, value: Any) -> None:
        """Replace the stack."""
        turn_context.turn_state[_KEY].state = value

    async def delete(self, turn_context: TurnContext) -> None:
        """Empty the stack."""
        turn_context.turn_state[_KEY].state = DialogState()


def _encode(state: DialogState) -> list[Any]:
    return [{"id": entry.id, "state": _plain(entry.state)} for entry in state.dialog_stack]


def _plain(value: Any) -> Any:
    if isinstance(value, DialogState):
        return {"stack": _encode(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _decode(stored: Any) -> DialogState:
    if not isinstance(stored, list):
        return DialogState()
    stack: list[DialogInstance] = []
    for entry in stored:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            return DialogState()
        instance = DialogInstance()
        instance.id = entry["id"]
        instance.state = {key: _restored(item) for key, item in dict(entry.get("state") or {}).items()}
        stack.append(instance)
    return DialogState(stack)


def _restored(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"stack"}:
        return _decode(value["stack"])
    return value
