"""A card in the terminal: all its words, a number for all that can be done, and what the numbers do."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Console

from bot.client.card import inputs
from bot.client.conversation import open_conversation
from bot.client.screen import Screen
from bot.content import Content
from tests.cards import card_text


def shown(screen: Screen, numbers: bool = True) -> str:
    """What stands in the terminal."""
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(screen.render(numbers))
    return captured.get()


def number(screen: Screen, words: str) -> str:
    """The number that stands before (or behind) these words."""
    found = re.search(rf"\[(\d+)\] (?:\[.\] )?{words}|{words} *\[(\d+)\]", shown(screen))
    assert found, shown(screen)
    return found[1] or found[2]


FORM: dict[str, Any] = {
    "type": "AdaptiveCard",
    "body": [
        {"type": "TextBlock", "text": "**Everything** at once"},
        {
            "type": "Input.ChoiceSet",
            "id": "needs",
            "label": "Needs",
            "isMultiSelect": True,
            "value": "b",
            "choices": [{"title": "Prompts", "value": "a"}, {"title": "Video", "value": "b"}],
        },
        {
            "type": "Input.ChoiceSet",
            "id": "language",
            "choices": [{"title": "C#", "value": "cs"}, {"title": "Python", "value": "py"}],
        },
        {"type": "Input.Text", "id": "note", "label": "Note"},
        {"type": "Input.Toggle", "id": "kept", "title": "Something is kept", "valueOn": "yes", "valueOff": "no"},
        {"type": "Container", "id": "more", "isVisible": False, "items": [{"type": "TextBlock", "text": "Folded"}]},
        {
            "type": "ColumnSet",
            "columns": [{"type": "Column", "width": "stretch", "items": [{"type": "TextBlock", "text": "Details"}]}],
            "selectAction": {"type": "Action.ToggleVisibility", "targetElements": ["more"]},
        },
        {"type": "FactSet", "facts": [{"title": "Since", "value": "today"}]},
        {"type": "Image", "url": "https://example.com/x.png", "altText": "Where media flows"},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "rich "}, "words"]},
    ],
    "actions": [
        {"type": "Action.Submit", "title": "Recommend", "data": {"do": "form"}},
        {
            "type": "Action.ShowCard",
            "title": "Comment",
            "card": {
                "type": "AdaptiveCard",
                "body": [{"type": "TextBlock", "text": "Inner"}],
                "actions": [{"type": "Action.Submit", "title": "Send", "data": {"do": "send"}}],
            },
        },
        {"type": "Action.OpenUrl", "title": "Microsoft Learn", "url": "https://learn.microsoft.com/x"},
    ],
}


def test_a_form_is_ticked_filled_in_and_sent() -> None:
    screen = Screen(FORM)
    text = shown(screen)
    assert "[1] [ ] Prompts" in text
    assert "[2] [x] Video" in text
    assert "Folded" not in text and "Inner" not in text
    assert "Microsoft Learn: https://learn.microsoft.com/x" in text
    assert "(picture: Where media flows)" in text
    assert screen.do("1, 2 4") is True
    assert screen.do(f"{number(screen, 'Note')} as soon as possible") is True
    assert screen.do(number(screen, "Something is kept")) is True
    assert "as soon as possible" in shown(screen)
    assert screen.do(number(screen, "Recommend")) == {
        "needs": "a",
        "language": "py",
        "note": "as soon as possible",
        "kept": "yes",
        "do": "form",
    }


def test_one_of_several_replaces_the_other() -> None:
    screen = Screen(FORM)
    assert screen.do("3 4 3") is True
    assert screen.values["language"] == "cs"


def test_folded_parts_and_cards_behind_buttons_open_and_close() -> None:
    screen = Screen(FORM)
    details = number(screen, "Details")
    assert screen.do(details) is True
    assert "Folded" in shown(screen)
    assert screen.do(details) is True
    assert "Folded" not in shown(screen)
    assert screen.do(number(screen, "Comment")) is True
    assert "Inner" in shown(screen)
    assert screen.do(number(screen, "Send")) == {"needs": "b", "do": "send"}


def test_everything_else_is_a_message() -> None:
    screen = Screen(FORM)
    for line in ("hello", "0", "99", "1 99", "the 2nd", "1 hello", "C# 8"):
        assert screen.do(line) is False, line


def test_a_record_has_no_numbers() -> None:
    assert "[1]" not in shown(Screen(FORM), numbers=False)


async def test_every_word_of_a_real_card_can_be_read_and_every_button_pressed(content: Content) -> None:
    async with open_conversation("personal", content) as talk:
        (welcome,) = await talk.install()
        (message,) = await talk.say("live captions, we only know Python, nothing is stored")
        for one in (welcome, message):
            assert one.card is not None
            screen = Screen(one.card)
            for control in [control for control in screen.controls() if control.kind == "toggle"]:
                screen._toggle(control.node)
            text = " ".join(shown(screen).replace("│", " ").split())
            words = [word for word in card_text(one.card).replace("**", "").split() if word.isalpha()]
            missing = [word for word in words if word not in text]
            assert not missing
        assert welcome.card is not None and not inputs(welcome.card)
        data = Screen(welcome.card).do(number(Screen(welcome.card), "Start"))
        assert isinstance(data, dict)
        (question,) = await talk.submit(data, welcome)
        assert question.card is not None and inputs(question.card)
