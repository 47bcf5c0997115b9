"""A recommendation: the verdict first, what it means to keep media, what stands in the way, why, and the details."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge import model
from knowledge.base import Knowledge
from knowledge.interview import open_questions
from knowledge.recommend import Recommendation, WhatIf, recommend
from knowledge.replies.question import answer_label
from knowledge.replies.sources import Sources, link
from knowledge.replies.topic import topic_blocks
from knowledge.reply import Action, Answered, Block, Bullets, Facts, Link, Reply, Section, Text, sentences
from knowledge.rules import BOTH, NEITHER, Answers

MOST_SAMPLES = 3
LARGE = 13_000
"""Characters above which steps, samples and sources get a card of their own: one card must stay below 25 KB."""


def recommendation_reply(
    knowledge: Knowledge, answers: Answers, understood: bool = False, topic: model.Topic | None = None
) -> Reply:
    """What follows from the answers. `understood` shows what was read from a text, `topic` is answered as well."""
    result = recommend(knowledge, answers)
    title = verdict(knowledge, result)
    main, more, sources = _compose(knowledge, answers, result, understood, topic)
    large = sum(map(len, sentences((*main, *more, sources.section())))) > LARGE
    return Reply(
        kind="clarify" if result.provisional else "recommend",
        blocks=(Text(title, "title"), *main, *(() if large else (*more, sources.section(folded=True)))),
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
    title, sources = verdict(knowledge, result), Sources(knowledge)
    blocks: list[Block] = [
        Text(title, "title"),
        understood_section(knowledge, answers),
        *_lead(knowledge, result, sources),
    ]
    blocks += _kept(knowledge, result, sources)
    blocks += [Text(f"**{blocker.title}.** {sources.mark(blocker.claim)}") for blocker in result.blockers]
    blocks += _reasons(knowledge, result, sources)
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
    opened = (replace(block, folded=False) if isinstance(block, Section) else block for block in more)
    return Reply(
        kind="answer",
        blocks=(Text(title, "title"), *opened, sources.section()),
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
    main: list[Block] = [understood_section(knowledge, answers)] if understood else []
    main += _lead(knowledge, result, sources)
    main += _kept(knowledge, result, sources)
    main += _blockers(knowledge, result, sources)
    main += _reasons(knowledge, result, sources)
    if topic is not None:
        main.append(Section(topic.title, tuple(topic_blocks(knowledge, topic, sources))))
    main += _details(knowledge, result, sources)
    main += _open(knowledge, answers)
    more: list[Block] = list(_steps(knowledge, result, sources))
    more += [*_samples(knowledge, result, sources), *_what_if(knowledge, result)]
    if not understood and answers:
        more.append(Section(headings.answers, (_answers(knowledge, answers),), folded=True))
    return main, more, sources


def verdict(knowledge: Knowledge, result: Recommendation) -> str:
    """The recommendation in one line."""
    words = knowledge.strings.verdict
    if result.outcome == BOTH:
        return words.both_blocked if result.blocked else words.both
    if result.outcome == NEITHER:
        titles = [alternative.title for alternative in result.alternatives]
        return words.neither.format(alternative=titles[0]) if titles else words.neither_plain
    option = knowledge.options[result.outcome].title
    return (words.blocked if result.blocked else words.one).format(option=option)


def _lead(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    words = knowledge.strings.verdict
    if result.provisional:
        yield Text(words.provisional)
    if result.outcome == NEITHER:
        yield Text(words.neither_lead)
    for name in result.options:
        summary = sources.mark(knowledge.options[name].summary)
        part = words.both_part.format(option=knowledge.options[name].title)
        yield Text(f"{part} {summary}" if len(result.options) > 1 else summary)


def _kept(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    """What keeping media or anything derived from it means; stands before any link."""
    if not result.kept:
        return
    yield Text(knowledge.strings.headings.kept, "heading")
    for notice in result.kept:
        yield Text(sources.mark(notice.claim), "warning")
        if notice.details:
            yield Bullets(sources.mark_all(notice.details), numbered=True)


def _blockers(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    headings = knowledge.strings.headings
    if not result.blockers:
        return
    yield Text(headings.blockers, "heading")
    for blocker in result.blockers:
        weight = headings.hard if blocker.hard else headings.soft
        yield Text(f"**{blocker.title}** ({weight.lower()}). {sources.mark(blocker.claim)}")
        yield Text(headings.ways_out, "note")
        yield Bullets(sources.mark_all(blocker.ways_out))


def _reasons(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    if not result.reasons:
        return
    words = knowledge.strings.verdict
    lines: list[str] = []
    for reason in result.reasons:
        text = sources.mark(reason.claim)
        if reason.answer is not None:
            text = f"{words.you_said.format(answer=knowledge.answer(*reason.answer).label)} {text}"
        lines.append(text)
    yield Text(knowledge.strings.headings.reasons, "heading")
    yield Bullets(tuple(lines))


def _details(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    headings = knowledge.strings.headings
    for alternative in result.alternatives:
        yield _alternative(knowledge, alternative, sources, folded=result.outcome != NEITHER)
    warnings = [line for notice in result.notices for line in (notice.claim, *notice.details)]
    if warnings:
        yield Section(headings.warnings, (Bullets(sources.mark_all(warnings)),), folded=True)
    if result.permissions:
        facts = tuple(_permission(knowledge, need, sources) for need in result.permissions)
        yield Section(headings.permissions, (Facts(facts),), folded=True)


def _steps(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    """What you need, and what to do next."""
    headings = knowledge.strings.headings
    if result.requirements:
        claims = sources.mark_all(requirement.claim for requirement in result.requirements)
        yield Section(headings.requirements, (Bullets(claims),), folded=True)
    if result.steps:
        lines = sources.mark_all(step.claim for step in result.steps)
        yield Section(headings.steps, (Bullets(lines, numbered=True),), folded=True)


def _alternative(knowledge: Knowledge, entry: model.Alternative, sources: Sources, folded: bool) -> Section:
    blocks: list[Block] = [Text(sources.mark(entry.summary))]
    lines = sources.mark_all((*entry.requirements, *entry.warnings, *entry.steps))
    if lines:
        blocks.append(Bullets(lines))
    if entry.permissions:
        facts = tuple(_named_permission(knowledge, knowledge.permissions[name], sources) for name in entry.permissions)
        blocks.append(Facts(facts))
    headings = knowledge.strings.headings
    return Section(f"{headings.beside if folded else headings.alternatives}: {entry.title}", tuple(blocks), folded)


def _permission(knowledge: Knowledge, need: model.PermissionNeed, sources: Sources) -> tuple[str, str]:
    permission = knowledge.permissions[need.permission]
    purpose = sources.mark_text(need.for_, need.cite, need.evidence)
    return need.permission, f"{purpose} {_kind(knowledge, permission)}"


def _named_permission(knowledge: Knowledge, permission: model.Permission, sources: Sources) -> tuple[str, str]:
    return permission.name, f"{sources.mark(permission.allows)} {_kind(knowledge, permission)}"


def _kind(knowledge: Knowledge, permission: model.Permission) -> str:
    return f"{knowledge.strings.permission_types[permission.type]}; {permission.consent}"


def _samples(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    lines = tuple(_sample(sample, sources) for sample in result.samples[:MOST_SAMPLES])
    if lines:
        yield Section(knowledge.strings.headings.samples, (Bullets(lines),), folded=True)


def _sample(sample: model.Sample, sources: Sources) -> str:
    text = f"[{sample.title}]({sample.url}) ({sample.language}): {sources.mark(sample.shows)}"
    return " ".join([text, *sources.mark_all(sample.caveats)])


def _what_if(knowledge: Knowledge, result: Recommendation) -> Iterator[Block]:
    lines = tuple(_what_if_line(knowledge, result, change) for change in result.what_if)
    if lines and not result.provisional:
        yield Section(knowledge.strings.headings.what_if, (Bullets(lines),), folded=True)


def _what_if_line(knowledge: Knowledge, result: Recommendation, change: WhatIf) -> str:
    words, question = knowledge.strings.what_if, knowledge.questions[change.question]
    labels = words.any_of.join(f"**{knowledge.answer(question.id, name).label}**" for name in change.answers)
    name = f"{question.name}:"
    if change.outcome == result.outcome:
        return (words.blocks if change.blocked else words.unblocked).format(question=name, answers=labels)
    outcome = outcome_name(knowledge, change.outcome)
    return getattr(words, change.change).format(question=name, answers=labels, outcome=outcome)  # type: ignore[no-any-return]


def outcome_name(knowledge: Knowledge, outcome: str) -> str:
    """An outcome inside a sentence."""
    words = knowledge.strings.verdict
    if outcome == BOTH:
        return words.outcome_both
    if outcome == NEITHER:
        return words.outcome_neither
    return knowledge.options[outcome].title.lower()


def _open(knowledge: Knowledge, answers: Answers) -> Iterator[Block]:
    unsure = [q for q in knowledge.questions.values() if q.id in answers and not answers[q.id]]
    still = [*unsure, *open_questions(knowledge, answers)]
    if still:
        lines = tuple(question.open for question in still)
        yield Section(knowledge.strings.headings.open, (Bullets(lines),), folded=True)


def understood_section(knowledge: Knowledge, answers: Answers) -> Section:
    """What was read from a description; each answer can be changed."""
    return Section(knowledge.strings.headings.understood, (_answers(knowledge, answers),))


def _answers(knowledge: Knowledge, answers: Answers) -> Answered:
    items = tuple(
        (question.id, question.name, answer_label(knowledge, question, answers[question.id]))
        for question in knowledge.questions.values()
        if question.id in answers
    )
    return Answered(items, knowledge.strings.interview.change)


def _actions(knowledge: Knowledge, answers: Answers, understood: bool, large: bool) -> tuple[Action, ...]:
    buttons = knowledge.strings.buttons
    rest = next(open_questions(knowledge, answers), None)
    go_on = (Action(buttons.go_on, "command", name="start"),) if understood and rest is not None else ()
    return (
        *go_on,
        *((Action(buttons.more, "more"),) if large else ()),
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
