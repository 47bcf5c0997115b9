"""The parts of a recommendation: what is folded, compared, listed and ordered."""

from __future__ import annotations

import dataclasses
import re

import pytest

from dialogs.cards.card import draw
from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.recommend import applying, decide, recommend
from knowledge.replies.recommendation import more_reply, recommendation_reply
from knowledge.reply import Bullets, Reply, Section
from knowledge.rules import Answers
from tests.cards import card_text

KNOWLEDGE = load()
LIVE: Answers = {
    "needs": frozenset({"live-audio"}),
    "callers": frozenset({"meeting"}),
    "keep": frozenset({"nothing"}),
    "language": frozenset({"dotnet"}),
    "host": frozenset({"azure-windows"}),
    "consent": frozenset({"granted"}),
}
MENU: Answers = {"needs": frozenset({"tones"}), "callers": frozenset({"phone"})}


def sections(reply: Reply) -> dict[str, Section]:
    """The headed parts of a reply."""
    return {block.title: block for block in reply.blocks if isinstance(block, Section)}


def test_the_verdict_comes_first_and_long_parts_are_folded() -> None:
    reply = recommendation_reply(KNOWLEDGE, LIVE)
    assert card_text(draw(reply)).startswith("Application-hosted media\n")
    found = sections(reply)
    for title in ("Good to know", "What you need", "Permissions", "Samples", "Next steps", "What would change this"):
        assert found[title].folded, title
    open_letters = sum(len(text) for text in map(str, reply.blocks) if "folded=True" not in text)
    assert open_letters < 1500, "what is open at first fits on a phone's screen or two"


@pytest.mark.parametrize(
    ("answers", "other", "shown", "left_out"),
    [
        (LIVE, "Compared with service-hosted media", {"Live audio", "Language"}, {"Prompts", "Phone tones"}),
        (MENU, "Compared with application-hosted media", {"Phone tones", "Language"}, {"Live audio", "Short clips"}),
    ],
)
def test_the_runner_up_is_compared_in_what_matters(
    answers: Answers, other: str, shown: set[str], left_out: set[str]
) -> None:
    found = sections(recommendation_reply(KNOWLEDGE, answers))
    lines = next(block.items for block in found[other].blocks if isinstance(block, Bullets))
    labels = {line.partition(":**")[0].removeprefix("**") for line in lines}
    assert shown <= labels
    assert not left_out & labels
    runner_up = other.removeprefix("Compared with ").capitalize()
    assert all(f" *{runner_up}:* " in line for line in lines)


def test_without_one_recommended_option_there_is_no_runner_up() -> None:
    for needs in ({"attendance"}, {"tones", "live-audio"}):
        answers: Answers = {"needs": frozenset(needs), "calls": frozenset({"different-calls"})}
        assert not [title for title in sections(recommendation_reply(KNOWLEDGE, answers)) if "Compared" in title]


@pytest.mark.parametrize("answers", [LIVE, MENU])
def test_samples_stand_in_the_order_of_their_fit(answers: Answers) -> None:
    decision = decide(KNOWLEDGE, answers)
    orders = [
        min(fit.order for fit in applying(KNOWLEDGE, f"sample {sample.id}", sample.fits, decision, answers))
        for sample in recommend(KNOWLEDGE, answers).samples
    ]
    assert len(orders) > 1
    assert orders == sorted(orders)
    lines = next(b for b in sections(recommendation_reply(KNOWLEDGE, answers))["Samples"].blocks)
    assert isinstance(lines, Bullets)
    for line in lines.items:
        assert "(C#): " in line


def test_what_finds_no_room_stands_behind_more() -> None:
    answers = {
        "needs": frozenset({"clips", "live-video", "recording", "voice-agent"}),
        "calls": frozenset({"different-calls"}),
        "callers": frozenset({"meeting", "phone", "other-tenant"}),
        "keep": frozenset({"derived"}),
        "language": frozenset({"other"}),
        "host": frozenset({"azure-windows"}),
    }
    reply, more = recommendation_reply(KNOWLEDGE, answers), more_reply(KNOWLEDGE, answers)
    assert "more" in [action.do for action in reply.actions]
    missing = {"What you need", "Next steps", "Samples", "What would change this"} - set(sections(reply))
    assert missing
    assert missing <= set(sections(more))
    first, *rest = sections(more).values()
    assert not first.folded
    assert all(section.folded for section in rest), "so that one sees at a glance what there is"
    assert "more" not in [action.do for action in recommendation_reply(KNOWLEDGE, LIVE).actions]


def test_a_card_lists_the_sources_of_what_it_shows_and_no_others() -> None:
    every: Answers = {
        question.id: frozenset(answer.id for answer in question.answers if not answer.exclusive)
        for question in KNOWLEDGE.questions.values()
        if question.several
    }
    different = {**every, "calls": frozenset({"different-calls"}), "keep": frozenset({"derived"})}
    for answers in ({}, LIVE, MENU, every, different, {**different, "language": frozenset({"other"})}):
        reply = recommendation_reply(KNOWLEDGE, answers)
        listed = sections(reply).get("Sources")
        assert listed is not None
        shown = str([block for block in reply.blocks if block != listed])
        numbers = {int(one) for cited in re.findall(r"\[(\d+(?:,\d+)*)\]", shown) for one in cited.split(",")}
        assert numbers == set(range(1, len(reply.sources) + 1))


def test_where_something_blocks_the_first_step_is_a_way_out_and_no_topic_repeats_it() -> None:
    python = {**LIVE, "language": frozenset({"python"})}
    topic = KNOWLEDGE.topics["language-support-python"]
    for reply in (recommendation_reply(KNOWLEDGE, python), recommendation_reply(KNOWLEDGE, python, topic=topic)):
        assert topic.title not in sections(reply)
        assert "way out of what stands in the way: No C# or .NET" in str(sections(reply)["Next steps"].blocks)
    free = recommendation_reply(KNOWLEDGE, LIVE, topic=topic)
    assert topic.title in sections(free)
    assert "way out" not in str(sections(free)["Next steps"].blocks)


def test_answers_that_block_together_are_named_together() -> None:
    both = {**LIVE, "language": frozenset({"python"}), "host": frozenset({"linux"})}
    assert "**Language**, **Host** would have to change together" in everything(KNOWLEDGE, both)
    assert "together" not in str(sections(recommendation_reply(KNOWLEDGE, LIVE))["What would change this"])


def test_permissions_say_which_open_answers_add_to_them() -> None:
    open_callers = {name: chosen for name, chosen in LIVE.items() if name != "callers"}
    assert "still open: **Calls with**" in str(sections(recommendation_reply(KNOWLEDGE, open_callers))["Permissions"])
    assert "still open" not in str(sections(recommendation_reply(KNOWLEDGE, LIVE))["Permissions"])


def test_a_row_of_the_comparison_can_be_bound_to_any_answer() -> None:
    aspect = KNOWLEDGE.aspects["upkeep"].model_copy(update={"when": {"language": ("python",)}})
    other = dataclasses.replace(KNOWLEDGE, aspects={**KNOWLEDGE.aspects, "upkeep": aspect})
    python = {**LIVE, "language": frozenset({"python"})}
    assert "Media library never" not in everything(other, LIVE)
    assert "Media library never" in everything(other, python)


def everything(knowledge: Knowledge, answers: Answers) -> str:
    """What is said on the card of a recommendation and behind More."""
    return str((recommendation_reply(knowledge, answers).blocks, more_reply(knowledge, answers).blocks))
