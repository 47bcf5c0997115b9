"""The parts of a recommendation as blocks, one function each: the card and the summary are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge import model
from knowledge.base import Knowledge
from knowledge.interview import open_questions
from knowledge.recommend import Recommendation, WhatIf
from knowledge.replies.picture import picture_actions
from knowledge.replies.question import answer_label
from knowledge.replies.sources import Sources
from knowledge.reply import Action, Answered, Block, Bullets, Facts, Inline, Section, Text
from knowledge.rules import BOTH, NEITHER, Answers, met, situation_fits

MOST_SAMPLES = 3
MOST_OPEN = 2
"""Blockers whose ways out stand open on a card; those of more are folded away together, or the card gets too long."""
MOST_LINES = 3
"""Lines about another product that stand as one list; more are put in order, with the long parts folded."""


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


def lead(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    """What the outcome means."""
    words = knowledge.strings.verdict
    if result.provisional:
        yield Text(words.provisional)
    if result.outcome == NEITHER:
        yield Text(words.neither_lead)
    for name in result.options:
        summary = sources.mark(knowledge.options[name].summary)
        part = words.both_part.format(option=knowledge.options[name].title)
        yield Text(f"{part} {summary}" if len(result.options) > 1 else summary)
    if shown := picture_actions(knowledge, result.options):
        yield Inline(shown)


def kept(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    """What keeping media or anything derived from it means; stands before any link."""
    if not result.kept:
        return
    yield Text(knowledge.strings.headings.kept, "heading")
    for notice in result.kept:
        yield Text(sources.mark(notice.claim), "body" if notice.reassures else "warning")
        if notice.details:
            yield Bullets(sources.mark_all(notice.details), style="numbers")


def blockers(
    knowledge: Knowledge, result: Recommendation, sources: Sources, most_open: int | None = None
) -> Iterator[Block]:
    """What stands in the way, each with its ways out; those of more than `most_open` blockers are folded."""
    headings = knowledge.strings.headings
    if not result.blockers:
        return
    yield Text(headings.blockers, "heading")
    folded: list[Block] = []
    for blocker in result.blockers:
        weight = headings.hard if blocker.hard else headings.soft
        yield Text(f"**{blocker.title}: {weight.lower()}.** {sources.mark(blocker.claim)}")
        ways_out = Bullets(sources.mark_all(blocker.ways_out))
        if most_open is not None and len(result.blockers) > most_open:
            folded += [Text(f"**{blocker.title}**"), ways_out]
        else:
            yield Text(f"**{headings.ways_out}**")
            yield ways_out
    if folded:
        yield Section(headings.ways_out, tuple(folded), folded=True)


def reasons(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Block]:
    """Why, tied to the answers that caused it."""
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


def alternatives(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """Other products: the answer where no option fits, a way beside the option otherwise."""
    headings, beside = knowledge.strings.headings, result.outcome != NEITHER
    for number, entry in enumerate(result.alternatives):
        heading = headings.beside if beside else headings.or_instead if number else headings.alternatives
        yield _alternative(knowledge, entry, sources, f"{heading}: {entry.title}", folded=beside)


def warnings(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """What to mind."""
    lines = [line for notice in result.notices for line in (notice.claim, *notice.details)]
    if lines:
        yield Section(knowledge.strings.headings.warnings, (Bullets(sources.mark_all(lines)),), folded=True)


def permissions(knowledge: Knowledge, answers: Answers, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """The exact permissions, what each is for and who consents."""
    if result.permissions:
        facts = tuple(_permission(knowledge, need, sources) for need in result.permissions)
        show = Inline((Action(knowledge.strings.permissions.show, "permissions"),))
        blocks: tuple[Block, ...] = (Facts(facts), *more_permissions(knowledge, answers, result), show)
        yield Section(knowledge.strings.headings.permissions, blocks, folded=True)


def more_permissions(knowledge: Knowledge, answers: Answers, result: Recommendation) -> Iterator[Text]:
    """Which open questions can add to the permissions, so that nobody hands on a list that is too short."""
    rules = frozenset(result.rules)
    needs = [need for need in knowledge.permission_needs.values() if situation_fits(need, result.options, rules)]
    names = [f"**{q.name}**" for q in _still_open(knowledge, answers) if any(q.id in need.when for need in needs)]
    if names:
        yield Text(knowledge.strings.permissions.more.format(questions=", ".join(names)), "note")


def requirements(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """What must be there, as a list to tick off."""
    if result.requirements:
        claims = _by_option(knowledge, result, result.requirements, sources)
        yield Section(knowledge.strings.headings.requirements, (Bullets(claims, style="checks"),), folded=True)


def steps(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """What to do next, in order; where something stands in the way, nothing else comes first."""
    if result.steps:
        lines = _by_option(knowledge, result, result.steps, sources)
        if result.blocked:
            titles = "; ".join(blocker.title for blocker in result.blockers if blocker.hard)
            lines = (knowledge.strings.verdict.first_step.format(blockers=titles), *lines)
        yield Section(knowledge.strings.headings.steps, (Bullets(lines, style="numbers"),), folded=True)


def _by_option(
    knowledge: Knowledge,
    result: Recommendation,
    findings: Iterable[model.Requirement | model.Step],
    sources: Sources,
) -> tuple[str, ...]:
    """The claims; where both options are recommended, each that holds for one begins with its name."""
    lines: list[str] = []
    for finding in findings:
        text = sources.mark(finding.claim)
        if len(result.options) > 1 and len(finding.options) == 1:
            option = knowledge.options[finding.options[0]].title
            text = f"{knowledge.strings.verdict.both_part.format(option=option)} {text}"
        lines.append(text)
    return tuple(lines)


def _alternative(knowledge: Knowledge, entry: model.Alternative, sources: Sources, title: str, folded: bool) -> Section:
    headings = knowledge.strings.headings
    lead = Text(sources.mark(entry.summary))
    steps = Bullets(sources.mark_all(entry.steps), style="numbers")
    needed = Bullets(sources.mark_all(entry.requirements))
    facts = tuple(_named_permission(knowledge, knowledge.permissions[name], sources) for name in entry.permissions)
    named, minded = Facts(facts), Bullets(sources.mark_all(entry.warnings))
    parts = ((headings.steps, steps), (headings.requirements, needed), (headings.permissions, named))
    filled = [(name, block) for name, block in (*parts, (headings.warnings, minded)) if block.items]
    if sum(len(block.items) for _, block in filled) <= MOST_LINES:
        return Section(title, (lead, *(block for _, block in filled)), folded)
    if folded:
        return Section(
            title, (lead, *(part for name, block in filled for part in (Text(f"**{name}**"), block))), folded
        )
    return Section(title, (lead, *(Section(name, (block,), folded=block is not steps) for name, block in filled)))


def _permission(knowledge: Knowledge, need: model.PermissionNeed, sources: Sources) -> tuple[str, str]:
    permission = knowledge.permissions[need.permission]
    purpose = sources.mark_text(need.for_, need.cite, need.evidence)
    return need.permission, f"{purpose} {_kind(knowledge, permission)}"


def _named_permission(knowledge: Knowledge, permission: model.Permission, sources: Sources) -> tuple[str, str]:
    return permission.name, f"{sources.mark(permission.allows)} {_kind(knowledge, permission)}"


def _kind(knowledge: Knowledge, permission: model.Permission) -> str:
    return f"({knowledge.strings.permission_types[permission.type]}; {permission.consent})"


def samples(knowledge: Knowledge, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """Code to start from: the best fit first, and of equal fits the smallest."""
    lines = tuple(_sample(sample, sources) for sample in result.samples[:MOST_SAMPLES])
    if lines:
        yield Section(knowledge.strings.headings.samples, (Bullets(lines),), folded=True)


def _sample(sample: model.Sample, sources: Sources) -> str:
    text = f"[{sample.title}]({sample.url}) ({sample.language}): {sources.mark(sample.shows)}"
    return " ".join([text, *sources.mark_all(sample.caveats)])


def what_if(knowledge: Knowledge, result: Recommendation) -> Iterator[Section]:
    """Single changed answers that would change the verdict."""
    lines = (*_together(knowledge, result), *(_what_if_line(knowledge, result, change) for change in result.what_if))
    if lines and not result.provisional:
        yield Section(knowledge.strings.headings.what_if, (Bullets(lines),), folded=True)


def _together(knowledge: Knowledge, result: Recommendation) -> Iterator[str]:
    """The answers that block the option together, where no single one would free it."""
    if any(change.outcome == result.outcome and not change.blocked for change in result.what_if):
        return
    asked = {name for blocker in result.blockers if blocker.hard for name in blocker.when}
    names = [f"**{question.name}**" for question in knowledge.questions.values() if question.id in asked]
    if result.blocked and len(names) > 1:
        yield knowledge.strings.what_if.together.format(questions=", ".join(names))


def _what_if_line(knowledge: Knowledge, result: Recommendation, change: WhatIf) -> str:
    words, question = knowledge.strings.what_if, knowledge.questions[change.question]
    labels = words.any_of.join(f"**{knowledge.answer(question.id, name).label}**" for name in change.answers)
    name = f"{question.name}:"
    if change.outcome == result.outcome:
        return (words.blocks if change.blocked else words.unblocked).format(question=name, answers=labels)
    outcome = outcome_name(knowledge, change.outcome)
    if change.blocked:
        outcome = words.blocked.format(outcome=outcome)
    return getattr(words, change.change).format(question=name, answers=labels, outcome=outcome)  # type: ignore[no-any-return]


def outcome_name(knowledge: Knowledge, outcome: str) -> str:
    """An outcome inside a sentence."""
    words = knowledge.strings.verdict
    if outcome == BOTH:
        return words.outcome_both
    if outcome == NEITHER:
        return words.outcome_neither
    return knowledge.options[outcome].title.lower()


def compared(knowledge: Knowledge, answers: Answers, result: Recommendation, sources: Sources) -> Iterator[Section]:
    """The recommended option beside the runner-up, in what matters for these answers."""
    other = _runner_up(knowledge, result)
    if other is None or result.provisional:
        return
    words, mine = knowledge.strings.headings, knowledge.options[result.outcome]
    lines = tuple(
        words.runner_up_row.format(
            aspect=aspect.label,
            chosen=sources.mark(mine.capabilities[aspect.id]),
            option=other.title,
            other=sources.mark(other.capabilities[aspect.id]),
        )
        for aspect in knowledge.aspects.values()
        if met(knowledge.needed(aspect), answers)
    )
    title = words.runner_up.format(option=other.title.lower())
    yield Section(title, (Text(sources.mark(other.strength)), Bullets(lines)), folded=True)


def _runner_up(knowledge: Knowledge, result: Recommendation) -> model.Option | None:
    """The other option that the fewest changed answers lead to; none where several options or none are recommended."""
    if len(result.options) != 1:
        return None
    changed = [change.outcome for change in result.what_if]
    others = [option for option in knowledge.options.values() if option.id != result.outcome]
    return next((option for option in others if option.id in changed), next(iter(others), None))


def still_open(knowledge: Knowledge, answers: Answers) -> Iterator[Section]:
    """What stays open, and what that means."""
    if still := _still_open(knowledge, answers):
        lines = tuple(question.open for question in still)
        yield Section(knowledge.strings.headings.open, (Bullets(lines),), folded=True)


def _still_open(knowledge: Knowledge, answers: Answers) -> list[model.Question]:
    unsure = [
        question for question in knowledge.questions.values() if question.id in answers and not answers[question.id]
    ]
    return [*unsure, *open_questions(knowledge, answers)]


def understood_section(knowledge: Knowledge, answers: Answers) -> Section:
    """What was read from a description; each answer can be changed."""
    return Section(knowledge.strings.headings.understood, (given(knowledge, answers),))


def given(knowledge: Knowledge, answers: Answers) -> Answered:
    """The answers, each of which can be changed."""
    items = tuple(
        (question.id, question.name, answer_label(knowledge, question, answers[question.id]))
        for question in knowledge.questions.values()
        if question.id in answers
    )
    return Answered(items, knowledge.strings.interview.change)
