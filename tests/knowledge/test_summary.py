"""The summary is a Markdown document with the decision, context, answers, reasons, consequences and sources."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.markdown import markdown
from knowledge.recommend import recommend
from knowledge.replies.advice import MOST_SAMPLES, verdict
from knowledge.replies.summary import permissions_reply, summary_reply
from knowledge.reply import Bullets, Columns, Copyable, Facts, Section, Text
from knowledge.rules import Answers
from knowledge.summary import summary_document
from tests.dialogs.test_card import hold_together

KNOWLEDGE = load()


@st.composite
def answers_(draw: st.DrawFn, knowledge: Knowledge = KNOWLEDGE) -> Answers:
    """Any answers to any questions, but for combinations that cannot be given."""
    found: Answers = {}
    for question in knowledge.questions.values():
        free = [answer.id for answer in question.answers if not answer.exclusive]
        several = st.frozensets(st.sampled_from(free), max_size=4)
        one = st.sampled_from([answer.id for answer in question.answers]).map(lambda name: frozenset({name}))
        chosen = draw(st.none() | (several if question.several else one | st.just(frozenset[str]())))
        if chosen is not None:
            found = {**found, question.id: chosen}
    return found


def headings(document: str) -> list[tuple[str, str]]:
    """Level and text of every heading, as a Markdown reader sees them."""
    tokens = MarkdownIt().parse(document)
    return [(token.tag, after.content) for token, after in zip(tokens, tokens[1:], strict=False) if token.tag[:1] == "h"
            and token.type == "heading_open"]  # fmt: skip


def test_the_parts_stand_in_the_order_of_a_decision_record() -> None:
    answers = {"needs": frozenset({"live-audio"}), "keep": frozenset({"derived"}), "language": frozenset({"python"})}
    document = summary_document(KNOWLEDGE, answers)
    found = headings(document)
    assert [text for level, text in found if level == "h1"] == ["Media hosting for our Teams bot"]
    assert [text for level, text in found if level == "h2"] == [
        "Decision",
        "Context",
        "Your answers",
        "Why",
        "Consequences",
        "Sources",
    ]
    below = [text for level, text in found if level == "h3"]
    assert {"What stands in the way", "Keeping media", "What you need", "Permissions", "Next steps"} <= set(below)
    assert "**Application-hosted media, but not as things stand.**" in document
    assert "- **Language:** Python" in document
    assert "- [ ] " in document


@given(answers_())
def test_nothing_of_the_recommendation_is_missing(answers: Answers) -> None:
    result, document = recommend(KNOWLEDGE, answers), summary_document(KNOWLEDGE, answers)
    assert verdict(KNOWLEDGE, result) in document
    claims = [reason.claim for reason in result.reasons] + [step.claim for step in result.steps]
    claims += [requirement.claim for requirement in result.requirements]
    claims += [claim for blocker in result.blockers for claim in (blocker.claim, *blocker.ways_out)]
    flat = " ".join(document.split())
    for claim in claims:
        assert " ".join(claim.text.split()) in flat
    for need in result.permissions:
        assert f"**{need.permission}:**" in document
    for sample in result.samples[:MOST_SAMPLES]:
        assert f"[{sample.title}]({sample.url}) ({sample.language})" in document
    for question in answers:
        assert f"- **{KNOWLEDGE.questions[question].name}:** " in document


@given(answers_())
def test_every_number_of_a_source_leads_to_one(answers: Answers) -> None:
    document = summary_document(KNOWLEDGE, answers)
    text, _, listed = document.rpartition("## Sources")
    numbers = {int(number) for mark in re.findall(r" \[(\d+(?:,\d+)*)\]", text) for number in mark.split(",")}
    assert numbers == {int(number) for number in re.findall(r"^(\d+)\. \[", listed, re.MULTILINE)}


def test_what_would_make_it_too_long_is_left_out_and_named() -> None:
    many = "prompts tones clips call-control live-audio voice-agent live-video recording voicemail meetings-and-chat"
    answers = {
        "needs": frozenset(many.split()),
        "calls": frozenset({"different-calls"}),
        "callers": frozenset({"group-call", "phone", "user-calls-bot", "other-tenant", "meeting"}),
        "keep": frozenset({"media"}),
        "language": frozenset({"other"}),
        "host": frozenset({"linux"}),
        "consent": frozenset({"refused"}),
    }
    document = summary_document(KNOWLEDGE, answers)
    assert re.search(r"Left out here, since .*: .*What would change this.*\.\n", document)
    assert "### What would change this" not in document
    assert "### Next steps" in document
    hold_together(summary_reply(KNOWLEDGE, answers))


def test_permissions_can_be_copied_one_a_line() -> None:
    answers = {"needs": frozenset({"live-audio"}), "callers": frozenset({"meeting"})}
    blocks = [block for block in permissions_reply(KNOWLEDGE, answers).blocks if isinstance(block, Copyable)]
    names = [name for block in blocks for name in block.text.split("\n")]
    assert sorted(names) == sorted(need.permission for need in recommend(KNOWLEDGE, answers).permissions)
    assert "Calls.AccessMedia.All" in names


def test_without_answers_the_summary_says_how_to_get_one() -> None:
    reply = summary_reply(KNOWLEDGE, {})
    assert "nothing to sum up yet" in reply.summary
    assert "Start" in [action.title for action in reply.actions]


def test_blocks_as_markdown() -> None:
    blocks = (
        Text("Title", "title"),
        Section("Part", (Bullets(("one\n two", "three"), style="numbers"), Facts((("a", "b"),)))),
        Columns(("X", "Y"), (("row", ("1|2", "3")),)),
    )
    assert markdown(blocks) == (
        "# Title\n\n## Part\n\n1. one two\n2. three\n\n- **a:** b\n\n"
        "|  | X | Y |\n| --- | --- | --- |\n| row | 1\\|2 | 3 |"
    )
