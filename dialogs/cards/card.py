"""A `Reply` -> an Adaptive Card 1.5, as the dictionary that goes on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from microsoft_teams.cards import (
    ActionSet,
    AdaptiveCard,
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


def draw(reply: say.Reply, interview: str = "") -> Json:
    """The card for `reply`; `interview` is the id that its buttons carry, so that old cards can be recognized."""
    rows, buttons = _buttons(reply.actions, reply.links, interview)
    body: list[Json] = []
    titled = False
    for position, block in enumerate(reply.blocks):
        if isinstance(block, say.Text) and block.style == "title":
            below = {"separator": True, "spacing": "Large"} if titled else {}  # such as the question after an answer
            body.append(_text(block.text, **_STYLES["title"], **below))
            titled = True
        else:
            body += _element(block, f"s{position}", interview)
    return {**_CARD, "fallbackText": reply.summary, "body": [*body, *rows], "actions": buttons}


def _buttons(
    actions: tuple[say.Action, ...], links: tuple[say.Link, ...], interview: str
) -> tuple[list[Json], list[Json]]:
    """What stands below the blocks in the body, and the card's own buttons."""
    body: list[Json] = []
    submits: list[Json] = []
    long_topic = any(len(action.title) > BUTTON for action in actions if action.do == "ask")
    for action in actions:
        if long_topic if action.do == "ask" else len(action.title) > BUTTON:  # topics should look alike
            body.append(_inline((action,), interview))
        else:
            submits.append(_submit(action, interview))
    opens = [_open(link) for link in _distinct(links)]
    buttons = [*submits, *opens][:MOST_ACTIONS]
    if len(rows := list(_rows(buttons))) > 1:
        below = [{**_ROW_OF_BUTTONS, "actions": row} for row in rows]
        body += [{**below[0], "spacing": "Medium"}, *below[1:]]
        buttons = []
    return body, buttons


def _plain(model: BaseModel) -> Json:
    return model.model_dump(by_alias=True, exclude_none=True)


# What elements of a kind have in common, made by Microsoft's models once. A copy with the rest filled in takes a tenth
# of the time of another model: a fifth of a turn that shows a recommendation.
_CARD = _plain(AdaptiveCard(version=VERSION, fallback_text=""))
_SUBMIT = _plain(SubmitAction(title="", data=SubmitActionData()))
_OPEN = _plain(OpenUrlAction(title="", url="", tooltip=""))
_TOGGLE = _plain(ToggleVisibilityAction(target_elements=[], title=""))
_ROWS = {
    "Small": _plain(ColumnSet(columns=[], spacing="Small")),
    "Medium": _plain(ColumnSet(columns=[], spacing="Medium")),
}
_CELLS = {"auto": _plain(Column(width="auto", items=[])), "stretch": _plain(Column(width="stretch", items=[]))}
_ROW_OF_BUTTONS = _plain(ActionSet(actions=[], spacing="Small"))
_HEADER = _plain(Container(items=[], spacing="Medium"))
_FOLDED = _plain(Container(id="", is_visible=False, items=[], spacing="Small"))


@cache
def _like(**style: Any) -> Json:
    """A paragraph of this style, without its text."""
    return _plain(TextBlock(text="", wrap=True, **style))


def _text(text: str, **style: Any) -> Json:
    return {**_like(**style), "text": text}


def _rows(actions: Iterable[Json]) -> Iterator[list[Json]]:
    """Buttons in rows that fit on a phone: some clients neither wrap a row nor scroll it, and cut it off."""
    row: list[Json] = []
    room: float = BUTTONS
    for action in actions:
        needed = _width(action["title"]) + _FRAME
        if row and needed > room:
            yield row
            row, room = [], BUTTONS
        row.append(action)
        room -= needed
    if row:
        yield row


@lru_cache(maxsize=1024)
def _width(title: str) -> float:
    """How wide a title is, in letters of usual width; fitted to the buttons of the gallery."""
    return sum(0.5 if letter in _THIN else 1.4 if letter in _WIDE else 1 for letter in title)


def _distinct(links: Iterable[say.Link]) -> list[say.Link]:
    """One button for each place that links lead to: two buttons with the same words would not tell apart."""
    return list({link.button: link for link in reversed(list(links))}.values())[::-1]


def _open(link: say.Link) -> Json:
    return {**_OPEN, "title": link.button, "url": link.url, "tooltip": link.title}


def _submit(action: say.Action, interview: str) -> Json:
    data: dict[str, Any] = {"v": 1, "do": action.do}
    for key, value in (("q", action.question), ("a", action.answer), ("n", action.name), ("i", interview)):
        if value:
            data[key] = value
    return {**_SUBMIT, "title": action.title, "data": data}


def _element(block: say.Block, name: str, interview: str) -> list[Json]:
    match block:
        case say.Text(text=text, style=style):
            return [_text(text, **_STYLES[style])]
        case say.Bullets(items=items, style=style):
            return [_text(_list(items, style))]
        case say.Facts(items=facts):
            if max(len(label) for label, _ in facts) > NARROW:
                return [_text(_list([f"**{label}:** {value}" for label, value in facts], "bullets"))]
            return [_plain(FactSet(facts=[Fact(title=label, value=value) for label, value in facts]))]
        case say.Answered(items=answers, change=change):
            return [_answered(*answer, change, interview) for answer in answers]
        case say.Columns(headings=headings, rows=rows):
            return _columns(headings, rows)
        case say.Section(title=title, blocks=blocks, folded=folded):
            return _section(title, blocks, folded, name, interview)
        case say.Choices():
            return _choices(block)
        case say.Entry(label=label):
            return [_plain(TextInput(id=COMMENT, label=label, is_multiline=True, max_length=500))]
        case say.Picture(url=url, shows=shows):
            return [_plain(Image(url=url, alt_text=shows, size="Stretch")), _text(shows)]
        case say.Copyable(label=label, text=text):
            box = TextInput(id=f"{COPY}-{name}", label=label, value=text, is_multiline=True, height="stretch")
            return [_plain(Container(items=[box], min_height=_TALL if text.count("\n") > 5 else _LOW))]
        case say.Inline(actions=actions):
            if sum(len(action.title) for action in actions) > ROW:
                return [_inline((action,), interview) for action in actions]
            return [_inline(actions, interview)]


def _choices(block: say.Choices) -> list[Json]:
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
    return [*problem, _plain(boxes)]


def _list(items: Iterable[str], style: str) -> str:
    """A Markdown list; Teams needs single line breaks between items. A box to tick off stands where a bullet would."""
    lines = [re.sub(r"\s*\n\s*", " ", item) if "\n" in item else item for item in items]
    if style == "checks":
        return "\n\n".join(f"☐ {line}" for line in lines)
    return "\n".join(f"{i}. {line}" if style == "numbers" else f"- {line}" for i, line in enumerate(lines, 1))


def _answered(question: str, name: str, answer: str, change: str, interview: str) -> Json:
    """A row that can be pressed to change the answer."""
    press = _submit(say.Action(f"{change}: {name}", "change", question=question), interview)
    cells = [
        {**_CELLS["stretch"], "items": [_text(f"**{name}:** {answer}")]},
        {**_CELLS["auto"], "items": [_text(change, color="Accent", size="Small")]},
    ]
    return {**_ROWS["Small"], "selectAction": press, "columns": cells}


def _inline(actions: Iterable[say.Action], interview: str) -> Json:
    """Words that can be pressed, side by side."""
    drawn = list(actions)
    cells = [
        {
            **_CELLS["auto" if action is not drawn[-1] else "stretch"],
            "selectAction": _submit(action, interview),
            "items": [_text(action.title, color="Accent")],
        }
        for action in drawn
    ]
    return {**_ROWS["Small" if len(drawn) == 1 else "Medium"], "columns": cells}


def _section(title: str, blocks: Iterable[say.Block], folded: bool, name: str, interview: str) -> list[Json]:
    inner = [element for i, block in enumerate(blocks) for element in _element(block, f"{name}-{i}", interview)]
    if not folded:
        return [_text(title, **_STYLES["heading"]), *inner]
    toggle = {**_TOGGLE, "targetElements": [name, f"{name}-closed", f"{name}-open"], "title": title}
    titles = [
        {**_text(f"**{title}** ▾", color="Accent"), "id": f"{name}-closed"},
        {**_text(f"**{title}** ▴", color="Accent", is_visible=False), "id": f"{name}-open"},
    ]
    return [{**_HEADER, "selectAction": toggle, "items": titles}, {**_FOLDED, "id": name, "items": inner}]


def _columns(headings: tuple[str, ...], rows: Iterable[tuple[str, tuple[str, ...]]]) -> list[Json]:
    """A label above each row, so that the cells have the whole width of a narrow card."""
    elements = [{**_row(f"**{heading}**" for heading in headings), "spacing": "Medium", "separator": True}]
    for label, cells in rows:
        elements.append(_text(label, is_subtle=True, size="Small", separator=True, spacing="Medium"))
        elements.append(_row(cells))
    return elements


def _row(cells: Iterable[str]) -> Json:
    return {**_ROWS["Small"], "columns": [{**_CELLS["stretch"], "items": [_text(cell)]} for cell in cells]}
