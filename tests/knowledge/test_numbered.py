"""Numbers of many small keys."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numbered import Numbered

KEYS = st.integers(-(2**63), 2**63 - 1)
NUMBERS = st.integers(0, 2**31 - 1)
TEXTS = st.text(st.characters(codec=None))


@given(st.dictionaries(KEYS, NUMBERS), st.lists(KEYS))
def test_it_finds_what_a_dictionary_finds(known: dict[int, int], others: list[int]) -> None:
    numbered = Numbered.of([*known], known.values())
    asked = [*known, *others, *known]
    assert numbered.find(asked) == [known[key] for key in asked if key in known]
    assert len(numbered) == len(known)


@given(st.dictionaries(TEXTS, NUMBERS), TEXTS)
def test_texts_are_found_as_in_a_dictionary(known: dict[str, int], other: str) -> None:
    numbered = Numbered.restored(Numbered.of_texts(known).arrays())
    assert {text: numbered.get(text) for text in known} == known
    assert numbered.get(other) == known.get(other)


def test_it_takes_twelve_bytes_a_key() -> None:
    arrays = Numbered.of_texts({f"wording {number}": number for number in range(1000)}).arrays()
    assert sum(np.asarray(array).nbytes for array in arrays.values()) == 12_000
