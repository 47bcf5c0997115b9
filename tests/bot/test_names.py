"""What one person is called, or writes, is only text on the cards that others see."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.names import LONGEST, plain_name
from tests.chat import Shape
from tests.conftest import NewChat
from tests.connector import Connector

MARKER = "qzxv"
HOSTILE = [
    f"[{MARKER}](https://evil.example)",
    f"![{MARKER}](https://evil.example/x.png)",
    f"**{MARKER}** _it_ ~~no~~ `code`",
    f"# {MARKER}",
    f"- {MARKER}\n- two",
    f"1. {MARKER}",
    f"> {MARKER}",
    f"<at>everyone {MARKER}</at>",
    f"&lt;at&gt;everyone {MARKER}&lt;/at&gt;",
    f"<img src=x onerror=alert(1)>{MARKER}",
    f"https://evil.example/{MARKER}",
    f"www.evil.example {MARKER}",
    f"\u202e{MARKER}\u202d\u200b",
    f"{MARKER} {{name}} {{0}} ${{x}} %s",
    f"{MARKER}\r\n\r\nYou were chosen",
    f"| {MARKER} | b |\n|---|---|",
    MARKER * 100,
]


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "Ann Lee",
        "Jean-Luc O'Brien",
        "Müller, Jürgen (Contoso)",
        "李小龙",
        "Ngô Bảo Châu",
        "Dr. Who",
        "Smith & Co",
        "3M",
    ],
)
def test_real_names_stay(name: str) -> None:
    assert plain_name(name) == name


@given(st.text() | st.sampled_from(HOSTILE) | st.text(alphabet="[]()<>*_`~#!&;:/\\@-+.1 \nawx"))
def test_a_name_is_never_markup(name: str) -> None:
    plain = plain_name(name)
    assert len(plain) <= LONGEST
    for line in (plain, f"Language: C# ({plain})", f"{plain}: C#"):
        tokens = MarkdownIt("js-default", {"linkify": False}).parse(line)
        inline = [child for token in tokens for child in token.children or []]
        assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
        assert {child.type for child in inline} <= {"text", "text_special"}
    assert "<" not in plain
    assert "://" not in plain
    assert plain_name(plain) == plain


async def interview(chat: Any, name: str) -> None:
    """Answers by somebody of that name, a change, and the result."""
    chat.be("somebody")
    chat._user["name"] = name
    await chat.say("start")
    for text in ("1", "live audio", "change language", "Python", "c#", "compare", "summary"):
        await chat.say(text)


@pytest.mark.parametrize("shape", ["group", "channel"])
async def test_a_hostile_name_changes_nothing_but_the_name(shape: Shape, chat: NewChat, connector: Connector) -> None:
    said: dict[str, list[str]] = {}
    for number, name in enumerate(["Ann", *HOSTILE]):
        start = len(connector.deliveries)
        await interview(chat(shape, f"n{number}"), name)
        plain = plain_name(name)
        texts = [json.dumps(d.body, ensure_ascii=False) for d in connector.deliveries[start:]]
        said[name] = [_without_ids(text.replace(json.dumps(plain, ensure_ascii=False)[1:-1], "Ann")) for text in texts]
    assert all(texts == said["Ann"] for texts in said.values())
    assert any("Ann" in text for text in said["Ann"])


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_somebody_writes_is_not_repeated_to_others(text: str, chat: NewChat, connector: Connector) -> None:
    channel = chat("channel", "t")
    for message in (text, f"our bot does {text} and transcribes live", "start", text, "1", f"live audio {text}", text):
        await channel.say(message)
    bodies = json.dumps([_shown(delivery.body) for delivery in connector.deliveries], ensure_ascii=False)
    assert MARKER not in bodies
    assert "evil.example" not in bodies


def _shown(value: Any) -> Any:
    """A message without what only comes back with its buttons, such as the question that thumbs are about."""
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items() if key != "data"}
    return [_shown(item) for item in value] if isinstance(value, list) else value


def _without_ids(text: str) -> str:
    """A message without what differs from one conversation to another."""
    body = json.loads(text)

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            left_out = ("conversation", "i", "id", "replyToId", "recipient")
            return {key: cleaned(item) for key, item in value.items() if key not in left_out}
        return [cleaned(item) for item in value] if isinstance(value, list) else value

    return json.dumps(cleaned(body), ensure_ascii=False)
