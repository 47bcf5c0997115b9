"""Messages that are too large: every part fits, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.fold import LIMIT, fold, size
from bot.operation import Operation, operation
from dialogs.turn import CARD


def message(**body: Any) -> Operation:
    """A message to send."""
    return operation("send", "http://h", "a", "m1", {"type": "message", **body})


def card(*elements: dict[str, Any], actions: int = 0) -> Operation:
    """A message with a card."""
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(elements),
        "actions": [{"type": "Action.Submit", "title": f"Button {number}"} for number in range(actions)],
    }
    return message(attachments=[{"contentType": CARD, "content": content}], summary="a card")


def block(text: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True}


def contents(parts: list[Operation]) -> list[dict[str, Any]]:
    return [part.body["attachments"][0]["content"] for part in parts]


def test_what_fits_stays_as_it_is() -> None:
    for small in (message(text="x" * 1000), card(block("x")), Operation("delete", "http://h", "a", "m")):
        assert fold(small, LIMIT) == [small]


WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1), min_size=1)


@given(WORDS, st.sampled_from([" ", "\n", "\n\n"]), st.integers(1500, 4000))
def test_a_text_is_divided_where_it_breaks(words: list[str], space: str, limit: int) -> None:
    text = space.join(words * 40)
    parts = fold(message(text=text), limit)
    assert all(size(part.payload) <= limit for part in parts)
    assert "".join("".join(part.body["text"] for part in parts).split()) == "".join(text.split())
    assert all(part.activity == "m1" for part in parts)


def test_a_text_is_divided_between_words_and_rather_between_paragraphs() -> None:
    parts = fold(message(text=("one two three\n\n" * 1000).strip()), 4000)
    assert all(part.body["text"].startswith("one") and part.body["text"].endswith("three") for part in parts)


@given(st.lists(st.integers(1, 1500), min_size=1, max_size=40), st.integers(0, 6), st.integers(3000, 9000))
def test_a_card_is_divided_between_its_elements(lengths: list[int], actions: int, limit: int) -> None:
    blocks = [block(f"{number}" * length) for number, length in enumerate(lengths)]
    parts = fold(card(*blocks, actions=actions), limit)
    assert all(size(part.payload) <= limit for part in parts)
    cards = contents(parts)
    joined = "".join(element["text"] for one in cards for element in one["body"])
    assert joined == "".join(element["text"] for element in blocks)
    assert all("actions" not in one for one in cards[:-1])
    assert len(cards[-1].get("actions", [])) == actions


def test_elements_within_others_are_divided_too() -> None:
    container = {"type": "Container", "items": [block("word " * 300) for _ in range(20)]}
    parts = fold(card(container, actions=2), 8000)
    assert all(size(part.payload) <= 8000 for part in parts)
    text = " ".join(element["text"] for one in contents(parts) for element in one["body"])
    assert text.count("word") == 6000


def test_what_cannot_be_divided_is_sent_as_it_is() -> None:
    large = {"type": "Image", "url": "data:" + "x" * 9000}
    (part,) = fold(card(large), 4000)
    assert contents([part])[0]["body"] == [large]
    for other in (message(value={"x": "y" * 9000}), message(text="x", attachments=[{"content": "y" * 9000}, {}])):
        assert fold(other, 4000) == [other]


def test_a_replacement_stays_one_message() -> None:
    large = card(*(block("x" * 900) for _ in range(20)), actions=2)
    update = operation("update", "http://h", "a", "m1", large.body)
    (part,) = fold(update, 8000)
    assert part.kind == "update"
    assert size(part.payload) <= 8000
