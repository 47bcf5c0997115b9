"""What the verdict on a whole text changes in what signs and likeness show of each answer alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge import model
from knowledge.base import Knowledge
from knowledge.likely import Likely, with_likely
from knowledge.load import load
from knowledge.understand import Understood
from knowledge.verdict import DOUBTFUL, HOPELESS, OPEN, features, judged, outcome_of
from tests.bench import logistic

KNOWLEDGE = load()
NONE = Understood({}, {})
VERDICTS = ("service-hosted", "application-hosted", "neither", "both", OPEN)


def telling(verdict: str) -> Knowledge:
    """The content with weights that give every text this verdict."""
    weights = {name: {"one": float(name == verdict)} for name in VERDICTS}
    return replace(KNOWLEDGE, verdicts={n: model.Verdict(id=n, weights=of) for n, of in weights.items()})


def likely(rest: float = -3.0, open_: float = -5.0, **odds: float) -> Likely:
    """Log odds of some answers; the others are `rest`."""
    given = {name.replace("_", "-"): value for name, value in odds.items()}
    return Likely({key: given.get(key[1], rest) for key in KNOWLEDGE.taught}, open_)


def shown(*needs: str, weak: bool = False, ruled: bool = False) -> Understood:
    """As if signs showed these needs."""
    signs = {("needs", need): "sign" for need in needs}
    of = frozenset({"needs"})
    return Understood({"needs": frozenset(needs)}, signs, of if weak else frozenset(), of if ruled else frozenset())


def test_where_nothing_was_understood_the_likeliest_that_fits_is_taken_as_weak() -> None:
    found = judged(telling("application-hosted"), NONE, likely(prompts=-0.5, live_video=-1.0, recording=-2.0))
    assert found.answers == {"needs": {"live-video"}}
    assert found.weak == {"needs"}
    assert not found.signs


def test_of_what_was_understood_that_which_fits_is_kept() -> None:
    found = judged(telling("service-hosted"), shown("tones", "live-audio"), likely())
    assert found.answers == {"needs": {"tones"}}
    assert not found.weak
    assert list(found.signs) == [("needs", "tones")]


def test_where_nothing_fits_signs_give_way() -> None:
    found = judged(telling("application-hosted"), shown("voicemail"), likely(live_audio=-0.5))
    assert found.answers == {"needs": {"live-audio"}}
    assert found.weak == {"needs"}
    assert not found.signs


def test_two_jobs_get_a_need_for_each_and_the_kind_of_calls() -> None:
    found = judged(telling("both"), shown("tones"), likely(screen_share=-0.5, live_audio=-1.0))
    assert found.answers == {"needs": {"tones", "screen-share"}, "calls": {"different-calls"}}
    assert found.weak == {"needs", "calls"}
    assert list(found.signs) == [("needs", "tones")]


def test_where_one_job_is_doubted_it_is_asked_about_rather_than_dropped() -> None:
    apart = likely(prompts=5.0, live_audio=3.0, different_calls=3.0, same_call=-3.0)
    found = judged(telling("application-hosted"), shown("prompts", "live-audio"), apart)
    assert found.answers == {"needs": {"prompts", "live-audio"}}


def test_nothing_is_asked_for_the_sake_of_a_doubtful_job() -> None:
    both = shown("clips", "voice-agent")
    found = judged(telling("application-hosted"), both, likely(voice_agent=5.0, clips=DOUBTFUL - 0.1))
    assert found.answers == {"needs": {"voice-agent"}}
    assert list(found.signs) == [("needs", "voice-agent")]
    assert judged(telling("application-hosted"), both, likely(voice_agent=5.0, clips=DOUBTFUL)) == both
    in_one = replace(both, answers={**both.answers, "calls": frozenset({"same-call"})})
    assert judged(telling("application-hosted"), in_one, likely(voice_agent=5.0, clips=-2.0)) == in_one


def test_what_one_sentence_shows_most_is_likeliest() -> None:
    hints = replace(likely(live_audio=-1.0), in_parts=lambda: {**likely().answers, ("needs", "live-video"): -0.5})
    assert judged(telling("application-hosted"), NONE, hints).answers == {"needs": {"live-video"}}


def test_a_text_that_leaves_all_open_is_asked_about() -> None:
    with_callers = replace(shown("tones"), answers={"needs": frozenset({"tones"}), "callers": frozenset({"phone"})})
    assert judged(telling(OPEN), with_callers, likely()).answers == {"callers": {"phone"}}


def test_a_sign_that_rules_is_never_overruled() -> None:
    ruled = shown("compliance", ruled=True)
    assert judged(telling("service-hosted"), ruled, likely(prompts=9.0)) == ruled


def test_what_resembles_no_description_is_not_judged() -> None:
    assert judged(telling("service-hosted"), NONE, likely(rest=HOPELESS - 1)) == NONE


@pytest.mark.parametrize("understood", [NONE, shown("tones"), shown("tones", "prompts")])
def test_a_verdict_that_agrees_changes_nothing(understood: Understood) -> None:
    hints = likely()
    now = with_likely(KNOWLEDGE, understood, hints)
    assert judged(telling(outcome_of(KNOWLEDGE, now.answers)), understood, hints) == now


def test_an_outcome_without_weights_is_left_alone() -> None:
    menu, knowledge = shown("tones"), telling("application-hosted")
    known = {name: entry for name, entry in knowledge.verdicts.items() if name != "service-hosted"}
    assert judged(replace(knowledge, verdicts=known), menu, likely()) == menu
    assert judged(replace(knowledge, verdicts={}), NONE, likely()) == NONE


@pytest.mark.parametrize("name", VERDICTS)
def test_each_verdict_has_a_weight_for_each_feature(knowledge: Knowledge, name: str) -> None:
    assert features(knowledge, NONE, likely(), name).keys() <= knowledge.verdicts[name].weights.keys()


def test_features_tell_signs_from_weak_ones() -> None:
    hints = likely(tones=1.2)
    strong, weak = (features(KNOWLEDGE, shown("tones", weak=w), hints, "service-hosted") for w in (False, True))
    assert strong["signed service-hosted"] == weak["weakly signed service-hosted"] == 1
    assert strong["weakly signed service-hosted"] == weak["signed service-hosted"] == 0
    assert strong["signed and like service-hosted"] == pytest.approx(0.3)
    assert strong["signed and like application-hosted"] == strong["unsigned"] == 0
    assert strong["so far service-hosted"] == 1


def test_logistic_regression_finds_what_separates() -> None:
    rng = np.random.default_rng(3)
    points = np.hstack([np.ones((300, 1)), rng.normal(size=(300, 2))])
    true = np.argmax(points @ np.array([[0.0, 2.0, 0.0], [0.5, -1.0, 1.0], [0.0, 0.0, -2.0]]).T, axis=1)
    weights = logistic.fit(points, true, np.ones(300), 0.01)
    assert (logistic.likelihoods(weights, points).argmax(axis=1) == true).mean() > 0.95
