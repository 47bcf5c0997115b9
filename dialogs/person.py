"""What is kept about a person: the answers behind their last recommendations, from personal chats only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogs.documents import Documents
from dialogs.state import moment, stored_answers
from knowledge.base import Knowledge
from knowledge.rules import Answers

MOST = 3
"""Recommendations that are kept; beside them, one interview that was put aside unfinished."""
_ADVICE = "advice"


@dataclass(frozen=True)
class Advice:
    """An interview that led to a recommendation, or was put aside on the way."""

    id: str
    answers: Answers
    at: datetime
    finished: bool
    """Whether it led to a recommendation."""


class Person:
    """The document of one person on one channel."""

    def __init__(self, documents: Documents, channel: str, user: str) -> None:
        self._documents = documents
        self._key = ("person", channel, user)
        self._user = user

    async def keep(self, advice: Advice) -> None:
        """Put this on top; an entry with the same id is replaced, and what is too much falls off."""
        if not self._user:
            return
        entry = {
            "id": advice.id,
            "answers": {name: sorted(chosen) for name, chosen in advice.answers.items()},
            "at": advice.at.isoformat(),
            "finished": advice.finished,
        }

        def edit(document: dict[str, Any]) -> None:
            others = [other for other in _entries(document) if other.get("id") != advice.id]
            document[_ADVICE] = _fewer([entry, *others])

        await self._documents.change(self._key, edit)

    async def advice(self, knowledge: Knowledge) -> list[Advice]:
        """What is kept, the latest first, as far as the present content knows it."""
        document = await self._documents.read(self._key) if self._user else {}
        found = []
        for entry in _entries(document):
            answers, at = stored_answers(entry.get("answers"), knowledge), moment(entry.get("at"))
            if answers and at is not None:
                found.append(Advice(str(entry.get("id")), answers, at, _is_finished(entry)))
        return found

    async def forget(self) -> None:
        """Delete the document."""
        if self._user:
            await self._documents.delete(self._key)


def _entries(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    stored = document.get(_ADVICE)
    return [entry for entry in stored if isinstance(entry, dict)] if isinstance(stored, list) else []


def _fewer(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The latest finished ones and the latest unfinished one, in their order."""
    finished = [entry for entry in entries if _is_finished(entry)][:MOST]
    unfinished = [entry for entry in entries if not _is_finished(entry)][:1]
    return [entry for entry in entries if entry in finished or entry in unfinished]


def _is_finished(entry: Mapping[str, Any]) -> bool:
    return entry.get("finished") is True
