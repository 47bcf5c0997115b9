"""Keeps a fitted index in a file, so that only a start after an edit fits it."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import zipfile
from pathlib import Path

import numpy as np

from knowledge import (
    bm25,
    check,
    classifier,
    features,
    index,
    lexicon,
    linear,
    naive_bayes,
    postings,
    regression,
    text,
    vectors,
)
from knowledge.base import Knowledge
from knowledge.index import Index, fit, restored

logger = logging.getLogger(__name__)

_CODE = (bm25, check, classifier, features, index, lexicon, linear, naive_bayes, postings, regression, text, vectors)
"""The modules on which a fitted index depends, and the one that checks content before it is fitted."""
_KEY = "key"


def load_index(knowledge: Knowledge, path: Path) -> Index:
    """The index of the content: from the file if it fits content and code, otherwise fitted anew and written there.

    A file that cannot be read or written costs half a second and nothing else.
    """
    key = _key(knowledge.digest)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if bytes(stored[_KEY]) == key:
                return restored(knowledge, {name: stored[name] for name in stored.files})
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile) as error:
        logger.info("the index in %s is made anew: %s", path, error)
    fitted = fit(knowledge)
    _write(fitted, key, path)
    return fitted


def is_kept(digest: str, path: Path) -> bool:
    """Whether the file has the index of the content with this digest, which was checked before it was fitted."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return bytes(stored[_KEY]) == _key(digest)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return False


def _key(digest: str) -> bytes:
    """A digest of the content and of the code that checks and fits it."""
    total = hashlib.sha256(f"{digest} {np.__version__}".encode())
    for module in _CODE:
        total.update(Path(str(module.__file__)).read_bytes())
    return total.digest()


def _write(fitted: Index, key: bytes, path: Path) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **{_KEY: np.frombuffer(key, np.uint8)}, **fitted.arrays())
        temporary.replace(path)
    except OSError as error:
        logger.info("the index is not kept in %s: %s", path, error)
        with contextlib.suppress(OSError):
            temporary.unlink()
