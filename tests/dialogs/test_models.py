"""Which of Microsoft's card models get a validator, and when."""

from __future__ import annotations

from microsoft_teams import cards
from pydantic import BaseModel

from dialogs.cards import card


def test_what_cards_are_made_of_is_ready_before_a_turn() -> None:
    used = [one for one in vars(card).values() if isinstance(one, type) and one.__module__.startswith(cards.__name__)]
    assert cards.AdaptiveCard in used
    assert all(issubclass(one, BaseModel) and one.__pydantic_complete__ for one in used)


def test_the_others_get_theirs_when_they_are_needed() -> None:
    rating = cards.Rating(value=4)
    assert rating.model_dump(by_alias=True, exclude_none=True) == {"type": "Rating", "value": 4}


def test_models_of_our_own_are_made_as_ever() -> None:
    class Own(BaseModel):
        number: int

    assert Own.__pydantic_complete__
    assert "defer_build" not in BaseModel.model_config
