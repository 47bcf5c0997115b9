"""Thumbs under answers and recommendations: offered, acknowledged in place, passed on if the operator keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.cards.card import COMMENT
from dialogs.interview import show_open_question
from dialogs.turn import Turn
from knowledge.interview import next_question
from knowledge.replies.feedback import ADVICE, Rated, described, thanked, with_thumbs
from knowledge.replies.recommendation import recommendation_reply
from knowledge.reply import Reply

MOST_RATED = 20
"""How many ratings a conversation remembers, so that a double click counts once."""
LONGEST = 500
"""Characters of a comment that are kept."""


def offer_thumbs(turn: Turn) -> None:
    """Put thumbs under the first answer or recommendation of this turn's message, if it has one."""
    for position, reply in enumerate(turn.said):
        subject = reply.topic or (ADVICE if reply.kind == "recommend" else None)
        if subject is not None and reply.kind in ("answer", "recommend"):
            asked = turn.interview.open if position + 1 < len(turn.said) else None
            rated = Rated(subject, turn.incoming.text, asked or "")
            turn.said[position] = with_thumbs(turn.knowledge, reply, rated)
            return


async def rate(turn: Turn, data: Mapping[str, Any]) -> None:
    """Acknowledge a thumb, or what was written after thumbs down; keep the question if the operator wants that."""
    given = str(data.get("a", ""))
    rated = Rated.read(str(data.get("n", "")), str(data.get("q", "")))
    comment = str(data.get(COMMENT, "")).strip()[:LONGEST] if given == "comment" else ""
    keep = turn.operator.keep
    text = rated.text or _asked(turn, rated, str(data.get("i", "")))
    topic = rated.subject if rated.subject in turn.knowledge.topics else None
    if keep is not None and _is_new(turn, f"{data.get('i')} {data.get('n')} {given} {comment}"):
        if given == "down":
            keep("thumbs-down", text, topic)
        elif comment:
            keep("comment", comment, topic)
    thanks = thanked(turn.knowledge, given, keep is not None, turn.operator.tracker, rated)
    shown = _again(turn, rated, str(data.get("i", "")))
    if shown is None or not await turn.replace_card(_joined(turn, shown, thanks, rated)):
        turn.say(thanks)
        show_open_question(turn)


def _joined(turn: Turn, shown: Reply, thanks: Reply, rated: Rated) -> Reply:
    """The rated card as it was, with the thanks in the place of the thumbs, and its question if that is still open."""
    links = (*thanks.links, *shown.links)
    reply = replace(shown, blocks=(*shown.blocks, *thanks.blocks), links=links)
    question = turn.open_question
    if question is None or question.id != rated.asked:
        return reply
    said, turn.said = turn.said, []
    turn.ask(question)
    asked, turn.said = turn.said[0], said
    return reply.followed_by(asked)


def _again(turn: Turn, rated: Rated, interview: str) -> Reply | None:
    """The reply that was rated, composed anew; None if what it stood on has changed."""
    knowledge, answers = turn.knowledge, turn.interview.answers
    first = turn.advisor.first(rated.text, turn.shared) if rated.text else None
    if rated.subject != ADVICE:
        if first is not None and first.reply.topic == rated.subject:
            return first.reply
        return turn.advisor.topic(rated.subject)
    if interview != turn.interview.id or not answers:
        return None
    if first is not None and first.answers == answers and first.reply.kind == "recommend":
        return first.reply
    return recommendation_reply(knowledge, answers, understood=next_question(knowledge, answers) is not None)


def _asked(turn: Turn, rated: Rated, interview: str) -> str:
    """In words, what a button led to: the topic's title, or the answers behind the recommendation."""
    if rated.subject != ADVICE:
        topic = turn.knowledge.topics.get(rated.subject)
        return topic.title if topic is not None else rated.subject
    return described(turn.knowledge, turn.interview.answers) if interview == turn.interview.id else ""


def _is_new(turn: Turn, rating: str) -> bool:
    mark = hashlib.sha256(rating.encode("utf-8", "replace")).hexdigest()[:12]
    if mark in turn.rated:
        return False
    turn.rated.append(mark)
    del turn.rated[:-MOST_RATED]
    return True
