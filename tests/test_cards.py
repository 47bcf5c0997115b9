"""The checks of cards find what they are there to find."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cards import assert_card, assert_message, card_text

LINK = {"type": "Action.OpenUrl", "title": "View in Microsoft Learn", "url": "https://learn.microsoft.com/graph"}


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A card that is right but for what the test adds."""
    block = {"type": "TextBlock", "text": "Hello", "wrap": True}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [block, *body], "actions": [LINK], **more}


def test_a_good_card_passes() -> None:
    assert_card(card(msteams={"width": "Full"}))


@pytest.mark.parametrize(
    "bad",
    [
        card({"type": "TextBlock", "text": "no wrap"}),
        card({"type": "TextBlock", "wrap": True}),
        card({"type": "Container", "items": [{"type": "TextBlock", "text": "deep", "wrap": False}]}),
        card({"type": "Input.ChoiceSet", "id": "x", "choices": []}),
        card({"type": "TextBlok", "text": "misspelt", "wrap": True}),
        card(version="1.6"),
        card(version=None),
        card(actions=[LINK] * 7),
        card({"type": "ActionSet", "actions": [LINK] * 3}, actions=[LINK] * 4),
        card(actions=[{**LINK, "title": "More"}]),
        card(actions=[{**LINK, "url": "http://learn.microsoft.com"}]),
        card(actions=[{"type": "Action.Submit", "title": "x", "dat": {}}]),
        card({"type": "TextBlock", "text": "x" * 25_000, "wrap": True}),
    ],
)
def test_a_bad_card_is_found(bad: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        assert_card(bad)


def test_a_card_is_alone_in_its_message() -> None:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card()}
    assert_message({"attachments": [attachment], "summary": "Hello"})
    assert_message({"text": "Hello"})
    for bad in ({"attachments": [attachment], "text": "Hello"}, {"attachments": [attachment] * 2}, {}):
        with pytest.raises(AssertionError):
            assert_message(bad)


def test_the_text_of_a_card() -> None:
    facts = {"type": "FactSet", "facts": [{"title": "Language", "value": "C#"}]}
    choices = {"type": "Input.ChoiceSet", "id": "x", "wrap": True, "choices": [{"title": "Yes", "value": "y"}]}
    rich = {"type": "RichTextBlock", "inlines": ["plain", {"type": "TextRun", "text": "bold"}]}
    text = card_text(card(facts, choices, rich))
    assert text.split("\n") == ["Hello", "Language", "C#", "Yes", "plain", "bold", "View in Microsoft Learn"]
