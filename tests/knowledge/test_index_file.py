"""The fitted index in a file: the same as a fresh one, and never trusted blindly."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from knowledge import index_file
from knowledge.base import Knowledge
from knowledge.index import fit
from knowledge.index_file import load_index
from knowledge.search import Search

TEXTS = ("Which certificate does the media bot need?", "ilpip", "We play a menu to callers", "zzz", "", "what is DTMF?")


def test_a_stored_index_finds_the_same(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "var" / "index.npz"
    fresh = Search(knowledge, load_index(knowledge, path))
    monkeypatch.setattr(index_file, "fit", None)  # a second fit would fail
    stored = Search(knowledge, load_index(knowledge, path))
    for text in (*TEXTS, *(topic.phrases[0] for topic in knowledge.topics.values())):
        assert stored.find(text, {}) == fresh.find(text, {}), text
    assert [child.name for child in path.parent.iterdir()] == ["index.npz"]


@pytest.mark.parametrize("damage", ["other content", "cut off", "no file of ours"])
def test_an_index_that_does_not_fit_is_made_anew(knowledge: Knowledge, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index.npz"
    load_index(knowledge, path)
    whole = path.read_bytes()
    if damage == "other content":
        np.savez(path, key=np.zeros(32, np.uint8))
    else:
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut off" else b"hello")
    assert load_index(knowledge, path).exact == fit(knowledge).exact
    assert path.read_bytes()[:2] == whole[:2]
    assert len(path.read_bytes()) == len(whole)


def test_an_edit_makes_it_anew(knowledge: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "index.npz"
    load_index(knowledge, path)
    name, topic = next(iter(knowledge.topics.items()))
    edited = topic.model_copy(update={"phrases": (*topic.phrases, "an unheard-of wording")})
    changed = dataclasses.replace(knowledge, topics={**knowledge.topics, name: edited}, digest="other")
    assert "an unheard of wording" in load_index(changed, path).exact


def test_a_folder_that_cannot_be_written_is_no_obstacle(knowledge: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert load_index(knowledge, tmp_path / "file" / "index.npz").exact
