"""Options, questions, rules, and everything that can follow from an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from knowledge.model.entry import Claim, Claims, Entry, Evidence, Id, Ids, Text, Texts, listed
from knowledge.text import fold

Condition = dict[Id, Ids]
"""Question id to answer ids or kinds: met when the answers to each question contain one of those listed."""


class Aspect(Entry):
    """One row of the comparison."""

    id: Id
    label: Text
    when: Condition = {}
    """In a recommendation the row is shown if this is met; without it, always."""


class Picture(Entry):
    """A drawing of where media flows, in the folder `pictures` of the content."""

    file: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.png$")]
    shows: Text
    """All that can be seen on it, in words."""


class Option(Entry):
    """A media hosting option."""

    id: Id
    title: Text
    nickname: Text
    """The other name that the documentation uses for it."""
    summary: Claim
    strength: Claim
    """What speaks for it, in a sentence."""
    setting: Text
    """Value of `call.mediaConfig` that chooses it."""
    page: str
    """Where to read on, as `page-id#section`."""
    picture: Picture | None = None
    capabilities: dict[Id, Claim]
    """One cell of the comparison for each aspect."""


class Alternative(Entry):
    """A product that does the job when call media is not what is needed, or beside it."""

    id: Id
    title: Text
    summary: Claim
    requirements: Claims = ()
    permissions: Texts = ()
    """Graph names."""
    warnings: Claims = ()
    steps: Claims = ()
    links: Ids = ()
    """Pages and samples."""


class Answer(Entry):
    """One possible answer to a question."""

    id: Id
    label: Text
    """What stands on the button or beside the tick box."""
    synonyms: Texts = ()
    """What people type instead of the label; the whole message is compared."""
    signs: Texts = ()
    """Wording that shows this answer inside a longer text; see `knowledge/signs.py` for the notation."""
    kinds: Ids = ()
    """Groups that rules can name instead of listing answers."""
    exclusive: bool = False
    """Chosen alone: it cannot be combined with other answers of the same question."""
    yields_to: Ids = ()
    """Not taken from a text that also shows answers of these ids or kinds."""
    reason: Claim | None = None
    """Why this answer leads where it leads."""


class Question(Entry):
    """A question of the interview."""

    id: Id
    name: Text
    """What the answer is called in a summary, such as `Language`."""
    also: Texts = ()
    """What else people call it when they want to change the answer."""
    text: Text
    why: Claim
    """Why it is asked."""
    several: bool = False
    """More than one answer may be given."""
    decides: bool = False
    """The answer is a need, so outcome rules may read it. The others are the team's situation."""
    unclear: Literal["ask", "last"] = "ask"
    """What to do when a text shows several answers but only one is possible: ask, or take the last one listed."""
    open: Text
    """What is said in the result while it stays unanswered."""
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]

    @cached_property
    def spoken(self) -> Mapping[str, frozenset[str]]:
        """The answers that a folded label or synonym names."""
        found: dict[str, frozenset[str]] = {}
        for answer in self.answers:
            for name in map(fold, (answer.label, *answer.synonyms)):
                found[name] = found.get(name, frozenset()) | {answer.id}
        return found


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(listed)]


class OutcomeRule(Entry):
    """Needs that lead to an outcome."""

    id: Id
    rank: Annotated[int, Field(ge=1)]
    """Of several rules that apply, the one with the lowest rank decides."""
    when: Conditions = ()
    """All of these must be met; no condition means always."""
    unless: Conditions = ()
    """None of these may be met."""
    options: Ids = ()
    """Options that are recommended: one, several (one for each kind of call), or none."""
    alternatives: Ids = ()
    """Products to name, as the answer when there is no option and as a way beside it otherwise."""
    asks: bool = True
    """Whether a question is asked since its answer could lead here; if not, the answer counts where it is said."""
    because: Claims = ()


class Finding(Entry):
    """Something that follows from the outcome and at most one further answer."""

    id: Id
    options: Ids = ()
    """Only where one of these options is recommended; empty means whatever the outcome, `neither` excepted."""
    rules: Ids = ()
    """Only where one of these outcome rules decided."""
    except_rules: Ids = ()
    """Not where one of these outcome rules decided."""
    when: Condition = {}
    """The one further question that it reads."""
    asks: bool = True
    """Whether it is reason enough to ask that question; `false` for what is only said to somebody who brings it up."""


class Blocker(Finding):
    """Something that stands in the way of the chosen option."""

    hard: bool
    title: Text
    """A few words, such as `No C# in the team`."""
    claim: Claim
    ways_out: Annotated[Claims, Field(min_length=1)]
    alternatives: Ids = ()
    topics: Ids = ()
    """Topics that say the same, so that a recommendation with the blocker leaves them out."""


class Notice(Finding):
    """Something to be warned about; `kept` marks what it means to keep media or anything derived from it.

    `reassures` marks what asks for nothing, so that it does not look like a warning.
    """

    kept: bool = False
    reassures: bool = False
    claim: Claim
    details: Claims = ()


class Requirement(Finding):
    """Something that must be there before the bot can work."""

    claim: Claim


class PermissionNeed(Finding):
    """A permission that the recommended way needs."""

    permission: str
    for_: Annotated[Text, Field(alias="for")]
    cite: Annotated[tuple[str, ...], BeforeValidator(listed), Field(min_length=1)]
    evidence: Evidence = "documented"


class Step(Finding):
    """Something to do next, in the order of the file."""

    claim: Claim


class Permission(Entry):
    """A Microsoft Graph permission."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z]+(\.[A-Za-z]+)+$")]
    type: Literal["application", "resource-specific"]
    consent: Text
    """Who must agree."""
    allows: Claim


class SampleFit(Finding):
    """A situation in which a sample helps; a lower `order` comes first."""

    id: Id = "fit"
    order: Annotated[int, Field(ge=1)] = 5


class Sample(Entry):
    """Code to start from."""

    id: Id
    title: Text
    url: Annotated[str, Field(pattern=r"^https://")]
    language: Text
    shows: Claim
    caveats: Claims = ()
    fits: tuple[SampleFit, ...] = ()
