"""A recommendation: the verdict first, what it means to keep media, what stands in the way, why, and the details."""

from __future__ import annotations

from dataclasses import replace

from knowledge import model
from knowledge.base import Knowledge
from knowledge.interview import open_questions
from knowledge.recommend import Recommendation, recommend
from knowledge.replies import advice
from knowledge.replies.guidance import command_actions
from knowledge.replies.sources import Sources, link
from knowledge.replies.topic import topic_blocks
from knowledge.replies.weight import weight
from knowledge.reply import Action, Block, Link, Reply, Section, Text
from knowledge.rules import Answers

LARGE = 23_700
"""Weight above which steps, samples and sources get a card of their own: one card must stay below 25 KB."""


def recommendation_reply(
    knowledge: Knowledge, answers: Answers, understood: bool = False, topic: model.Topic | None = None
) -> Reply:
    """What follows from the answers. `understood` shows what was read from a text, `topic` is answered as well."""
    result = recommend(knowledge, answers)
    title = advice.verdict(knowledge, result)
    main, more, sources = _compose(knowledge, answers, result, understood, topic)
    last = sources.section(folded=True)
    fitting = _fitting(main, (last, *more))
    shown = [block for block in (*more, last) if block in fitting]
    large = len(shown) <= len(more)
    return Reply(
        kind="clarify" if result.provisional else "recommend",
        blocks=(Text(title, "title"), *main, *shown),
        summary=title,
        actions=_actions(knowledge, answers, understood, large),
        links=_links(knowledge, result),
        sources=sources.urls,
        option=None if result.provisional else result.outcome,
        blocked=result.blocked,
    )


def verdict_with_topic(knowledge: Knowledge, answers: Answers, topic: model.Topic) -> Reply:
    """The verdict for a scenario, briefly, and below it the answer to the question that it came with."""
    result = recommend(knowledge, answers)
    title, sources = advice.verdict(knowledge, result), Sources(knowledge)
    blocks: list[Block] = [
        Text(title, "title"),
        advice.understood_section(knowledge, answers),
        *advice.lead(knowledge, result, sources),
    ]
    blocks += advice.kept(knowledge, result, sources)
    blocks += [Text(f"**{blocker.title}.** {sources.mark(blocker.claim)}") for blocker in result.blockers]
    blocks += advice.reasons(knowledge, result, sources)
    blocks += [Text(topic.title, "heading"), *topic_blocks(knowledge, topic, sources)]
    return Reply(
        kind="recommend",
        blocks=(*blocks, sources.section(folded=True)),
        summary=title,
        actions=(
            Action(knowledge.strings.buttons.full, "recommend"),
            *_actions(knowledge, answers, understood=True, large=False),
        ),
        links=_links(knowledge, result),
        sources=sources.urls,
        topic=topic.id,
        option=result.outcome,
        blocked=result.blocked,
    )


def more_reply(knowledge: Knowledge, answers: Answers) -> Reply:
    """What did not fit on the card of the recommendation for `answers`: what to do, samples, sources."""
    _, more, sources = _compose(knowledge, answers, recommend(knowledge, answers), understood=False)
    title = knowledge.strings.headings.more
    shown = (
        replace(part, folded=number > 0) if isinstance(part, Section) else part for number, part in enumerate(more)
    )
    return Reply(
        kind="answer",
        blocks=(Text(title, "title"), *shown, sources.section(folded=True)),
        summary=title,
        actions=(Action(knowledge.strings.buttons.start_over, "command", name="start-over"),),
        sources=sources.urls,
    )


def _compose(
    knowledge: Knowledge,
    answers: Answers,
    result: Recommendation,
    understood: bool,
    topic: model.Topic | None = None,
) -> tuple[list[Block], list[Block], Sources]:
    """The blocks that always stand on the card, those that give way when it grows too large, and the sources."""
    headings, sources = knowledge.strings.headings, Sources(knowledge)
    main: list[Block] = [advice.understood_section(knowledge, answers)] if understood else []
    main += advice.lead(knowledge, result, sources)
    main += advice.kept(knowledge, result, sources)
    main += advice.blockers(knowledge, result, sources, advice.MOST_OPEN)
    main += advice.reasons(knowledge, result, sources)
    if topic is not None:
        main.append(Section(topic.title, tuple(topic_blocks(knowledge, topic, sources))))
    main += advice.alternatives(knowledge, result, sources)
    main += advice.warnings(knowledge, result, sources)
    main += advice.permissions(knowledge, result, sources)
    main += advice.still_open(knowledge, answers)
    more: list[Block] = [*advice.requirements(knowledge, result, sources), *advice.steps(knowledge, result, sources)]
    more += [*advice.samples(knowledge, result, sources), *advice.what_if(knowledge, result)]
    if not understood and answers:
        more.append(Section(headings.answers, (advice.given(knowledge, answers),), folded=True))
    more += advice.compared(knowledge, answers, result, sources)
    return main, more, sources


def _fitting(main: list[Block], more: tuple[Block, ...]) -> list[Block]:
    """Those of `more` for which there is room on a card with `main`: in order, but what is too large gives way."""
    room, shown = LARGE - weight(main), list[Block]()
    for block in more:
        if (needed := weight((block,))) <= room:
            room -= needed
            shown.append(block)
    return shown


def _actions(knowledge: Knowledge, answers: Answers, understood: bool, large: bool) -> tuple[Action, ...]:
    buttons = knowledge.strings.buttons
    rest = next(open_questions(knowledge, answers), None)
    go_on = (Action(buttons.go_on, "command", name="start"),) if understood and rest is not None else ()
    return (
        *go_on,
        *((Action(buttons.more, "more"),) if large else ()),
        *command_actions(knowledge, "summary"),
        Action(buttons.compare, "command", name="compare"),
        Action(buttons.start_over, "command", name="start-over"),
    )


def _links(knowledge: Knowledge, result: Recommendation) -> tuple[Link, ...]:
    """Where to read on: the option's page and the first sample, or the alternative's pages."""
    names = [knowledge.options[name].page for name in result.options]
    names += [sample.id for sample in result.samples[:1]]
    if not result.options:
        names = [name for alternative in result.alternatives[:1] for name in alternative.links[:2]]
    return tuple({entry.url: entry for entry in (link(knowledge, name) for name in names)}.values())[:3]
