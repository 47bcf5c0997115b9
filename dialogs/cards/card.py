"""A `Reply` -> an Adaptive Card 1.5, as the dictionary that goes on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from microsoft_teams.cards import (
    ActionSet,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    Column,
    ColumnSet,
    Container,
    Fact,
    FactSet,
    Image,
    OpenUrlAction,
    SubmitAction,
    SubmitActionData,
    TextBlock,
    TextInput,
    ToggleVisibilityAction,
)
from pydantic import BaseModel

from dialogs.cards import models
from knowledge import reply as say

models.prepare(list(globals().values()))

Json = dict[str, Any]
VERSION: Literal["1.5"] = "1.5"
CHOICE = "choice"
"""Name of the input that holds the ticked answers."""
COPY = "copy"
"""Begins the names of boxes whose text is there to be copied; what comes back from them is not read."""
COMMENT = "comment"
"""Name of the box for what was wrong with an answer."""
NARROW = 14
"""Letters of a label that leave room for its value beside it on a phone."""
ROW = 42
"""Letters of words to press that fit side by side on a phone."""
BUTTONS = 35
"""Letters of usual width on buttons that fit side by side on a phone; the frame of a button takes some more."""
_FRAME = 4
_THIN, _WIDE = frozenset("fijlrtI .,:'()"), frozenset("mwMW")
_Button = SubmitAction | OpenUrlAction
_TALL, _LOW = "240px", "100px"
FORM = "q-"
"""Begins the names of a form's inputs; the question's id follows."""
MOST_ACTIONS = 6
BUTTON = 25
"""Letters that fit on a button; what is longer becomes a line of its own that can be pressed."""

_STYLES: Mapping[say.Style, Mapping[str, Any]] = {
    "title": {"size": "Large", "weight": "Bolder", "style": "heading"},
    "heading": {"weight": "Bolder", "spacing": "Medium"},
    "body": {},
    "note": {"is_subtle": True, "size": "Small"},
    "warning": {"color": "Attention"},
}


@dataclass(frozen=True)
class Part:
    """A block and what its drawing depends on beside the block: equal parts are drawn alike."""

    block: say.Block
    name: str
    """Unique on the card, where the block is drawn with names in it."""
    below: bool
    """Whether it is the title of something further below, such as the open question after an answer."""


def draw(reply: say.Reply, interview: str = "") -> Json:
    """The card for `reply`; `interview` is the id that its buttons carry, so that old cards can be recognized."""
    rows, buttons = draw_buttons(reply.actions, reply.links, interview)
    body = [element for part in parts(reply) for element in draw_part(part, interview)]
    return {**frame(reply.summary), "body": [*body, *rows], "actions": buttons}


def frame(summary: str) -> Json:
    """What surrounds the body and the buttons of a card."""
    return _plain(AdaptiveCard(version=VERSION, fallback_text=summary))


def parts(reply: say.Reply) -> Iterator[Part]:
    """The blocks of a reply as they are drawn."""
    titled = False
    for position, block in enumerate(reply.blocks):
        is_title = isinstance(block, say.Text) and block.style == "title"
        named = isinstance(block, (say.Section, say.Copyable))
        yield Part(block, f"s{position}" if named else "", titled and is_title)
        titled = titled or is_title


def draw_part(part: Part, interview: str) -> list[Json]:
    """The elements of one part."""
    if part.below and isinstance(part.block, say.Text):
        return [_plain(_text(part.block.text, **_STYLES["title"], separator=True, spacing="Large"))]
    return [_plain(element) for element in _element(part.block, part.name, interview)]


def draw_buttons(
    actions: tuple[say.Action, ...], links: tuple[say.Link, ...], interview: str
) -> tuple[list[Json], list[Json]]:
    """What stands below the parts in the body, and the card's own buttons."""
    lines = [action for action in actions if _is_line(action, actions)]
    body: list[CardElement] = [_inline((action,), interview) for action in lines]
    submits: list[_Button] = [_submit(action, interview) for action in actions if action not in lines]
    opens = [OpenUrlAction(title=link.button, url=link.url, tooltip=link.title) for link in _distinct(links)]
    buttons = [*submits, *opens][:MOST_ACTIONS]
    if len(rows := list(_rows(buttons))) > 1:
        body += [ActionSet(actions=list(row), spacing="Medium" if i == 0 else "Small") for i, row in enumerate(rows)]
        buttons = []
    return [_plain(element) for element in body], [_plain(button) for button in buttons]


def _plain(model: BaseModel) -> Json:
    return model.model_dump(by_alias=True, exclude_none=True)


def _is_line(action: say.Action, actions: Iterable[say.Action]) -> bool:
    """Whether an action is too long for a button, or a topic beside another one that is: topics should look alike."""
    alike = [other for other in actions if other.do == "ask"] if action.do == "ask" else [action]
    return any(len(other.title) > BUTTON for other in alike)


def _rows(actions: Iterable[_Button]) -> Iterator[list[_Button]]:
    """Buttons in rows that fit on a phone: some clients neither wrap a row nor scroll it, and cut it off."""
    row: list[_Button] = []
    room: float = BUTTONS
    for action in actions:
        needed = _width(action.title or "") + _FRAME
        if row and needed > room:
            yield row
            row, room = [], BUTTONS
        row.append(action)
        room -= needed
    if row:
        yield row


def _width(title: str) -> float:
    """How wide a title is, in letters of usual width; fitted to the buttons of the gallery."""
    return sum(0.5 if letter in _THIN else 1.4 if letter in _WIDE else 1 for letter in title)


def _distinct(links: Iterable[say.Link]) -> list[say.Link]:
    """One button for each place that links lead to: two buttons with the same words would not tell apart."""
    return list({link.button: link for link in reversed(list(links))}.values())[::-1]


def _submit(action: say.Action, interview: str) -> SubmitAction:
    data: dict[str, Any] = {"v": 1, "do": action.do}
    for key, value in (("q", action.question), ("a", action.answer), ("n", action.name), ("i", interview)):
        if value:
            data[key] = value
    return SubmitAction(title=action.title, data=SubmitActionData(**data))


def _element(block: say.Block, name: str, interview: str) -> list[CardElement]:
    match block:
        case say.Text(text=text, style=style):
            return [_text(text, **_STYLES[style])]
        case say.Bullets(items=items, style=style):
            return [_text(_list(items, style))]
        case say.Facts(items=facts):
            if max(len(label) for label, _ in facts) > NARROW:
                return [_text(_list([f"**{label}:** {value}" for label, value in facts], "bullets"))]
            return [FactSet(facts=[Fact(title=label, value=value) for label, value in facts])]
        case say.Answered(items=answers, change=change):
            return [_answered(*answer, change, interview) for answer in answers]
        case say.Columns(headings=headings, rows=rows):
            return _columns(headings, rows)
        case say.Section(title=title, blocks=blocks, folded=folded):
            return _section(title, blocks, folded, name, interview)
        case say.Choices():
            return _choices(block)
        case say.Entry(label=label):
            return [TextInput(id=COMMENT, label=label, is_multiline=True, max_length=500)]
        case say.Picture(url=url, shows=shows):
            return [Image(url=url, alt_text=shows, size="Stretch"), _text(shows)]
        case say.Copyable(label=label, text=text):
            box = TextInput(id=f"{COPY}-{name}", label=label, value=text, is_multiline=True, height="stretch")
            return [Container(items=[box], min_height=_TALL if text.count("\n") > 5 else _LOW)]
        case say.Inline(actions=actions):
            if sum(len(action.title) for action in actions) > ROW:
                return [_inline((action,), interview) for action in actions]
            return [_inline(actions, interview)]


def _choices(block: say.Choices) -> list[CardElement]:
    """Tick boxes for several answers; on a form, a list to choose one from."""
    on_form = bool(block.label)
    boxes = ChoiceSetInput(
        id=f"{FORM}{block.question}" if on_form else CHOICE,
        is_multi_select=block.several,
        style="expanded" if block.several else "compact",
        wrap=True,
        choices=[Choice(title=choice.label, value=choice.id) for choice in block.choices],
        value=",".join(block.chosen),
        label=block.label or None,
    )
    problem = [_text(block.problem, **_STYLES["warning"], separator=True, spacing="Large")] if block.problem else []
    return [*problem, boxes]


def _text(text: str, **style: Any) -> TextBlock:
    return TextBlock(text=text, wrap=True, **style)


def _list(items: Iterable[str], style: str) -> str:
    """A Markdown list; Teams needs single line breaks between items. A box to tick off stands where a bullet would."""
    lines = [re.sub(r"\s*\n\s*", " ", item) if "\n" in item else item for item in items]
    if style == "checks":
        return "\n\n".join(f"☐ {line}" for line in lines)
    return "\n".join(f"{i}. {line}" if style == "numbers" else f"- {line}" for i, line in enumerate(lines, 1))


def _answered(question: str, name: str, answer: str, change: str, interview: str) -> ColumnSet:
    """A row that can be pressed to change the answer."""
    press = _submit(say.Action(f"{change}: {name}", "change", question=question), interview)
    return ColumnSet(
        spacing="Small",
        select_action=press,
        columns=[
            Column(width="stretch", items=[_text(f"**{name}:** {answer}")]),
            Column(width="auto", items=[_text(change, color="Accent", size="Small")]),
        ],
    )


def _inline(actions: Iterable[say.Action], interview: str) -> ColumnSet:
    """Words that can be pressed, side by side."""
    drawn = list(actions)
    columns = [
        Column(
            width="auto" if action is not drawn[-1] else "stretch",
            select_action=_submit(action, interview),
            items=[_text(action.title, color="Accent")],
        )
        for action in drawn
    ]
    return ColumnSet(spacing="Small" if len(drawn) == 1 else "Medium", columns=list(columns))


def _section(title: str, blocks: Iterable[say.Block], folded: bool, name: str, interview: str) -> list[CardElement]:
    inner = [element for i, block in enumerate(blocks) for element in _element(block, f"{name}-{i}", interview)]
    if not folded:
        return [_text(title, **_STYLES["heading"]), *inner]
    toggle = ToggleVisibilityAction(target_elements=[name, f"{name}-closed", f"{name}-open"], title=title)
    header = Container(
        spacing="Medium",
        select_action=toggle,
        items=[
            _text(f"**{title}** ▾", id=f"{name}-closed", color="Accent"),
            _text(f"**{title}** ▴", id=f"{name}-open", color="Accent", is_visible=False),
        ],
    )
    return [header, Container(id=name, is_visible=False, items=inner, spacing="Small")]


def _columns(headings: tuple[str, ...], rows: Iterable[tuple[str, tuple[str, ...]]]) -> list[CardElement]:
    """A label above each row, so that the cells have the whole width of a narrow card."""
    elements: list[CardElement] = [_row([f"**{heading}**" for heading in headings], separator=True, spacing="Medium")]
    for label, cells in rows:
        elements.append(_text(label, is_subtle=True, size="Small", separator=True, spacing="Medium"))
        elements.append(_row(cells))
    return elements


def _row(cells: Iterable[str], separator: bool = False, spacing: Literal["Small", "Medium"] = "Small") -> ColumnSet:
    columns = [Column(width="stretch", items=[_text(cell)]) for cell in cells]
    return ColumnSet(columns=columns, spacing=spacing, separator=separator)
