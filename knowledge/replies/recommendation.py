"""A recommendation: the verdict first, what it means to keep media, what stands in the way, why, and the details."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

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
Part = Callable[[Sources], Iterable[Block]]
"""A part of a recommendation that can give way; composing it cites its sources."""


def recommendation_reply(
    knowledge: Knowledge, answers: Answers, understood: bool = False, topic: model.Topic | None = None
) -> Reply:
    """What follows from the answers. `understood` shows what was read from a text, `topic` is answered as well."""
    result = recommend(knowledge, answers)
    title = advice.verdict(knowledge, result)
    if topic is not None and any(topic.id in blocker.topics for blocker in result.blockers):
        topic = None  # what stands in the way says the same
    more = _more(knowledge, answers, result, understood)
    main, sources = _main(knowledge, answers, result, understood, topic)
    if topic is not None and not _resolves(main, sources):
        return verdict_with_topic(knowledge, answers, topic)
    if not _resolves(main, sources):
        main, sources = _main(knowledge, answers, result, understood, short=True)
        more = [partial(advice.alternatives, knowledge, result), *more]
    shown, sources, large = _fitting(main, more, sources)
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
    result, sources = recommend(knowledge, answers), Sources(knowledge)
    parts = _more(knowledge, answers, result, understood=False)
    if not _resolves(*_main(knowledge, answers, result, understood=True)):
        parts.append(partial(advice.alternatives, knowledge, result))
        main, cited = _main(knowledge, answers, result, understood=True, short=True)
        if not _resolves(main, cited):
            sources = cited  # the card before this one had no room for the list that its numbers stand for
    more = [block for part in parts for block in part(sources)]
    title, buttons = knowledge.strings.headings.more, knowledge.strings.buttons
    shown = (
        replace(part, folded=number > 0) if isinstance(part, Section) else part for number, part in enumerate(more)
    )
    return Reply(
        kind="answer",
        blocks=(Text(title, "title"), *shown, sources.section(folded=True)),
        summary=title,
        actions=(Action(buttons.full, "recommend"), Action(buttons.start_over, "command", name="start-over")),
        sources=sources.urls,
    )


def _main(
    knowledge: Knowledge,
    answers: Answers,
    result: Recommendation,
    understood: bool,
    topic: model.Topic | None = None,
    short: bool = False,
) -> tuple[list[Block], Sources]:
    """The blocks that always stand on the card, and their sources; a `short` card leaves other ways out."""
    sources = Sources(knowledge)
    main: list[Block] = [advice.understood_section(knowledge, answers)] if understood else []
    main += advice.lead(knowledge, result, sources)
    kept = partial(advice.kept, knowledge, result, sources)
    barred = partial(advice.blockers, knowledge, result, sources, advice.MOST_OPEN)
    calm = all(notice.reassures for notice in result.kept)
    for part in (barred, kept) if result.blocked and calm else (kept, barred):  # the worst first, before any link
        main += part()
    main += advice.reasons(knowledge, result, sources)
    if topic is not None:
        main.append(Section(topic.title, tuple(topic_blocks(knowledge, topic, sources))))
    if not short:
        main += advice.alternatives(knowledge, result, sources)
    main += advice.warnings(knowledge, result, sources)
    main += advice.permissions(knowledge, answers, result, sources)
    main += advice.still_open(knowledge, answers)
    return main, sources


def _more(knowledge: Knowledge, answers: Answers, result: Recommendation, understood: bool) -> list[Part]:
    """The parts that give way when the card grows too large, the most important first."""
    parts: list[Part] = [
        lambda cited: advice.requirements(knowledge, result, cited),
        lambda cited: advice.steps(knowledge, result, cited),
        lambda cited: advice.samples(knowledge, result, cited),
        lambda _: advice.what_if(knowledge, result),
    ]
    if not understood and answers:
        given = Section(knowledge.strings.headings.answers, (advice.given(knowledge, answers),), folded=True)
        parts.append(lambda _: (given,))
    return [*parts, lambda cited: advice.compared(knowledge, answers, result, cited)]


def _resolves(main: list[Block], sources: Sources) -> bool:
    """Whether a card with `main` has room for the list of its sources."""
    return weight(main) + sources.weight <= LARGE


def _fitting(main: list[Block], more: Iterable[Part], sources: Sources) -> tuple[list[Block], Sources, bool]:
    """What there is room for on a card with `main`, with the sources of that alone, and whether something is left out.

    Parts are taken in order; one that is too large with what it cites gives way to those after it.
    """
    room, shown, large = LARGE - weight(main), list[Block](), False
    listed = _resolves(main, sources)
    for part in more:
        cited = sources.copy()
        blocks = list(part(cited))
        needed = weight(blocks)
        if listed and needed + cited.weight <= room:
            room -= needed
            shown += blocks
            sources = cited
        elif blocks:
            large = True
    return [*shown, *((sources.section(folded=True),) if listed else ())], sources, large or not listed


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
