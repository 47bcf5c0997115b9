"""State that another version of the content left behind: nothing breaks, and no answer is taken for another."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.adapter import Adapter
from bot.content import Content
from bot.documents import StoredDocuments
from bot.operation import Operation
from bot.outbox import Outbox
from bot.storage import Document
from bot.storage.memory import MemoryStore
from bot.teams import HostingAdvisorBot
from bot.turn import Turns
from knowledge.load import load
from tests.cards import nodes
from tests.chat import captured

QUESTIONS = load().questions
STEPS = ("start", "1", "1", "1")
"""An interview, as far as it goes in each test."""


class House:
    """The real dialogs without HTTP, on a store of which a test can change what is in it."""

    def __init__(self, content: Content) -> None:
        self.store = MemoryStore()
        self.said: list[Operation] = []
        self.outbox = Outbox(self._deliver, self.store)
        self.turns = Turns(Adapter(), HostingAdvisorBot(content, StoredDocuments(self.store)), self.store, self.outbox)
        self.count = 0

    async def _deliver(self, operation: Operation, seconds: float) -> None:
        self.said.append(operation)

    async def say(self, text: str, value: dict[str, Any] | None = None) -> dict[str, Any]:
        """One message; the reply."""
        self.count += 1
        body = {**captured("playground-msteams-personal-message"), "text": text, "id": str(self.count)}
        if value is not None:
            body.update(value=value, text="", replyToId="card")
        assert (await self.turns.run(body)).status == 200
        await self.outbox.join()
        return self.said[-1].body

    @property
    def key(self) -> str:
        """Of the only conversation."""
        (key,) = (name for name in self.store._rows if not name.startswith("@"))
        return key

    async def change(self, edit: Callable[[Any], Any]) -> Document:
        """Put the document as another version would have left it; it is returned."""
        document, version = await self.store.load(self.key)
        document["talk"] = edit(document["talk"])
        await self.store.save(self.key, document, version)
        return document

    async def answers(self) -> dict[str, list[str]]:
        """The answers that are stored now."""
        document, _ = await self.store.load(self.key)
        answers: dict[str, list[str]] = document["talk"].get("interview", {}).get("answers", {})
        return answers


def renamed(question: str) -> Callable[[Any], Any]:
    """The question had another id then, wherever it is named."""
    return lambda talk: json.loads(json.dumps(talk).replace(f'"{question}"', f'"former-{question}"'))


def with_removed(talk: Any) -> Any:
    """There was a question then that is gone now, answered and in the way back."""
    interview = talk["interview"]
    interview["answers"]["gone"] = ["yes"]
    interview.setdefault("by", {})["gone"] = "Ann"
    interview.setdefault("asked", []).insert(0, "gone")
    return talk


def with_removed_open(talk: Any) -> Any:
    """The question that waits is gone now."""
    talk["interview"]["open"] = "gone"
    return json.loads(json.dumps(talk).replace('"question": "', '"question": "gone-'))


def with_removed_answers(talk: Any) -> Any:
    """Every answer was called otherwise then."""
    answers = talk["interview"]["answers"]
    talk["interview"]["answers"] = {name: [f"{one}-gone" for one in chosen] for name, chosen in answers.items()}
    return talk


def without(question: str) -> Callable[[Any], Any]:
    """The question was added since."""

    def edit(talk: Any) -> Any:
        talk["interview"]["answers"].pop(question, None)
        return talk

    return edit


def with_other_dialogs(talk: Any) -> Any:
    """The dialogs were built otherwise then."""
    return {**talk, "stack": [{"id": "wizard", "state": {"stepIndex": 7, "dialogs": {"stack": [{"id": "x"}]}}}]}


EDITS: dict[str, Callable[[Any], Any]] = {
    **{f"renamed {name}": renamed(name) for name in QUESTIONS},
    **{f"added {name}": without(name) for name in QUESTIONS},
    "removed": with_removed,
    "removed while open": with_removed_open,
    "removed answers": with_removed_answers,
    "other dialogs": with_other_dialogs,
}
NEXT = ("1", "not sure", "summary", "help", "start", "do I need a public IP?", "our bot plays prompts")


def reordered(talk: Any) -> Any:
    """The answers of the open question had another order then."""
    talk["interview"]["shown"].reverse()
    return talk


async def test_a_number_from_another_list_is_not_taken(content: Content) -> None:
    house = House(content)
    await house.say("start")
    await house.change(reordered)
    reply = await house.say("1")
    assert await house.answers() == {}
    assert "changed since" in json.dumps(reply)
    await house.say("1")
    assert len(await house.answers()) == 1
    house = House(content)
    await house.say("start")
    await house.change(reordered)
    first, *_ = QUESTIONS.values()
    await house.say(first.answers[0].label)  # a name means the same in every order
    assert await house.answers() == {first.id: [first.answers[0].id]}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
async def test_an_interview_of_another_version_goes_on(edit: str, steps: int, content: Content) -> None:
    former = House(content)
    for text in STEPS[:steps]:
        await former.say(text)
    buttons = [
        node["data"]
        for operation in former.said
        for node in nodes(operation.body["attachments"][0]["content"])
        if node.get("type") == "Action.Submit"
    ]
    document = await former.change(EDITS[edit])
    known = {
        name: chosen
        for name, chosen in document["talk"]["interview"]["answers"].items()
        if name in QUESTIONS and set(chosen) <= {answer.id for answer in QUESTIONS[name].answers}
    }
    for text, button in [*((text, None) for text in NEXT), *(("", button) for button in buttons)]:
        house = House(content)
        house.count = 100
        await house.store.save(former.key, copy.deepcopy(document), None)
        open_now = document["talk"]["interview"].get("open")
        reply = await house.say(text, button)
        assert reply.get("text") != content.apology, (text, button)
        answers = await house.answers()
        # what was stored and is still known is kept; new is at most what was said now, to what was open or pressed
        asked = {open_now} if button is None else {button.get("q")}
        for name, chosen in answers.items():
            assert name in QUESTIONS
            if name in known and name not in asked:
                assert chosen == known[name], (text, button, name)
        if text in ("1", "not sure"):
            assert set(answers) - set(known) <= asked & set(QUESTIONS), (text, answers, known)
        if text == "start":
            for _ in range(len(QUESTIONS) + 2):  # and it can be finished
                if "open" not in json.dumps((await house.store.load(house.key))[0]["talk"].get("interview", {})):
                    break
                if (await house.store.load(house.key))[0]["talk"]["interview"].get("open") is None:
                    break
                await house.say("1")
            else:
                pytest.fail("the interview does not end")
