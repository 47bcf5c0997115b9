"""A reply before it is drawn: what is said, in blocks that a card and plain text can both show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

LINK = re.compile(r"\[([^\[\]]+)\]\(https?://[^)\s]+\)")
"""A link in Markdown; its title is the first group."""

Kind = Literal["answer", "clarify", "recommend", "decline", "chat"]
Style = Literal["title", "heading", "body", "note", "warning"]


@dataclass(frozen=True)
class Text:
    """A paragraph; Markdown bold, italic and links only."""

    text: str
    style: Style = "body"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    style: Literal["bullets", "numbers", "checks"] = "bullets"
    """`checks` are boxes to tick off, on paper or in a document."""


@dataclass(frozen=True)
class Facts:
    """Labels with values."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answered:
    """Answers that were given, each of which can be changed: question id, its name, the answer in words."""

    items: tuple[tuple[str, str, str], ...]
    change: str
    """The word for changing one."""


@dataclass(frozen=True)
class Columns:
    """Things side by side: a heading for each, and rows with a label and a cell for each."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    """Blocks under a heading; a folded one is opened with a button."""

    title: str
    blocks: tuple[Block, ...]
    folded: bool = False


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    id: str
    label: str


@dataclass(frozen=True)
class Choices:
    """Answers to choose from, to tick or in a list; the button that sends them is an action of the reply."""

    question: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    several: bool = True
    label: str = ""
    """What is asked, where the choices are one part of a form."""
    problem: str = ""
    """What is wrong with the present choice."""


@dataclass(frozen=True)
class Entry:
    """A box to write into; the action that sends it stands next to it."""

    label: str


@dataclass(frozen=True)
class Picture:
    """A drawing; `shows` says in words all that it shows, so that nobody needs to see it."""

    url: str
    shows: str


@dataclass(frozen=True)
class Copyable:
    """Text to copy as it stands, such as Markdown or a list of names; no part of it is formatted."""

    label: str
    text: str


@dataclass(frozen=True)
class Link:
    """An address to read on. `button` says where it leads."""

    title: str
    url: str
    button: str


@dataclass(frozen=True)
class Action:
    """Something the reader can do next. `do` and the other fields become the data of the button."""

    title: str
    do: Literal[
        "answer",
        "change",
        "command",
        "ask",
        "more",
        "recommend",
        "permissions",
        "form",
        "picture",
        "feedback",
        "recall",
        "topics",
    ]
    question: str = ""
    answer: str = ""
    name: str = ""
    """Command id, or the text that is asked."""


@dataclass(frozen=True)
class Inline:
    """Things to do that belong to a place in the reply, drawn smaller than its buttons."""

    actions: tuple[Action, ...]


Block = Text | Bullets | Facts | Answered | Columns | Section | Choices | Entry | Picture | Copyable | Inline


@dataclass(frozen=True)
class Reply:
    """Everything that one message says."""

    kind: Kind
    blocks: tuple[Block, ...]
    summary: str
    """A line for notifications and lists of chats."""
    actions: tuple[Action, ...] = ()
    links: tuple[Link, ...] = ()
    """Buttons that leave Teams."""
    sources: tuple[str, ...] = ()
    """Addresses of the pages behind the claims, in order of use."""
    topic: str | None = None
    option: str | None = None
    blocked: bool = False

    def followed_by(self, other: Reply) -> Reply:
        """This reply with the blocks and actions of another one below it; the lower one's actions come first."""
        known = {action.title for action in other.actions}
        rest = tuple(action for action in self.actions if action.title not in known)
        return replace(
            self,
            blocks=(*self.blocks, *other.blocks),
            actions=(*other.actions, *rest),
            links=(*self.links, *(link for link in other.links if link not in self.links)),
        )


def render(reply: Reply, addresses: bool = True) -> str:
    """The reply as plain text: the same sentences, lists, choices, links and next steps as on the card.

    Without `addresses` a link is its title, as a person reads it on the card.
    """
    lines: list[str] = []
    for block in reply.blocks:
        lines += [*_lines(block), ""]
    choices = [action.title for action in reply.actions if action.do == "answer"]
    others = [action.title for action in reply.actions if action.do != "answer"]
    if choices:
        lines += [*(f"{number}. {title}" for number, title in enumerate(choices, 1)), ""]
    lines += [f"{link.title}: {link.url}" if addresses else link.title for link in reply.links]
    if others:
        lines.append("Next: " + " · ".join(others))
    text = "\n".join(lines).strip()
    return text if addresses else LINK.sub(r"\1", text)


def sentences(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text that the blocks show."""
    for block in blocks:
        match block:
            case Text(text=text):
                yield text
            case Bullets(items=items):
                yield from items
            case Facts(items=facts):
                for label, value in facts:
                    yield from (label, value)
            case Answered(items=answers):
                for _, name, answer in answers:
                    yield from (name, answer)
            case Columns(headings=headings, rows=rows):
                yield from headings
                for label, cells in rows:
                    yield from (label, *cells)
            case Section(title=title, blocks=inner):
                yield title
                yield from sentences(inner)
            case Choices(choices=choices, label=label, problem=problem):
                yield from filter(None, (problem, label))
                yield from (choice.label for choice in choices)
            case Entry(label=label):
                yield label
            case Picture(shows=shows):
                yield shows
            case Copyable(label=label, text=text):
                yield from (label, text)
            case Inline(actions=actions):
                yield from (action.title for action in actions)


def _lines(block: Block) -> list[str]:
    match block:
        case Text(text=text):
            return [text]
        case Bullets(items=items, style=style):
            return [f"{i}. {item}" if style == "numbers" else f"- {item}" for i, item in enumerate(items, 1)]
        case Facts(items=facts):
            return [f"{label}: {value}" for label, value in facts]
        case Answered(items=answers):
            return [f"{name}: {answer}" for _, name, answer in answers]
        case Columns(headings=headings, rows=rows):
            return [
                line
                for label, cells in rows
                for line in (label, *(f"- {h}: {cell}" for h, cell in zip(headings, cells, strict=True)))
            ]
        case Section(title=title, blocks=inner):
            return [title, *(line for part in inner for line in _lines(part))]
        case Choices(choices=choices, chosen=chosen, label=label, problem=problem):
            lines = [f"{number}. {choice.label}" for number, choice in enumerate(choices, 1)]
            if not label:
                return lines
            ticked = [f"{'[x]' if choice.id in chosen else '[ ]'} {choice.label}" for choice in choices]
            return [*filter(None, (problem, label)), *ticked, ""]
        case Entry(label=label):
            return [label]
        case Picture(shows=shows):
            return [shows]
        case Copyable(label=label, text=text):
            return [label, "", text]
        case Inline(actions=actions):
            return [" · ".join(action.title for action in actions)]
