"""What is said besides the decision: topics, commands, small talk, what is declined, and words that mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from knowledge.model.decision import Condition
from knowledge.model.entry import Claims, Entry, Id, Ids, Text, Texts


class Topic(Entry):
    """An answer to a question that people ask."""

    id: Id
    title: Text
    """At most a button's width; also what `did you mean` shows."""
    phrases: Annotated[Texts, Field(min_length=1)]
    """How people ask for it."""
    answer: Annotated[Claims, Field(min_length=1)]
    """Paragraphs; the first one is the answer itself."""
    facts: Claims = ()
    """A list below the paragraphs."""
    conflict: Claims = ()
    """Statements of Microsoft's pages that contradict each other, each with its source."""
    links: Ids = ()
    """Pages and samples to read on."""
    related: Ids = ()
    """Topics offered next."""


class Area(Entry):
    """A subject under which topics can be browsed."""

    id: Id
    title: Text
    topics: Annotated[Ids, Field(min_length=1, max_length=10)]
    """The topics that open its families; each leads on to related ones."""


class Command(Entry):
    """Something people can say at any step."""

    id: Id
    title: Text
    description: Text
    phrases: Texts
    """Whole messages that mean the command, the title included."""
    menu: bool = False
    """Whether Teams lists it in the menu of the bot's commands, in the order of the file; it takes ten."""


class SmallTalk(Entry):
    """A friendly reply to something that is neither a question nor an answer."""

    id: Id
    phrases: Texts
    """Whole messages, compared without case, punctuation and repeated letters."""
    reply: Text


class Language(Entry):
    """A language that the bot does not speak, and what it says in it."""

    id: Id
    name: Text
    scripts: Texts = ()
    """Beginnings of the Unicode names of its letters."""
    letters: str = ""
    """Letters one of which must occur, where another language has the same script."""
    words: str = ""
    """Frequent words, separated by spaces."""
    sentence: Text
    """That the bot speaks English for now, in this language."""

    @cached_property
    def frequent(self) -> frozenset[str]:
        """The frequent words as a set."""
        return frozenset(self.words.split())


class Term(Entry):
    """Words that mean the same to the search."""

    term: Text
    """The documentation's word."""
    also: Texts
    """What people write instead."""


class Description(Entry):
    """Messages that describe what somebody wants to build, all of which show the same answers."""

    id: Id
    answers: Condition = Field(default_factory=dict)
    """By question; nothing where the messages leave everything open."""
    texts: Annotated[Texts, Field(min_length=1)]


class Verdict(Entry):
    """How much each feature of a description speaks for one outcome, against the others."""

    id: Id
    """An option, `both`, `neither`, or `open` where the description does not say what is needed."""
    weights: Mapping[Text, float]
    """By the name of the feature; see `knowledge.verdict.features`."""


class Boundary(Entry):
    """A field next to ours that we do not answer for."""

    id: Id
    phrases: Annotated[Texts, Field(min_length=1)]
    hint: Text | None = None
    """Where such a question is better asked, or what we can do instead."""
