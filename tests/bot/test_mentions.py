"""Removing the bot's own mention, in all the ways in which channels write it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mentions import strip_mentions

BOT = "28:bot"


def mention(text: str | None = "<at>Hosting Advisor</at>", who: str = BOT, name: str | None = "Hosting Advisor") -> Any:
    """A mention entity as channels send it."""
    return {"type": "mention", "mentioned": {"id": who, "name": name}, "text": text}


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("<at>Hosting Advisor</at> help", [mention()], "help"),
        ("<at>Hosting Advisor</at>&nbsp;help", [mention()], "help"),
        ("<at>Hosting Advisor</at>\u00a0 help \u00a0", [mention()], "help"),
        ("compare <at>Hosting Advisor</at> please", [mention()], "compare please"),
        ('<at id="0">Hosting Advisor</at> help', [mention()], "help"),
        ('<at id="0">Hosting Advisor</at> help', [mention('<at id="0">Hosting Advisor</at>')], "help"),
        ("<at>Hosting Advisor</at><at>Hosting Advisor</at> hi", [mention(), mention()], "hi"),
        ('<at id="0">Hosting</at> <at id="1">Advisor</at> hi',
         [mention("<at>Hosting</at>"), mention("<at>Advisor</at>")], "hi"),
        ("<at>R&amp;D</at> hi", [mention("<at>R&D</at>", name="R&D")], "hi"),
        ("<at>R&D</at> hi", [mention("<at>R&amp;D</at>", name="R&amp;D")], "hi"),
        ("<AT>hosting advisor</AT> hi", [mention()], "hi"),
        ("<at>Hosting Advisor</at> hi", [mention(None)], "hi"),
        ("<at>Help</at> Help me with Helping", [mention("<at>Help</at>", name="Help")], "Help me with Helping"),
        ("<at>e</at> hello there", [mention("<at>e</at>", name="e")], "hello there"),
        ("<at>Ann</at> said hi to <at>Hosting Advisor</at>", [mention("<at>Ann</at>", "29:ann", "Ann"), mention()],
         "<at>Ann</at> said hi to"),
        ("<at>Hosting Advisor</at> hi", [mention(who="29:other")], "<at>Hosting Advisor</at> hi"),
        ("Hosting Advisor hi", [mention("Hosting Advisor")], "hi"),
        ("@e hello", [mention("@e", name="e")], "hello"),
        ("what is the Hosting Advisor?", [], "what is the Hosting Advisor?"),
        ("<at>Hosting Advisor</at>", [mention()], ""),
        ("a &lt; b &amp;&amp; c", [], "a < b && c"),
        ("first\r\n\r\n  second\tthird", [], "first\nsecond third"),
        ("hi", [mention("")], "hi"),
        ("hi", [{"type": "mention"}, {"type": "mention", "mentioned": "bot"}, {}, {"type": None}], "hi"),
        ("hi", [{"type": "clientInfo", "mentioned": {"id": BOT}, "text": "hi"}], "hi"),
        (None, [mention()], ""),
        ("", [], ""),
    ],
)  # fmt: skip
def test_only_the_own_mention_goes(text: str | None, entities: list[Any], expected: str) -> None:
    """T-18, T-35."""
    assert strip_mentions(text, entities, BOT) == expected


def test_without_a_recipient_nothing_is_removed() -> None:
    assert strip_mentions("<at>Hosting Advisor</at> hi", [mention()], None) == "<at>Hosting Advisor</at> hi"


@given(st.text(), st.text(max_size=8))
def test_any_text_and_name_work(text: str, name: str) -> None:
    written = f"<at>{name}</at>"
    assert "\u00a0" not in strip_mentions(f"{written} {text}", [mention(written, name=name)], BOT)


def test_hostile_markup_takes_no_time() -> None:
    for piece in ("<at", "<at>", "<at id=", "&", "\n "):
        strip_mentions(piece * 4000, [mention()] * 32, BOT)
