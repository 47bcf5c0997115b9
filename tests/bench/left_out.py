"""How well a stored phrase is understood by a search that never saw it.

    python -m tests.bench.left_out

Each tenth of all stored phrases is left out in turn, and looked up with what remains. It says how often the topic is
found first, or among the first two or three, how often a topic of the right file is, and how often the kind of message
is recognized. Nothing here fails on a clock.
"""

from __future__ import annotations

import sys
from collections import Counter

from knowledge.load import DATA, load
from knowledge.search import Search
from knowledge.understand import understand
from knowledge.yaml_file import read
from tests.bench.scope_weights import folds, without

FOLDS = 10


def main() -> int:
    """Print the shares."""
    knowledge = load()
    files = topic_files()
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for held in folds(knowledge, FOLDS):
        search = Search(without(knowledge, held))
        for scope, name, text in held:
            found = search.find(text, understand(knowledge, text).answers)
            count(seen, right, scope, found.scope == scope)
            if scope == "question":
                labels = [ranked.label for ranked in found.ranking[:3]]
                for most in (1, 2, 3):
                    count(seen, right, f"topic among the first {most}", name in labels[:most])
                count(seen, right, "topic of the right file", bool(labels) and files[labels[0]] == files[name])
    for name, total in seen.items():
        sys.stdout.write(f"{name:<28} {right[name] / total:>7.1%} of {total}\n")
    return 0


def topic_files() -> dict[str, str]:
    """Topic id -> the file that it stands in, which is one subject of the table of topics."""
    return {
        str(topic["id"]): path.stem
        for path in (DATA / "topics").glob("*.yaml")
        for topic in (read(path, path.name).data or {}).get("topics", ())
    }


def count(seen: Counter[str], right: Counter[str], name: str, is_right: bool) -> None:
    """Count one look-up."""
    seen[name] += 1
    right[name] += is_right


if __name__ == "__main__":
    sys.exit(main())
