"""What likeness to other descriptions adds to what signs show, and what it takes away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.likely import CLEARLY, LIKELY, NEVER, RATHER, SURELY, UNLIKELY, UNLIKELY_WEAK, Likely, with_likely
from knowledge.load import load
from knowledge.understand import Understood

ADVISOR = Advisor(load())
NONE = Understood({}, {})


def likely(open_: float = -20.0, **odds: float) -> Likely:
    return Likely({("needs", name.replace("_", "-")): value for name, value in odds.items()}, open_)


def signed(*needs: str, weak: bool = False) -> Understood:
    signs = {("needs", need): "sign" for need in needs}
    return Understood({"needs": frozenset(needs)}, signs, frozenset({"needs"} if weak else ()))


def test_without_signs_what_is_likely_is_taken_as_weak(knowledge: Knowledge) -> None:
    found = with_likely(knowledge, NONE, likely(tones=3.0, prompts=1.0, clips=-4.0))
    assert found.answers == {"needs": {"tones", "prompts"}}
    assert found.weak == {"needs"}


def test_what_is_not_likely_is_no_guess(knowledge: Knowledge) -> None:
    assert with_likely(knowledge, NONE, likely(tones=LIKELY, clips=-4.0)).answers == {"needs": {"tones"}}
    assert with_likely(knowledge, NONE, likely(tones=LIKELY - 0.1, clips=-4.0)) == NONE


def test_a_text_that_is_rather_open_stays_open(knowledge: Knowledge) -> None:
    assert with_likely(knowledge, NONE, likely(open_=2.0, tones=1.5)) == NONE


def test_signs_stand_unless_they_are_very_unlikely(knowledge: Knowledge) -> None:
    strong = signed("tones", "clips")
    assert with_likely(knowledge, strong, likely(tones=UNLIKELY, clips=UNLIKELY, prompts=SURELY - 0.1)) == strong
    found = with_likely(knowledge, strong, likely(tones=2.0, clips=UNLIKELY - 1))
    assert found.answers == {"needs": {"tones"}}
    assert not found.weak
    assert list(found.signs) == [("needs", "tones")]


def test_what_is_surely_meant_is_added_to_what_signs_show() -> None:
    found = with_likely(ADVISOR.knowledge, signed("prompts"), likely(prompts=5.0, tones=SURELY, clips=SURELY - 0.1))
    assert found.answers == {"needs": {"prompts", "tones"}}
    assert not found.weak
    assert list(found.signs) == [("needs", "prompts")]


def test_an_unlikely_sign_gives_way_only_to_something_likely(knowledge: Knowledge) -> None:
    strong, weak = signed("tones"), signed("tones", weak=True)
    found = with_likely(knowledge, strong, likely(tones=UNLIKELY - 1, prompts=0.5))
    assert found.answers == {"needs": {"prompts"}}
    assert found.weak == {"needs"}
    kept = with_likely(knowledge, strong, likely(tones=UNLIKELY - 1, prompts=-0.5))
    assert kept.answers == {"needs": {"tones"}}
    assert not kept.weak
    replaced = with_likely(knowledge, weak, likely(tones=UNLIKELY_WEAK - 0.1, prompts=0.5))
    assert replaced.answers == {"needs": {"prompts"}}


def test_a_question_with_one_answer_takes_the_likely_one_where_no_sign_speaks_clearly() -> None:
    def calls(understood: Understood, **odds: float) -> frozenset[str]:
        found = {("calls", f"{name}-{'calls' if name == 'different' else 'call'}"): v for name, v in odds.items()}
        return with_likely(ADVISOR.knowledge, understood, Likely(found, -20.0)).answers.get("calls", frozenset())

    same = Understood({"calls": frozenset({"same-call"})}, {("calls", "same-call"): "sign"})
    assert calls(NONE, same=-RATHER, different=RATHER) == {"different-calls"}
    assert calls(NONE, same=0.1 - RATHER, different=RATHER - 0.1) == frozenset()
    assert calls(same, same=0.1 - CLEARLY, different=CLEARLY - 0.1) == {"same-call"}
    assert calls(same, same=-CLEARLY, different=CLEARLY) == {"different-calls"}


def test_a_sign_stands_where_one_sentence_is_like_it(knowledge: Knowledge) -> None:
    unlikely = likely(tones=4.0, screen_share=UNLIKELY - 3)
    both = signed("tones", "screen-share")
    assert with_likely(knowledge, both, unlikely).answers == {"needs": {"tones"}}
    in_parts = replace(unlikely, in_parts=lambda: {("needs", "tones"): 5.0, ("needs", "screen-share"): 2.0})
    assert with_likely(knowledge, both, in_parts) == both


def test_a_sign_that_rules_stands_whatever_is_likely(knowledge: Knowledge) -> None:
    ruled = replace(signed("contact-center"), ruled=frozenset({"needs"}))
    assert with_likely(knowledge, ruled, likely(contact_center=-20.0, tones=9.0)) == ruled


def test_what_a_text_denies_is_never_likely() -> None:
    found = likely(live_audio=9.0, prompts=3.0).denying({("needs", "live-audio"), ("language", "python")})
    assert found.answers == {("needs", "live-audio"): NEVER, ("needs", "prompts"): 3.0}
    assert found.parts == {}
    in_parts = replace(likely(tones=1.0, prompts=3.0), in_parts=lambda: {("needs", "tones"): 7.0})
    assert in_parts.denying({("needs", "tones")}).parts == {("needs", "tones"): NEVER}
    assert in_parts.denying(()) is in_parts


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("without any live audio the bot plays a greeting", "service-hosted"),
        ("we don't need video, just a menu with keys", "service-hosted"),
        ("we do not want to listen to the call, only to mute people", "service-hosted"),
        ("no prompts, no tones, we stream the raw audio to our server", "application-hosted"),
        ("No menus. The bot captions the meeting live.", "application-hosted"),
    ],
)
def test_what_is_denied_does_not_decide(text: str, option: str) -> None:
    assert ADVISOR.first(text).reply.option == option


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Parcel shops ring a line and key in a code; our trainers' webinars get subtitles as people talk", "both"),
        (
            "On Mondays a call plays the canteen menu to all sites. In union meetings it interprets live.",
            "both",
        ),
        ("the bot greets everybody with a wav and then subtitles that meeting", "application-hosted"),
    ],
)
def test_jobs_in_different_calls_are_told_from_jobs_in_one(text: str, outcome: str) -> None:
    assert ADVISOR.first(text).reply.option == outcome


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("patients get a robot ring the day before, key 1 keeps the slot, key 2 frees it", "service-hosted"),
        ("tell the coach the very second the athlete sounds out of breath", "application-hosted"),
        ("names of all who came to yesterday's lesson, as a spreadsheet", "neither"),
    ],
)
def test_other_words_than_those_of_signs_are_understood(text: str, option: str) -> None:
    assert ADVISOR.first(text).reply.option == option


def test_what_says_nothing_is_asked_back() -> None:
    assert ADVISOR.first("we are a bakery and plan some bot for our calls").reply.kind == "clarify"
