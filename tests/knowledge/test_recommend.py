"""The decision: the rules that always hold, over all combinations of answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.recommend import decide, recommend
from knowledge.replies.recommendation import recommendation_reply
from knowledge.reply import render
from knowledge.rules import BOTH, NEITHER, Answers
from knowledge.walk import combinations_of_needs, representatives

SCENARIOS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data/developer_scenarios.yaml").read_text(encoding="utf-8")
)
KNOWLEDGE = load()
LIVE = {a.id for a in KNOWLEDGE.questions["needs"].answers if "live" in a.kinds}
SITUATION = [question for question in KNOWLEDGE.questions.values() if not question.decides]
APPLICATION, SERVICE = "application-hosted", "service-hosted"


def chosen(**answers: str | list[str]) -> Answers:
    """Answers in short."""
    return {q: frozenset([a] if isinstance(a, str) else a) for q, a in answers.items()}


def situations(needs: Answers) -> Iterator[Answers]:
    """The needs with each single answer about the team's situation."""
    yield needs
    for question in SITUATION:
        for answer in question.answers:
            yield {**needs, question.id: frozenset({answer.id})}


def with_need(answers: Answers, *needs: str) -> Answers:
    """The answers with further needs."""
    return {**answers, "needs": answers.get("needs", frozenset()) | set(needs)}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[str(s["id"]) for s in SCENARIOS])
def test_developer_scenarios_get_the_right_advice(knowledge: Knowledge, scenario: dict[str, Any]) -> None:
    answers = chosen(**scenario["answers"])
    result = recommend(knowledge, answers)
    text = render(recommendation_reply(knowledge, answers))
    assert (result.outcome, result.blocked) == (scenario["option"], scenario["blocked"])
    missing = [pattern for pattern in scenario["show"] if not re.search(pattern, text, re.IGNORECASE)]
    assert not missing, text


def test_every_combination_of_needs_has_an_outcome(knowledge: Knowledge) -> None:
    seen = {decide(knowledge, answers).outcome for answers in combinations_of_needs(knowledge)}
    assert seen == {SERVICE, APPLICATION, BOTH, NEITHER}


@settings(max_examples=500)
@given(st.data())
def test_the_walk_covers_every_combination(data: st.DataObject) -> None:
    """Replacing each answer by the representative of its class never changes which rules apply."""
    answers: dict[str, frozenset[str]] = {}
    replaced: dict[str, frozenset[str]] = {}
    for question in KNOWLEDGE.questions.values():
        if not question.decides:
            continue
        ids = [answer.id for answer in question.answers]
        answers[question.id] = frozenset(
            data.draw(st.sets(st.sampled_from(ids), max_size=len(ids) if question.several else 1))
        )
        names = set(representatives(question, KNOWLEDGE.compiled_rules))
        signature = {
            answer.id: (
                answer.exclusive,
                *(
                    answer.id in wanted
                    for rule in KNOWLEDGE.compiled_rules
                    for need in (*rule.when, *rule.unless)
                    for name, wanted in need
                    if name == question.id
                ),
            )
            for answer in question.answers
        }
        replaced[question.id] = frozenset(
            name for name in names if any(signature[name] == signature[given] for given in answers[question.id])
        )
    assert decide(KNOWLEDGE, answers).rules == decide(KNOWLEDGE, replaced).rules


def test_signalling_never_moves_the_result_to_application_hosted(knowledge: Knowledge) -> None:
    for answers in combinations_of_needs(knowledge):
        before, after = decide(knowledge, answers), decide(knowledge, with_need(answers, "call-control"))
        assert (APPLICATION in after.options) == (APPLICATION in before.options)


def test_the_situation_blocks_but_never_changes_the_option(knowledge: Knowledge) -> None:
    for needs in combinations_of_needs(knowledge):
        outcome = decide(knowledge, needs).outcome
        for question in SITUATION:
            for answer in question.answers:
                assert decide(knowledge, {**needs, question.id: frozenset({answer.id})}).outcome == outcome


@pytest.mark.parametrize("keep", ["media", "derived"])
def test_whatever_is_kept_is_spoken_about_before_any_link(knowledge: Knowledge, keep: str) -> None:
    for needs in one_for_each_outcome(knowledge):
        answers = {**needs, "keep": frozenset({keep})}
        result = recommend(knowledge, answers)
        text = render(recommendation_reply(knowledge, answers))
        gate = text.find("updateRecordingStatus")
        first_link = text.find("https://")
        if APPLICATION in result.options:
            assert 0 <= gate < first_link
            assert "8506" in text[:first_link]
            assert result.blocked is ("policy-recording" not in result.rules)
        if SERVICE in result.options:
            assert result.kept
            assert "must not be" in text[:first_link]
        if result.outcome == NEITHER:
            assert not result.kept
            assert not result.blocked


def test_compliance_recording_beats_every_other_need(knowledge: Knowledge) -> None:
    for answers in combinations_of_needs(knowledge):
        if "after-meeting" not in answers["needs"]:
            assert decide(knowledge, with_need(answers, "compliance")).outcome == APPLICATION


def test_only_after_the_meeting_leads_to_neither(knowledge: Knowledge) -> None:
    for answers in combinations_of_needs(knowledge):
        if "compliance" not in answers["needs"]:
            assert decide(knowledge, with_need(answers, "after-meeting")).outcome == NEITHER


def test_a_live_need_is_never_answered_with_service_hosted_alone(knowledge: Knowledge) -> None:
    for answers in combinations_of_needs(knowledge):
        if answers["needs"] & LIVE and not answers["needs"] & {"after-meeting"}:
            result = decide(knowledge, answers)
            assert APPLICATION in result.options or result.rule_ids == {"phone-voice-agent"}


def test_what_the_team_can_do_does_not_pick_application_hosted(knowledge: Knowledge) -> None:
    for needs in ({}, chosen(needs="tones"), chosen(needs="prompts"), chosen(needs="call-control")):
        able = {**needs, **chosen(language="dotnet", host="azure-windows", consent="granted", keep="nothing")}
        assert recommend(knowledge, able).outcome == SERVICE


def test_a_live_need_that_the_team_cannot_host_stays_and_is_blocked(knowledge: Knowledge) -> None:
    for situation in (chosen(language="python"), chosen(host="app-service"), chosen(host="linux")):
        result = recommend(knowledge, {**chosen(needs="live-audio"), **situation})
        assert (result.outcome, result.blocked) == (APPLICATION, True)
        assert all(blocker.ways_out for blocker in result.blockers)


def test_both_needs_the_calls_to_be_different(knowledge: Knowledge) -> None:
    needs = ["live-audio", "prompts"]
    assert recommend(knowledge, chosen(needs=needs)).outcome == APPLICATION
    assert recommend(knowledge, chosen(needs=needs, calls="same-call")).outcome == APPLICATION
    assert recommend(knowledge, chosen(needs=needs, calls="different-calls")).outcome == BOTH


def test_each_reason_names_an_answer_that_was_given(knowledge: Knowledge) -> None:
    every = list(combinations_of_needs(knowledge))
    for answers in [*one_for_each_outcome(knowledge), *random.Random(5).sample(every, 800)]:
        result = recommend(knowledge, answers)
        assert result.reasons
        for reason in result.reasons:
            assert reason.claim.cite
            if reason.answer is not None:
                question, answer = reason.answer
                assert answer in answers[question]


def test_what_if_is_true(knowledge: Knowledge) -> None:
    """Carrying out a change that is said to lead elsewhere leads there."""
    picked = random.Random(7).sample(list(combinations_of_needs(knowledge)), 60)
    for needs in picked:
        answers = {**needs, **chosen(keep="nothing", language="python", host="app-service")}
        for change in recommend(knowledge, answers).what_if:
            for name in change.answers:
                given = answers.get(change.question, frozenset())
                changed = {"adding": given | {name}, "without": given - {name}, "instead": frozenset({name})}
                result = recommend(knowledge, {**answers, change.question: changed[change.change]})
                assert (result.outcome, result.blocked) == (change.outcome, change.blocked)


def test_a_blocked_result_says_what_would_unblock_it(knowledge: Knowledge) -> None:
    result = recommend(knowledge, chosen(needs="live-audio", language="python"))
    assert any(c.question == "language" and c.answers == ("dotnet",) and not c.blocked for c in result.what_if)


def test_permissions_are_exact_graph_names(knowledge: Knowledge) -> None:
    result = recommend(knowledge, chosen(needs="live-audio", callers=["meeting", "bot-calls-user", "group-call"]))
    assert {need.permission for need in result.permissions} >= {
        "Calls.AccessMedia.All",
        "Calls.JoinGroupCall.All",
        "Calls.Initiate.All",
        "Calls.InitiateGroupCall.All",
    }
    for name, permission in knowledge.permissions.items():
        assert name.startswith(("Calls.", "OnlineMeeting", "Call"))
        assert permission.consent


def one_for_each_outcome(knowledge: Knowledge) -> Iterator[Answers]:
    """The first needs that lead to each set of deciding rules."""
    seen: set[frozenset[str]] = set()
    for answers in combinations_of_needs(knowledge):
        rules = decide(knowledge, answers).rule_ids
        if rules not in seen:
            seen.add(rules)
            yield answers
