"""What all content has in common: immutable entries, ids, and claims with their sources."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Evidence = Literal["documented", "partial", "reported", "reading"]
"""How a claim is known: read on the page; only part of the page was seen; reported in an issue or by others; our
own reading of the documented facts. All but `documented` are said to the reader."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


def listed(value: object) -> object:
    """Let an author write one item where a list is meant."""
    return [value] if isinstance(value, (str, dict)) else value


Ids = Annotated[tuple[Id, ...], BeforeValidator(listed)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]


class Entry(BaseModel):
    """Base of all content: immutable, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Claim(Entry):
    """One statement shown to people, with where it comes from."""

    text: Text
    """The statement in our own words; Markdown bold, italic and links only."""
    cite: Annotated[tuple[str, ...], BeforeValidator(listed), Field(min_length=1)]
    """Pages, as `page-id` or `page-id#section`."""
    evidence: Evidence = "documented"


Claims = Annotated[tuple[Claim, ...], BeforeValidator(listed)]
