"""The answer to a question."""

from __future__ import annotations

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.sources import Sources, link
from knowledge.reply import Action, Block, Bullets, Reply, Section, Text

MOST_LINKS = 3
MOST_RELATED = 2


def topic_reply(knowledge: Knowledge, topic: model.Topic) -> Reply:
    """The topic's answer, its facts, what the pages disagree on, sources, and where to go on."""
    strings, sources = knowledge.strings, Sources(knowledge)
    blocks: list[Block] = [Text(topic.title, "title"), *(Text(text) for text in sources.mark_all(topic.answer))]
    if topic.facts:
        blocks.append(Bullets(sources.mark_all(topic.facts)))
    if topic.conflict:
        blocks.append(Section(strings.headings.conflict, (Bullets(sources.mark_all(topic.conflict)),)))
    blocks.append(sources.section(folded=True))
    related = tuple(knowledge.topics[name] for name in topic.related[:MOST_RELATED])
    return Reply(
        kind="answer",
        blocks=tuple(blocks),
        summary=topic.title,
        actions=(
            *(Action(other.title, "ask", name=other.id) for other in related),
            Action(strings.buttons.start, "command", name="start"),
        ),
        links=tuple(link(knowledge, name) for name in topic.links[:MOST_LINKS]),
        sources=sources.urls,
        topic=topic.id,
    )
