"""Random conversations: whatever people do in whatever order, each turn holds what a reader may expect of it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Coroutine, Mapping
from functools import cache
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.app import create_app
from bot.content import Content, load_content
from bot.storage.memory import MemoryStore
from knowledge.load import DATA, load
from knowledge.recommend import recommend
from knowledge.replies.advice import verdict
from knowledge.replies.question import answer_label
from tests.cards import nodes
from tests.chat import SHAPES, Chat, Message, Server, Shape
from tests.conftest import LOCAL
from tests.connector import Connector

KNOWLEDGE = load()
QUESTIONS = tuple(KNOWLEDGE.questions.values())
PEOPLE = ("Ann", "Bob")
TEXTS = (
    "start", "back", "why", "continue", "not sure", "change", "help", "compare", "topics", "earlier advice", "summary",
    "hello", "thanks", "blue", "qwer asdf", "", "🦄", "¿Puedo grabar las llamadas con el bot?", "Python?",
    "do I need C#?", "which permissions do I need?", "Python, but does that work on Linux?", "actually we use Node",
    "C# instead", "no, nothing is kept", "change language", "change needs to live video", "we write Python on Linux",
    "callers press 1 for sales", "our bot should transcribe meetings live and nothing is stored", "1", "2, 3",
    "the last one", "who won the football cup?", "continue ABCD-2345",
)  # fmt: skip
ENDING = ("cancel", "start over", "forget me")

_T = TypeVar("_T")
State = Mapping[str, Mapping[str, Any]]


@cache
def content() -> Content:
    """The real content, read once."""
    return load_content(DATA)


class Talk(RuleBasedStateMachine):
    """Two people and the bot, in one conversation of a random shape, with restarts of the bot in between."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = MemoryStore()
        self.connector = Connector()
        self.server = self._serve()
        self.do(self.connector.start())
        self.do(self.server.start())
        self.last: dict[str, Any] | None = None

    def do(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run something of the event loop."""
        return self.loop.run_until_complete(work)

    def _serve(self) -> Server:
        return Server(create_app(LOCAL, content(), store=self.store))

    def teardown(self) -> None:
        """End what was started."""
        self.do(self.server.stop())
        self.do(self.connector.stop())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    @initialize(shape=st.sampled_from(SHAPES))
    def open(self, shape: Shape) -> None:
        """Open the conversation."""
        self.chat = Chat(self.server, self.connector, shape)
        self.chat.be(PEOPLE[0])

    # --- what people do ---

    @rule(text=st.sampled_from(TEXTS))
    def say(self, text: str) -> None:
        """Type something."""
        self._turn(self.chat.say(text), text)

    @rule(text=st.sampled_from(ENDING))
    def end(self, text: str) -> None:
        """Type something that ends what was before."""
        self._turn(self.chat.say(text), text)

    @rule(data=st.data(), question=st.sampled_from(QUESTIONS))
    def answer(self, data: st.DataObject, question: Any) -> None:
        """Type an answer to some question, open or not."""
        answer = data.draw(st.sampled_from(question.answers))
        self._turn(self.chat.say(data.draw(st.sampled_from((answer.label, *answer.synonyms)))), answer.label)

    @precondition(lambda self: self.chat.messages)
    @rule(data=st.data(), newest=st.booleans())
    def press(self, data: st.DataObject, newest: bool) -> None:
        """Press a button, on the newest card or on an older one, which may be stale by now."""
        cards = [message for message in self.chat.messages if message.body.get("attachments")]
        message = cards[-1] if newest else data.draw(st.sampled_from(cards))
        found = [node["data"] for node in nodes(message.card) if isinstance(node.get("data"), dict)]
        pressed = [data for data in found if data.get("do") != "feedback"]  # acknowledged in place, without a reply
        if not pressed:
            return
        button = dict(data.draw(st.sampled_from(pressed)))
        if button.get("a") == "*":
            answers = KNOWLEDGE.questions[button["q"]].answers
            chosen = data.draw(st.lists(st.sampled_from(answers), max_size=3, unique_by=lambda answer: answer.id))
            button["choice"] = ",".join(answer.id for answer in chosen)
        self._turn(self.chat.submit(button, message), json.dumps(button))

    @rule(person=st.sampled_from(PEOPLE))
    def hand_over(self, person: str) -> None:
        """Somebody else writes from now on; in a personal chat there is nobody else."""
        if self.chat.shape in ("group", "channel"):
            self.chat.be(person)

    @rule()
    def restart(self) -> None:
        """The bot ends and starts again on the same store."""
        self.do(self.server.stop())
        self.server = self._serve()
        self.do(self.server.start())
        self.chat._server = self.server

    @rule()
    def day_passes(self) -> None:
        """Nothing is said for a day."""
        self.chat.later(1)

    @rule()
    def repeat(self) -> None:
        """The channel delivers the same message twice."""
        activity = {**self.chat.activity("message-value"), "value": {"v": 1, "do": "command", "n": "start"}}
        self._turn(self.chat.send(activity), "start")
        before = self._state()
        assert self.do(self.chat.send(activity)) == []
        assert self._state() == before

    # --- what holds after every turn ---

    def _turn(self, work: Coroutine[Any, Any, list[Message]], what: str) -> None:
        before = self._state()
        replies = self.do(work)
        assert len(replies) == 1, f"{len(replies)} replies to {what!r}"
        (reply,) = replies
        assert reply.buttons, f"no next step after {what!r}: {reply.text}"
        assert content().apology not in reply.text
        shown = "\n".join([reply.text, *_filled_in(reply), *(str(update.body) for update in self.chat.updates)])
        for key, interview in self._state().items():
            self._check(before.get(key, {}), interview, shown, what)

    def _state(self) -> State:
        """The interviews as they are stored, by document."""
        rows = {key: json.loads(row[-1]) for key, row in self.store._rows.items() if not key.startswith("@")}
        return {key: row.get("talk", {}).get("interview", {}) for key, row in rows.items()}

    def _check(self, before: Mapping[str, Any], now: Mapping[str, Any], shown: str, what: str) -> None:
        """What was recorded was said, what was dropped was said, and the advice follows from the answers alone."""
        old = before.get("answers", {}) if before.get("id") == now.get("id") else {}
        answers = {name: frozenset(chosen) for name, chosen in now.get("answers", {}).items()}
        for name, chosen in answers.items():
            if sorted(chosen) != old.get(name) and not (name not in old and before.get("id") != now.get("id")):
                label = answer_label(KNOWLEDGE, KNOWLEDGE.questions[name], chosen)
                assert label in shown, f"{what!r} recorded {label!r} without a word: {shown}"
        for name in set(old) - set(answers):
            question = KNOWLEDGE.questions[name]  # a form asks for it again in full
            told = question.name in shown or question.text in shown
            assert told, f"{what!r} dropped {name} without a word: {shown}"
        if answers and answers != {name: frozenset(chosen) for name, chosen in old.items()}:
            shuffled = dict(random.Random(what).sample(list(answers.items()), len(answers)))
            result = recommend(KNOWLEDGE, answers)
            assert recommend(KNOWLEDGE, shuffled) == result
            if old and now.get("open") is None and not now.get("form"):
                assert verdict(KNOWLEDGE, result) in shown


def _filled_in(message: Message) -> list[str]:
    """What is chosen in the inputs of a card, as it would be said."""
    inputs = [node for node in nodes(message.card) if node.get("type") == "Input.ChoiceSet" and node.get("value")]
    chosen = [
        [choice["title"] for choice in node["choices"] if choice["value"] in node["value"].split(",")]
        for node in inputs
    ]
    return ["; ".join(titles) for titles in chosen]


TestTalk = Talk.TestCase
TestTalk.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a shorter example of a conversation is not worth minutes
)
