"""Blocks of a reply -> Markdown, for a document that people keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.reply import Answered, Block, Bullets, Columns, Copyable, Facts, Section, Text

_BULLET = {"bullets": "-", "checks": "- [ ]"}


def markdown(blocks: Iterable[Block], level: int = 1) -> str:
    """The blocks as Markdown; a title gets `level` hashes, and what is below it more. What only works on a card, such
    as buttons and boxes to tick, is left out."""
    parts = ("\n".join(lines) for block in blocks if (lines := list(_lines(block, level))))
    return "\n\n".join(parts)


def _lines(block: Block, level: int) -> Iterator[str]:
    match block:
        case Text(text=text, style=style):
            yield {"title": f"{'#' * level} {text}", "heading": f"{'#' * (level + 1)} {text}"}.get(style, text)
        case Bullets(items=items, style=style):
            for number, item in enumerate(items, 1):
                yield f"{_BULLET.get(style, f'{number}.')} {' '.join(item.split())}"
        case Facts(items=facts):
            for label, value in facts:
                yield f"- **{label}:** {value}"
        case Answered(items=answers):
            for _, name, answer in answers:
                yield f"- **{name}:** {answer}"
        case Columns(headings=headings, rows=rows):
            yield _row(("", *headings))
            yield _row(["---"] * (len(headings) + 1))
            for label, cells in rows:
                yield _row((label, *cells))
        case Section(title=title, blocks=inner):
            yield markdown((Text(title, "title"), *inner), level + 1)
        case Copyable(text=text):
            yield text


def _row(cells: Iterable[str]) -> str:
    cells = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(cells)} |"
