"""What an author is told: every kind of mistake, with its place and the remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.content import LoadError
from knowledge.load import load

# file, what stands there, what the author writes instead, what must be said
MISTAKES = {
    "unknown key": ("questions.yaml", "    several: true", "    sevral: true", r"did you mean 'several'"),
    "missing field": ("commands.yaml", "    title: Cancel\n", "", r"'title' is missing .*'cancel'"),
    "bare yes": ("commands.yaml", "      - cancel\n", "      - cancel\n      - yes\n", r"put it in quotes"),
    "bare key": ("rules.yaml", "    rank: 1\n", "    rank: 1\n    yes: 1\n", r"put it in quotes: 'yes'"),
    "unknown question": ("rules.yaml", "needs: compliance", "nedds: compliance", r"'nedds'; did you mean needs"),
    "unknown answer": ("rules.yaml", "needs: compliance", "needs: complience", r"answer 'complience' to 'needs'"),
    "unknown need": ("descriptions.yaml", "{needs: tones}", "{needs: toens}", r"unknown answer 'toens' to 'needs'"),
    "a kind": ("descriptions.yaml", "{needs: tones}", "{needs: live}", r"'live' is a kind of answers"),
    "unknown verdict": ("verdicts.yaml", "- id: both", "- id: bothe", r"unknown outcome 'bothe'; did you mean both"),
    "unknown feature": ("verdicts.yaml", "unsigned:", "unsinged:", r"feature 'unsinged'; did you mean unsigned"),
    "not yaml": ("rules.yaml", "    rank: 1\n", "    rank: [1\n", r"not valid YAML"),
    "twice": ("rules.yaml", "    rank: 1\n", "    rank: 1\n    rank: 1\n", r"'rank' stands here twice"),
    "unknown file key": ("rules.yaml", "rules:\n", "ruels: []\nrules:\n", r"'ruels'; did you mean 'rules'"),
    "situation in a rule": ("rules.yaml", "needs: compliance", "language: python", r"outcome rules read needs only"),
    "placeholder": ("strings.yaml", "At most {count}", "At most {number}", r"placeholder \{number\}.*\{count\}"),
    "label": ("questions.yaml", "label: Python\n", "label: Python in any supported version\n", r"a button shows 25"),
}  # fmt: skip


def problems(folder: Path) -> list[str]:
    """What the check says about the content in `folder`."""
    with pytest.raises(LoadError) as raised:
        load(folder)
    return [str(problem) for problem in raised.value.problems]


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; returns its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer contains {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, text: str) -> None:
    """Add a data file."""
    (folder / "added.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_shown_with_its_place_and_remedy(copy: Path, mistake: str) -> None:
    name, old, new, expected = MISTAKES[mistake]
    line = edit(copy, name, old, new)
    found = [p for p in problems(copy) if re.search(expected, p)]
    assert found, problems(copy)
    file, number, _ = found[0].split(":", 2)
    assert file.endswith(name)
    assert abs(int(number) - line) <= 3


def test_every_problem_is_listed_at_once(copy: Path) -> None:
    edit(copy, "rules.yaml", "needs: compliance", "nedds: compliance")
    append(copy, TOPIC.replace("media-hosting#related-content", "no-such-page"))
    text = "\n".join(problems(copy))
    assert "nedds" in text
    assert "no-such-page" in text


TOPIC = """
topics:
  - id: added-topic
    title: Added
    phrases: [is this an added topic]
    answer:
      - text: It is.
        cite: media-hosting#related-content
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("#related-content", "#no-such-section", "has no section 'no-such-section'"),
        ("media-hosting#related-content", "media-hosting", "name the section"),
        ("title: Added", f"title: {'long ' * 10}", "at most 40"),
        ("text: It is.", f"text: {'long ' * 300}", "at most 1200"),
        ("    answer:", "    related: [no-such-topic]\n    answer:", "unknown topic 'no-such-topic'"),
        ("    answer:", "    links: [no-such-sample]\n    answer:", "neither a page nor a sample"),
        ("id: added-topic", "id: Added Topic", "lower-case letters"),
        ("text: It is.", "text: See [here](https://example.org/dead).", "leads to no known page"),
    ],
)
def test_mistakes_in_a_topic(copy: Path, old: str, new: str, expected: str) -> None:
    append(copy, TOPIC.replace(old, new, 1))
    assert any(expected in problem for problem in problems(copy)), problems(copy)


RULE = """
rules:
  - id: added-rule
    rank: {rank}
    when: {{needs: [{needs}]}}
    options: [{options}]
"""


@pytest.mark.parametrize(
    ("rank", "needs", "options", "expected"),
    [
        (99, "prompts", "service-hosted", "no answers can trigger this rule"),
        (1, "compliance", "service-hosted", "rules of rank 1 disagree"),
        (1, "compliance", "no-such-option", "unknown option 'no-such-option'"),
    ],
)
def test_rules_that_cannot_work(copy: Path, rank: int, needs: str, options: str, expected: str) -> None:
    append(copy, RULE.format(rank=rank, needs=needs, options=options))
    assert any(expected in problem for problem in problems(copy)), problems(copy)


def test_answers_without_an_outcome(copy: Path) -> None:
    edit(copy, "rules.yaml", "- id: start-simple", "- id: start-simple\n    when: {needs: prompts}")
    assert any("no outcome rule applies" in problem for problem in problems(copy))


def test_a_question_that_changes_nothing(copy: Path) -> None:
    append(
        copy,
        """
questions:
  - id: color
    name: Color
    text: Which color should the bot have?
    why: {text: Out of curiosity., cite: media-hosting#related-content}
    open: The color is open.
    answers:
      - {id: red, label: Red}
      - {id: blue, label: Blue}
""",
    )
    assert any("can change anything" in problem and "added.yaml" in problem for problem in problems(copy))


def test_a_finding_that_no_outcome_triggers(copy: Path) -> None:
    append(
        copy,
        """
requirements:
  - id: never
    options: service-hosted
    rules: policy-recording
    claim: {text: Nobody needs this., cite: media-hosting#related-content}
""",
    )
    assert any("no outcome can trigger this" in problem for problem in problems(copy))


def test_a_captured_page_without_facts(copy: Path) -> None:
    (copy / "captured/media-hosting.yaml").unlink()
    assert any("python -m knowledge build" in problem for problem in problems(copy))


def test_the_shipped_content_has_no_problem() -> None:
    assert load().topics
