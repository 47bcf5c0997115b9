"""A recommendation as a Markdown document: decision, context, answers, reasons, consequences, sources."""

from __future__ import annotations

from dataclasses import replace

from knowledge.base import Knowledge
from knowledge.markdown import markdown
from knowledge.recommend import recommend
from knowledge.replies import advice
from knowledge.replies.sources import Sources
from knowledge.reply import Block, Section, Text
from knowledge.rules import Answers


def summary_document(knowledge: Knowledge, answers: Answers) -> str:
    """What was decided for `answers` and why, to paste into a design document. It ends without a line break."""
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
        *advice.permissions(knowledge, result, sources),
        *advice.alternatives(knowledge, result, sources),
        *advice.steps(knowledge, result, sources),
        *advice.samples(knowledge, result, sources),
        *advice.what_if(knowledge, result),
        *advice.compared(knowledge, answers, result, sources),
    ]
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
