"""Keeps a fitted index in a file, so that only a start after an edit of what it follows from fits it.

It is fitted in a process of its own: a hundred megabytes that are needed for that are then given back, and a bot whose
content is edited while it runs keeps answering.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from knowledge import (
    bm25,
    classifier,
    features,
    index,
    lexicon,
    linear,
    naive_bayes,
    numbered,
    postings,
    regression,
    text,
    vectors,
)
from knowledge.base import Knowledge
from knowledge.index import Index, fit, restored
from knowledge.lessons import Lessons, lessons
from knowledge.model import Term
from knowledge.postings import Arrays

logger = logging.getLogger(__name__)

_CODE = (bm25, classifier, features, index, lexicon, linear, naive_bayes, numbered, postings, regression, text, vectors)
"""The modules on which a fitted index depends."""
_FITTED, _CHECKED = "fitted", "checked"
_DAMAGE = (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile)


def load_index(knowledge: Knowledge, path: Path) -> Index:
    """The index of the content: from the file if it fits content and code, otherwise fitted anew and written there.

    A file that cannot be read or written costs some seconds and nothing else.
    """
    terms, checked = knowledge.lexicon.values(), _checked(knowledge.digest)
    if (found := _kept(terms, path, _CHECKED, checked)) is not None:
        return found
    learned = lessons(knowledge)
    keys = {_FITTED: _fitted(learned), _CHECKED: checked}
    if (found := _kept(terms, path, _FITTED, keys[_FITTED])) is None:
        fitted = apart(learned)
        found = restored(terms, fitted) if fitted is not None else fit(learned)
    _write(found.arrays(), keys, path)
    return found


def is_kept(digest: str, path: Path) -> bool:
    """Whether the file has the index of the content with this digest, which was checked before it was fitted."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return bytes(stored[_CHECKED]) == _checked(digest)
    except _DAMAGE:
        return False


def apart(learned: Lessons) -> Arrays | None:
    """The arrays of an index that was fitted in a process of its own; None if that came to nothing."""
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; import {__name__} as it; it.fit_here()"]
    try:
        done = subprocess.run(command, input=pickle.dumps(learned), stdout=subprocess.PIPE, check=True)
        arrays: Arrays = pickle.loads(done.stdout)
        return arrays
    except (OSError, subprocess.CalledProcessError, pickle.UnpicklingError, EOFError) as error:
        logger.info("no process of its own fits the index: %s", type(error).__name__)
        return None


def fit_here() -> None:
    """What the process does: lessons come in, the arrays of an index go out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the bot, which ends this process as well
    sys.stdout.buffer.write(pickle.dumps(fit(pickle.load(sys.stdin.buffer)).arrays()))


def _kept(terms: Iterable[Term], path: Path, name: str, key: bytes) -> Index | None:
    """The index in the file if it is known by this."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if bytes(stored[name]) != key:
                return None
            return restored(terms, {each: stored[each] for each in stored.files})
    except FileNotFoundError:
        return None
    except _DAMAGE as error:
        logger.info("the index in %s is made anew: %s", path, error)
        return None


def _write(arrays: Arrays, keys: dict[str, bytes], path: Path) -> None:
    """Keep the index, with what it is known by; a file that cannot be written is only reported."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    named = {name: np.frombuffer(key, np.uint8) for name, key in keys.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **named, **arrays)
        temporary.replace(path)
    except OSError as error:
        logger.info("the index is not kept in %s: %s", path, error)
        with contextlib.suppress(OSError):
            temporary.unlink()


def _checked(digest: str) -> bytes:
    """What content is known by that was found to be good, and of which the index was fitted."""
    return _digest(digest, Path(__file__).parent.glob("*.py"))


def _fitted(learned: Lessons) -> bytes:
    """What an index is known by."""
    return _digest(f"{learned.digest} {np.__version__}", (Path(str(module.__file__)) for module in _CODE))


def _digest(of: str, code: Iterable[Path]) -> bytes:
    total = hashlib.sha256(of.encode())
    for path in sorted(code):
        total.update(path.read_bytes())
    return total.digest()
