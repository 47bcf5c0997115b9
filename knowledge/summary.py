"""A recommendation as a Markdown document: decision, context, answers, reasons, consequences, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from knowledge.base import Knowledge
from knowledge.markdown import markdown
from knowledge.recommend import recommend
from knowledge.replies import advice
from knowledge.replies.sources import Sources
from knowledge.reply import Block, Section, Text
from knowledge.rules import Answers

LONGEST = 21_500
"""Bytes above which parts are left out, and named: the box to copy from has to fit on a card of 25 KB."""


def summary_document(knowledge: Knowledge, answers: Answers) -> str:
    """What was decided for `answers` and why, to paste into a design document. It ends without a line break."""
    document = ""
    for left_out in range(5):
        document = _document(knowledge, answers, left_out)
        if len(document.encode()) + document.count("\n") <= LONGEST:
            break
    return document


def _document(knowledge: Knowledge, answers: Answers, left_out: int) -> str:
    """The document without the `left_out` least important of its parts."""
    words, headings = knowledge.strings.summary, knowledge.strings.headings
    result, sources = recommend(knowledge, answers), Sources(knowledge)
    decision = (Text(f"**{advice.verdict(knowledge, result)}.**"), *advice.lead(knowledge, result, sources))
    answered: list[Block] = [advice.given(knowledge, answers)] if answers else []
    reasons = tuple(block for block in advice.reasons(knowledge, result, sources) if not _is_heading(block))
    consequences: list[Block] = [
        *advice.kept(knowledge, result, sources),
        *advice.blockers(knowledge, result, sources),
        *advice.warnings(knowledge, result, sources),
        *advice.requirements(knowledge, result, sources),
        *advice.permissions(knowledge, answers, result, sources),
        *advice.steps(knowledge, result, sources),
    ]
    further: list[Callable[[Sources], Iterator[Section]]] = [
        lambda cited: advice.samples(knowledge, result, cited),
        lambda cited: advice.alternatives(knowledge, result, cited),
        lambda _: advice.what_if(knowledge, result),
        lambda cited: advice.compared(knowledge, answers, result, cited),
    ]
    room = len(further) - left_out
    consequences += [part for parts in further[:room] for part in parts(sources)]
    if titles := [part.title for parts in further[room:] for part in parts(Sources(knowledge))]:
        consequences.append(Text(words.left_out.format(parts=", ".join(titles))))
    parts = (
        Section(words.decision, decision),
        Section(words.context, (Text(words.situation),)),
        Section(headings.answers, (*answered, *advice.still_open(knowledge, answers))),
        Section(headings.reasons, reasons),
        Section(words.consequences, tuple(_below(block) for block in consequences)),
        sources.section(),
    )
    return markdown((Text(words.title, "title"), *(part for part in parts if part.blocks)))


def _is_heading(block: Block) -> bool:
    return isinstance(block, Text) and block.style == "heading"


def _below(block: Block) -> Block:
    """Colors say nothing in a document: a warning is a paragraph."""
    return replace(block, style="body") if isinstance(block, Text) and block.style == "warning" else block
