"""Content is data: a third hosting option with a question, a rule, a topic and a sample touches no code."""

from __future__ import annotations

from pathlib import Path

import yaml

from knowledge.ask import Advisor
from knowledge.interview import open_questions
from knowledge.load import load
from knowledge.recommend import recommend
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.recommendation import recommendation_reply
from knowledge.reply import render

PAGE = "media-hosting#related-content"


def claim(text: str) -> dict[str, str]:
    return {"text": text, "cite": PAGE}


def test_a_third_option_is_only_data(copy: Path) -> None:
    aspects = yaml.safe_load((copy / "options.yaml").read_text(encoding="utf-8"))["aspects"]
    added = {
        "options": [
            {
                "id": "orbit-hosted",
                "title": "Orbit-hosted media",
                "nickname": "satellite",
                "summary": claim("A satellite keeps the media."),
                "strength": claim("No machine on the ground."),
                "setting": "orbitHostedMediaConfig",
                "page": PAGE,
                "capabilities": {aspect["id"]: claim("As in orbit.") for aspect in aspects},
            }
        ],
        "questions": [
            {
                "id": "orbit",
                "name": "Orbit",
                "text": "How high should the media fly?",
                "why": claim("Height decides."),
                "decides": True,
                "open": "The height is open.",
                "answers": [
                    {"id": "low", "label": "Low orbit", "signs": ["low orbit"], "reason": claim("Low is near.")},
                    {"id": "ground", "label": "On the ground", "reason": claim("Down to earth.")},
                ],
            }
        ],
        "rules": [{"id": "orbiting", "rank": 1, "when": {"orbit": "low"}, "unless": {"needs": "compliance"},
                   "options": ["orbit-hosted"]}],
        "topics": [{"id": "orbit", "title": "Orbit-hosted media", "phrases": ["what is orbit hosted media"],
                    "answer": [claim("It is media in orbit.")], "links": ["orbit-bot"]}],
        "samples": [{"id": "orbit-bot", "title": "OrbitBot", "url": "https://github.com/example/orbit-bot",
                     "language": "C#", "shows": claim("A bot in orbit."), "fits": [{"options": "orbit-hosted"}]}],
    }  # fmt: skip
    (copy / "orbit.yaml").write_text(yaml.safe_dump(added), encoding="utf-8")

    knowledge = load(copy)
    answers = {"needs": frozenset({"prompts"}), "orbit": frozenset({"low"})}
    result = recommend(knowledge, answers)
    assert (result.outcome, [sample.id for sample in result.samples]) == ("orbit-hosted", ["orbit-bot"])
    assert "Low is near." in render(recommendation_reply(knowledge, answers))
    assert "Orbit-hosted media" in render(comparison_reply(knowledge))
    assert "orbit" in [question.id for question in open_questions(knowledge, {"needs": frozenset({"prompts"})})]
    advisor = Advisor(knowledge)
    assert advisor.first("what is orbit hosted media").reply.topic == "orbit"
    assert advisor.first("our bot plays a recorded announcement from a low orbit").reply.option == "orbit-hosted"
