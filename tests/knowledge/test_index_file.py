"""The fitted index in a file: the same as a fresh one, and never trusted blindly."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from knowledge import index_file
from knowledge.base import Knowledge
from knowledge.index import fit
from knowledge.index_file import is_kept, load_index
from knowledge.lessons import lessons
from knowledge.search import Search

TEXTS = ("Which certificate does the media bot need?", "ilpip", "We play a menu to callers", "zzz", "", "what is DTMF?")


@pytest.fixture
def small(knowledge: Knowledge) -> Knowledge:
    """A part of the content, which is fitted at once."""
    return dataclasses.replace(
        knowledge,
        topics=dict(islice(knowledge.topics.items(), 9)),
        boundaries=dict(islice(knowledge.boundaries.items(), 3)),
        descriptions={
            name: one.model_copy(update={"texts": one.texts[:3]}) for name, one in knowledge.descriptions.items()
        },
    )


@pytest.fixture
def never_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called where from then on nothing may be fitted."""

    def forbid() -> None:
        monkeypatch.setattr(index_file, "apart", None)
        monkeypatch.setattr(index_file, "fit", None)

    return forbid


def test_a_stored_index_finds_the_same(knowledge: Knowledge, tmp_path: Path, never_again: Callable[[], None]) -> None:
    path = tmp_path / "var" / "index.npz"
    fresh = Search(knowledge, load_index(knowledge, path))
    never_again()
    stored = Search(knowledge, load_index(knowledge, path))
    for text in (*TEXTS, *(topic.phrases[0] for topic in knowledge.topics.values())):
        assert stored.find(text, {}) == fresh.find(text, {}), text
    assert [child.name for child in path.parent.iterdir()] == ["index.npz"]


def test_an_edit_of_something_else_fits_nothing(
    small: Knowledge, tmp_path: Path, never_again: Callable[[], None]
) -> None:
    path = tmp_path / "index.npz"
    load_index(small, path)
    never_again()
    assert not is_kept("edited", path)
    assert load_index(dataclasses.replace(small, digest="edited"), path).exact
    assert is_kept("edited", path)


@pytest.mark.parametrize("program", ["/nowhere/python", "false", "true"])
def test_it_is_fitted_where_no_process_can_do_it(
    small: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    path = tmp_path / "index.npz"
    assert load_index(small, path).exact
    assert is_kept(small.digest, path)


@pytest.mark.parametrize("damage", ["other content", "cut off", "no file of ours"])
def test_an_index_that_does_not_fit_is_made_anew(small: Knowledge, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index.npz"
    load_index(small, path)
    whole = path.read_bytes()
    if damage == "other content":
        np.savez(path, fitted=np.zeros(32, np.uint8), checked=np.zeros(32, np.uint8))
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut off" else b"hello")
    mended, fitted = load_index(small, path).arrays(), fit(lessons(small)).arrays()
    assert mended.keys() == fitted.keys()
    assert all(np.array_equal(mended[name], array) for name, array in fitted.items())
    assert path.read_bytes()[:2] == whole[:2]
    assert len(path.read_bytes()) == len(whole)


def test_an_edit_makes_it_anew(small: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    load_index(small, path)
    name, topic = next(iter(small.topics.items()))
    edited = topic.model_copy(update={"phrases": (*topic.phrases, "an unheard-of wording")})
    changed = dataclasses.replace(small, topics={**small.topics, name: edited}, digest="other")
    assert load_index(changed, path).exact.get("an unheard of wording") == 0


def test_a_folder_that_cannot_be_written_is_no_obstacle(small: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load_index(small, tmp_path / "file" / "index.npz").exact
