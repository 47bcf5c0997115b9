"""A picture of where media flows, on a card of its own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from knowledge.base import Knowledge
from knowledge.replies.guidance import command_actions
from knowledge.reply import Action, Inline, Picture, Reply, Text


def picture_reply(knowledge: Knowledge, name: str, address: str = "") -> Reply | None:
    """The picture of the option `name`, if it has one: within the card, or from the folder at `address`."""
    option = knowledge.options.get(name)
    if option is None or option.picture is None:
        return None
    file = option.picture.file
    url = f"{address.rstrip('/')}/{file}" if address else _data_uri(knowledge.pictures[file])
    title = knowledge.strings.pictures.title.format(option=option.title.lower())
    others = tuple(other for other in knowledge.options if other != name)
    return Reply(
        kind="answer",
        blocks=(
            Text(title, "title"),
            Picture(url, option.picture.shows),
            Inline(picture_actions(knowledge, others, named=True)),
        ),
        summary=title,
        actions=command_actions(knowledge, "compare", "start"),
    )


def picture_actions(knowledge: Knowledge, options: Sequence[str], named: bool = False) -> tuple[Action, ...]:
    """Buttons for the pictures of these options, with their names if there are several, or if `named`."""
    words = knowledge.strings.pictures
    drawn = [knowledge.options[name] for name in options if knowledge.options[name].picture is not None]
    named = named or len(drawn) > 1
    return tuple(
        Action(words.show_option.format(option=option.title) if named else words.show, "picture", name=option.id)
        for option in drawn
    )


def _data_uri(picture: bytes) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode()}"
