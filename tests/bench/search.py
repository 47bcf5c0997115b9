"""Finding the topic, side by side in one run: plain BM25, SQLite FTS5, and our search with its parts added one by one.

    python -m tests.bench.search tests/eval/held_out.jsonl

prints for each method the share of questions whose reply contains every expected fact (of kind `ask`, and of all kinds:
a method that only ranks answers every text with a topic), and the time per question; then how the time grows with the
number of entries. Nothing here fails on a clock.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.classifier import Classifier
from knowledge.features import Learner
from knowledge.lexicon import Lexicon
from knowledge.load import load
from knowledge.replies.topic import topic_reply
from knowledge.reply import render
from knowledge.search import Search
from knowledge.text import fold, words

Method = Callable[[str], str]
"""A question to the text of the reply."""

ENTRIES = (100, 1_000, 10_000)


def main(paths: Sequence[str]) -> int:
    """Print the comparison."""
    knowledge = load()
    everything = [item for path in paths for item in read(Path(path)) if item["must_mention"]]
    questions = [item for item in everything if item["kind"] == "ask"]
    answers = {name: render(topic_reply(knowledge, topic), addresses=False) for name, topic in knowledge.topics.items()}
    sys.stdout.write(
        f"{len(questions)} questions to ask, {len(everything)} of all kinds, {len(knowledge.topics)} topics\n\n"
    )
    sys.stdout.write(f"{'method':<44} {'ask':>7} {'all kinds':>9} {'median ms':>10} {'p99 ms':>8}\n")
    for name, method in methods(knowledge, answers).items():
        passed, times = measure(method, questions)
        of_all, _ = measure(method, everything)
        sys.stdout.write(
            f"{name:<44} {passed / len(questions):>7.1%} {of_all / len(everything):>9.1%} "
            f"{quantile(times, 0.5):>10.2f} {quantile(times, 0.99):>8.2f}\n"
        )
    sys.stdout.write(f"\n{'entries':>8} {'median ms':>10} {'p99 ms':>8}   (a whole first message)\n")
    for count in ENTRIES:
        advisor = Advisor(enlarged(knowledge, count))
        _, times = measure(lambda text, a=advisor: str(a.first(text).reply.topic), questions[:60])  # type: ignore[misc]
        sys.stdout.write(f"{count:>8} {quantile(times, 0.5):>10.2f} {quantile(times, 0.99):>8.2f}\n")
    return 0


def read(path: Path) -> list[dict[str, Any]]:
    """The questions of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(method: Method, questions: Sequence[dict[str, Any]]) -> tuple[int, list[float]]:
    """How many questions get every expected fact, and the milliseconds of CPU of each."""
    passed, times = 0, []
    for question in questions:
        start = time.thread_time()
        text = method(question["text"])
        times.append((time.thread_time() - start) * 1000)
        passed += all(re.search(pattern, text, re.IGNORECASE) for pattern in question["must_mention"])
    return passed, sorted(times)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie."""
    return values[min(len(values) - 1, int(len(values) * share))]


def methods(knowledge: Knowledge, answers: dict[str, str]) -> dict[str, Method]:
    """Every method by name; all of them see the same content."""
    documents = {name: fold(" ".join((t.title, *t.phrases, _body(t)))) for name, t in knowledge.topics.items()}
    advisor, nothing, lexicon = Advisor(knowledge), Lexicon(()), Lexicon(knowledge.lexicon.values())
    phrases = {name: (t.title, *t.phrases) for name, t in knowledge.topics.items()}
    texts = {name: _body(t) for name, t in knowledge.topics.items()}
    search = Search(knowledge)
    by_bm25, by_fts5 = bm25(documents), fts5(documents)
    return {
        "plain BM25": lambda text: answers[by_bm25(text)],
        "SQLite FTS5": lambda text: answers[by_fts5(text)],
        "centroids of phrases": _centroids(phrases, {}, nothing, answers),
        "  + the answers' own words": _centroids(phrases, texts, nothing, answers),
        "  + the lexicon": _centroids(phrases, texts, lexicon, answers),
        "  + BM25 over the phrases": lambda text: answers[search.find(text, {}).ranking[0].label],
        "  + scope, and two topics where both fit": lambda text: render(advisor.first(text).reply, addresses=False),
    }


def bm25(documents: dict[str, str], k1: float = 1.2, b: float = 0.75) -> Callable[[str], str]:
    """Okapi BM25 with its usual constants."""
    counts = {name: Counter(text.split()) for name, text in documents.items()}
    lengths = {name: sum(count.values()) for name, count in counts.items()}
    average = sum(lengths.values()) / len(lengths)
    frequency = Counter(word for count in counts.values() for word in count)
    total = len(documents)

    def best(text: str) -> str:
        asked = words(text)

        def score(name: str) -> float:
            count, norm = counts[name], k1 * (1 - b + b * lengths[name] / average)
            return sum(
                math.log(1 + (total - frequency[word] + 0.5) / (frequency[word] + 0.5))
                * count[word]
                * (k1 + 1)
                / (count[word] + norm)
                for word in asked
                if count[word]
            )

        return max(documents, key=score)

    return best


def fts5(documents: dict[str, str]) -> Callable[[str], str]:
    """SQLite's full-text search with its own ranking."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table entries using fts5(name unindexed, body, tokenize='porter unicode61')")
    database.executemany("insert into entries values (?, ?)", documents.items())

    def best(text: str) -> str:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", text)))
        row = database.execute("select name from entries where entries match ? order by rank limit 1", (query,))
        found = row.fetchone() if query else None
        return str(found[0]) if found else next(iter(documents))

    return best


def enlarged(knowledge: Knowledge, count: int) -> Knowledge:
    """The content with `count` topics: copies whose words are their own."""
    topics = dict(list(knowledge.topics.items())[:count])
    originals = list(knowledge.topics.values())
    for number in range(len(topics), count):
        original = originals[number % len(originals)]
        name = f"copy-{number}"
        marked = tuple(f"{phrase} {name}x{position % 7}" for position, phrase in enumerate(original.phrases[:8]))
        topics[name] = original.model_copy(update={"id": name, "phrases": marked})
    kept = {name: t.model_copy(update={"related": ()}) for name, t in topics.items()}
    return replace(knowledge, topics=kept)


def _centroids(
    phrases: dict[str, tuple[str, ...]], texts: dict[str, str], lexicon: Lexicon, answers: dict[str, str]
) -> Method:
    learner, labels = Learner(lexicon), list(phrases)
    rows = learner.learn([phrase for group in phrases.values() for phrase in group])
    owners = np.repeat(np.arange(len(phrases), dtype=np.int32), [len(group) for group in phrases.values()])
    bodies = learner.learn([texts.get(name, "") for name in phrases], letters=False)
    classifier = Classifier.fit(rows, owners, len(learner), bodies)
    features = learner.features()
    return lambda text: answers[labels[int(classifier.scores(features.read(text)).argmax())]]


def _body(topic: Any) -> str:
    return " ".join(claim.text for claim in (*topic.answer, *topic.facts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
