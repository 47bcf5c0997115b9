"""What the host needs from the other packages: somebody to talk, and the words for when that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.metrics import counting
from dialogs.documents import Documents
from dialogs.incoming import Incoming
from dialogs.main import Conversation
from dialogs.operator import Operator
from knowledge.index_file import is_kept, load_index
from knowledge.load import load
from knowledge.reply import Reply


class Talker(Protocol):
    """Answers what people say; `dialogs.main.Conversation` is the real one."""

    async def run(self, context: Any, incoming: Incoming, document: dict[str, Any], documents: Documents) -> None:
        """Answer through the context; what is to be remembered goes into the document, rarely into others."""


@dataclass(frozen=True)
class Content:
    """One version of the content, ready to be talked from."""

    conversation: Talker
    apology: str
    """Said when a turn failed."""
    slow_down: str
    """Said where messages come too fast."""


def load_content(
    folder: Path,
    on_unanswered: Callable[[str, Reply], None] | None = None,
    index_file: Path | None = None,
    operator: Operator | None = None,
) -> Content:
    """Read and check the content in `folder`; `knowledge.content.LoadError` lists all that is wrong with it.

    With `index_file`, what is fitted on the content is kept there for the next start, which need not check it again.
    """
    knowledge = load(folder, lambda digest: index_file is not None and is_kept(digest, index_file))
    index = load_index(knowledge, index_file) if index_file is not None else None
    said = knowledge.strings.free_text
    return Content(
        Conversation(knowledge, counting(on_unanswered), index, operator or Operator()), said.failed, said.slow_down
    )
