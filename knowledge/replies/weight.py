"""How large a reply gets as a card, so that it can be divided before it is too large for one."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.reply import (
    Answered,
    Block,
    Bullets,
    Choices,
    Columns,
    Copyable,
    Entry,
    Facts,
    Inline,
    Picture,
    Section,
    Text,
)


def weight(blocks: Iterable[Block]) -> int:
    """About as many bytes as the blocks take on a card: their letters, and what surrounds them. It errs upward."""
    return sum(map(_weight, blocks))


def item_weight(item: str) -> int:
    """The same for one item of a list."""
    return len(item) + 4


def _weight(block: Block) -> int:
    match block:
        case Text(text=text):
            return 60 + len(text)
        case Bullets(items=items):
            return 60 + sum(map(item_weight, items))
        case Facts(items=facts):
            return 40 + sum(len(label) + len(value) + 25 for label, value in facts)
        case Answered(items=answers):
            return sum(420 + 2 * len(name) + len(answer) for _, name, answer in answers)
        case Columns(rows=rows):
            return sum(300 + len(label) + sum(len(cell) + 110 for cell in cells) for label, cells in rows)
        case Section(title=title, blocks=inner, folded=folded):
            return (640 + 2 * len(title) if folded else 140 + len(title)) + weight(inner)
        case Choices(choices=choices):
            return 300 + sum(len(choice.label) + len(choice.id) + 25 for choice in choices)
        case Entry(label=label):
            return 150 + len(label)
        case Picture(url=url, shows=shows):
            return 120 + len(url) + 2 * len(shows)
        case Copyable(text=text):
            return 120 + len(text) + text.count("\n")
        case Inline(actions=actions):
            return 300 * len(actions)
