"""Why a text was taken for what it was taken for."""

from __future__ import annotations

import io
import re
from typing import Any

from knowledge.__main__ import main
from knowledge.base import Knowledge
from knowledge.evidence import Match, matches


def topic(knowledge: Knowledge, **changes: Any) -> Any:
    """A topic with these phrases."""
    return next(iter(knowledge.topics.values())).model_copy(update=changes)


def alike(text: str, other: str) -> float:
    """The share of letters of `other` that `text` contains."""
    return sum(word in text.split() for word in other.split()) / len(other.split())


def test_the_phrases_that_share_the_most_come_first(knowledge: Knowledge) -> None:
    one = topic(
        knowledge, title="Ports", phrases=("which ports are open", "open a port", "nothing like it", "are they")
    )
    assert matches(one, "which ports are open", alike, most=2) == (
        Match("which ports are open", 1.0, matches(one, "which ports are open", alike)[0].words),
        Match("are they", 0.5, ("are",)),
    )
    assert matches(one, "quiche", alike) == ()


def test_words_are_shown_by_weight(knowledge: Knowledge) -> None:
    weights = {"certificate": 0.9, "a": 0.1, "with": 0.2}
    one = topic(knowledge, title="A", phrases=("with a certificate",))
    found = matches(one, "a bot with certificate", lambda text, other: weights.get(other, 0.5))
    assert {match.phrase: match.words for match in found}["with a certificate"] == ("certificate", "with", "a")


def test_explain_shows_scopes_topics_and_phrases() -> None:
    out = io.StringIO()
    assert main(["explain", "do I need a public IP address for the media?"], out) == 0
    said = out.getvalue()
    assert re.match(r"scope: question \(question \d\.\d\d, \w+ \d\.\d\d, \w+ \d\.\d\d\)\n", said)
    ranked = re.findall(r"^topic (\d): (\S+) (\d\.\d\d), by likeness alone \d\.\d\d$", said, re.MULTILINE)
    assert [number for number, _, _ in ranked] == ["1", "2", "3", "4", "5"]
    assert ranked[0][1].startswith("networking-public-ip")
    ranks = [float(rank) for _, _, rank in ranked]
    assert ranks == sorted(ranks, reverse=True)
    assert "gets: the nearest topic\n" in said
    phrases = re.findall(r"^phrase: '(.+)' (\d\.\d\d), by the words (.+)$", said, re.MULTILINE)
    assert 1 <= len(phrases) <= 3
    assert "public" in phrases[0][2].split(", ")


def test_explain_of_a_text_that_nobody_can_read() -> None:
    out = io.StringIO()
    assert main(["explain", "?!"], out) == 0
    assert out.getvalue().startswith("scope: unreadable")
    assert "phrase:" not in out.getvalue()


def test_explain_says_what_was_understood_and_by_what() -> None:
    out = io.StringIO()
    assert (
        main(["explain", "our python bot gives pensioners a machine call, they confirm with 1, no live audio"], out)
        == 0
    )
    said = out.getvalue()
    assert re.search(r"^like descriptions of needs \S+: [+-]\d+\.\d$", said, re.MULTILINE)
    assert re.search(r"^verdict on the whole: \S+ [+-]\d+\.\d, .+; on each answer alone: \S+$", said, re.MULTILINE)
    assert "denied needs: live-audio\n" in said
    assert "understood language: python by the sign" in said
    assert re.search(r"^understood needs: \S+ by ", said, re.MULTILINE)
