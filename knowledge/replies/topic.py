"""The answer to a question, from one topic or from two that it touches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.sources import Sources, link
from knowledge.reply import LINK, Action, Block, Bullets, Inline, Reply, Section, Text, render

MOST_LINKS = 3
MOST_RELATED = 2
LONGEST = 1200
"""Characters of an answer as a person reads it, so that being right is not bought by saying everything."""


def topic_reply(knowledge: Knowledge, topic: model.Topic) -> Reply:
    """The topic's answer, its facts, what the pages disagree on, sources, and where to go on."""
    return knowledge.answered.get(topic.id, lambda: _topic_reply(knowledge, topic))


def _topic_reply(knowledge: Knowledge, topic: model.Topic) -> Reply:
    sources = Sources(knowledge)
    blocks = [Text(topic.title, "title"), *topic_blocks(knowledge, topic, sources)]
    return _reply(knowledge, (topic,), blocks, sources, topic.links)


def topic_blocks(knowledge: Knowledge, topic: model.Topic, sources: Sources) -> list[Block]:
    """What a topic says, below its title."""
    blocks: list[Block] = [Text(text) for text in sources.mark_all(topic.answer)]
    if topic.facts:
        blocks.append(Bullets(sources.mark_all(topic.facts)))
    if topic.conflict:
        heading = knowledge.strings.headings.conflict
        blocks.append(Section(heading, (Bullets(sources.mark_all(topic.conflict)),)))
    return blocks


def topics_reply(
    knowledge: Knowledge, topics: Sequence[model.Topic], relevance: Callable[[model.Claim], float]
) -> Reply:
    """Several topics that one question touches, briefly: what each says first, then what is most relevant."""
    leads = [(topic, 0) for topic in topics]
    others = [(topic, part) for topic in topics for part in range(1, len(_parts(topic)))]
    others.sort(key=lambda item: -relevance(_parts(item[0])[item[1]]))
    chosen: set[tuple[str, int]] = set()
    best, length = topic_reply(knowledge, topics[0]), 0
    for topic, part in (*leads, *others):
        text = LINK.sub(r"\1", _parts(topic)[part].text)
        if part and length + len(text) > LONGEST:  # nothing is composed only to be found too long
            continue
        attempt = chosen | {(topic.id, part)}
        reply = _brief(knowledge, topics, attempt)
        if (needed := len(render(reply, addresses=False))) <= LONGEST:
            chosen, best, length = attempt, reply, needed
    return best


def _brief(knowledge: Knowledge, topics: Sequence[model.Topic], chosen: set[tuple[str, int]]) -> Reply:
    sources = Sources(knowledge)
    blocks: list[Block] = []
    shown = [topic for topic in topics if any(name == topic.id for name, _ in chosen)]
    for position, topic in enumerate(shown):
        blocks.append(Text(topic.title, "heading" if position else "title"))
        parts = _parts(topic)
        taken = [part for part in range(len(parts)) if (topic.id, part) in chosen]
        blocks += [Text(sources.mark(parts[part])) for part in taken if part < len(topic.answer)]
        facts = [sources.mark(parts[part]) for part in taken if part >= len(topic.answer)]
        if facts:
            blocks.append(Bullets(tuple(facts)))
    return _reply(knowledge, shown, blocks, sources, [topic.links[0] for topic in shown if topic.links])


def _parts(topic: model.Topic) -> tuple[model.Claim, ...]:
    """All claims of a topic, the most important first."""
    return (*topic.answer, *topic.facts, *topic.conflict)


def _reply(
    knowledge: Knowledge,
    topics: Sequence[model.Topic],
    blocks: Sequence[Block],
    sources: Sources,
    links: Sequence[str],
) -> Reply:
    shown = {topic.id for topic in topics}
    names = dict.fromkeys(name for topic in topics for name in topic.related if name not in shown)
    topics_beside = [knowledge.topics[name] for name in names][:MOST_RELATED]
    asks = tuple(Action(other.title, "ask", name=other.id) for other in topics_beside)
    related = (Section(knowledge.strings.headings.related, tuple(Inline((ask,)) for ask in asks)),) if asks else ()
    return Reply(
        kind="answer",
        blocks=(*blocks, sources.section(folded=True), *related),
        summary=topics[0].title,
        actions=(Action(knowledge.strings.buttons.start, "command", name="start"),),
        links=tuple(link(knowledge, name) for name in dict.fromkeys(links))[:MOST_LINKS],
        sources=sources.urls,
        topic=topics[0].id,
    )
