"""The options side by side."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.replies.picture import picture_actions
from knowledge.replies.sources import Sources, link
from knowledge.reply import Action, Columns, Inline, Reply, Text


def comparison_reply(knowledge: Knowledge) -> Reply:
    """All options, aspect by aspect, with sources."""
    strings, sources = knowledge.strings, Sources(knowledge)
    options = tuple(knowledge.options.values())
    lead = tuple(Text(f"**{option.title}:** {sources.mark(option.strength)}") for option in options)
    rows = tuple(
        (aspect.label, tuple(sources.mark(option.capabilities[aspect.id]) for option in options))
        for aspect in knowledge.aspects.values()
    )
    columns = Columns(tuple(option.title for option in options), rows)
    return Reply(
        kind="answer",
        blocks=(
            Text(strings.headings.compare, "title"),
            *lead,
            columns,
            Inline(picture_actions(knowledge, tuple(knowledge.options))),
            sources.section(folded=True),
        ),
        summary=strings.headings.compare,
        actions=(Action(strings.buttons.start, "command", name="start"),),
        links=tuple(
            {x.url: x for x in (link(knowledge, option.page.partition("#")[0]) for option in options)}.values()
        ),
        sources=sources.urls,
    )
