"""YAML files -> typed entries, each with its place in the files, and every problem on the way."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge import model
from knowledge.base import Knowledge
from knowledge.frames import compile_frame
from knowledge.signs import compile_sign
from knowledge.strings import Strings
from knowledge.yaml_file import Problem, YamlFile, YamlPath, read

COLLECTIONS: Mapping[str, type[model.Entry]] = {
    "pages": model.Page,
    "facts": model.PageFacts,
    "aspects": model.Aspect,
    "options": model.Option,
    "questions": model.Question,
    "rules": model.OutcomeRule,
    "blockers": model.Blocker,
    "notices": model.Notice,
    "requirements": model.Requirement,
    "permissions": model.Permission,
    "permission_needs": model.PermissionNeed,
    "steps": model.Step,
    "samples": model.Sample,
    "alternatives": model.Alternative,
    "topics": model.Topic,
    "areas": model.Area,
    "commands": model.Command,
    "smalltalk": model.SmallTalk,
    "descriptions": model.Description,
    "verdicts": model.Verdict,
    "boundaries": model.Boundary,
    "languages": model.Language,
    "lexicon": model.Term,
}
"""Top-level key of a data file -> what each of its items is. Any file may hold any of them."""

LISTS = (
    "follow_ups", "corrections", "additions", "removals", "wishes", "choices", "elsewhere", "common",
)  # fmt: skip
"""Top-level keys that hold a list of texts."""
NOTATIONS: Mapping[str, Callable[[str], object]] = {
    "follow_ups": compile_sign,
    "wishes": compile_sign,
    "choices": compile_sign,
    "elsewhere": compile_sign,
    "corrections": compile_frame,
    "additions": compile_frame,
    "removals": compile_frame,
}
"""Those lists whose texts are written in a notation, and what reads it: ValueError says what is wrong."""

PICTURES = "pictures"
"""The folder with the drawings."""

_KEY_FIELD = {"permissions": "name", "facts": "page", "lexicon": "term"}


class KnowledgeError(Exception):
    """Base of this package's errors."""


class LoadError(KnowledgeError):
    """The content cannot be used; `problems` says everything that has to be mended."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Origin:
    """Where an entry was written."""

    file: YamlFile
    path: YamlPath

    def problem(self, message: str, *path: str | int) -> Problem:
        """A problem at `path` inside the entry."""
        return Problem(self.file.name, self.file.line((*self.path, *path)), message)


@dataclass
class Content:
    """What was read: entries, where each was written, and what is wrong with them."""

    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in COLLECTIONS})
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in LISTS})
    strings: Strings | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def knowledge(self) -> Knowledge:
        """The typed knowledge base; LoadError if anything is wrong so far."""
        if self.problems or self.strings is None:
            raise LoadError(self.problems)
        indexed: dict[str, Any] = {name: MappingProxyType(entries) for name, entries in self.entries.items()}
        indexed.update({name: tuple(entries) for name, entries in self.lists.items()})
        return Knowledge(
            **indexed,
            strings=self.strings,
            pictures=MappingProxyType(self.pictures),
            digest=self.digest,
        )


def files(folder: Path) -> list[Path]:
    """The data files below `folder`, in a stable order."""
    return sorted(folder.rglob("*.yaml"))


def digest(folder: Path) -> str:
    """A digest of the names and bytes of all data files."""
    total = hashlib.sha256()
    for path in files(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_content(folder: Path) -> Content:
    """Read and validate every file below `folder`; problems are collected, not raised."""
    content = Content(digest=digest(folder))
    for path in files(folder):
        file = read(path, _shown(path))
        content.problems += file.problems
        if file.data is None:
            continue
        if not isinstance(file.data, dict):
            content.problems.append(Problem(file.name, 1, "a data file starts with a key such as 'topics:'"))
            continue
        for key, value in file.data.items():
            _take(content, file, key, value)
    if content.strings is None and not any("strings" in p.message for p in content.problems):
        content.problems.append(Problem(_shown(folder / "strings.yaml"), 1, "'strings:' is missing"))
    _read_pictures(content, folder)
    return content


def _read_pictures(content: Content, folder: Path) -> None:
    """The drawings that options name; `check` finds those that are missing or too large."""
    for option in content.entries["options"].values():
        if option.picture is not None and (path := folder / PICTURES / option.picture.file).is_file():
            content.pictures[option.picture.file] = path.read_bytes()


def _shown(path: Path) -> str:
    """The path as an author would type it from where they stand."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _take(content: Content, file: YamlFile, key: str, value: Any) -> None:
    if key == "strings":
        content.strings = _validate(Strings, value, file, (key,), content)
    elif key in LISTS:
        texts = _validate(tuple[model.Text, ...], value, file, (key,), content) or ()
        content.lists[key] += texts
        if key in NOTATIONS:
            _check_notation(content, file, key, texts)
    elif key not in COLLECTIONS:
        known = [*COLLECTIONS, *LISTS, "strings"]
        content.problems.append(Problem(file.name, file.line((key,)), _unknown_key(key, known)))
    elif not isinstance(value, list):
        content.problems.append(
            Problem(file.name, file.line((key,)), f"'{key}' holds a list; begin each item with '-'")
        )
    else:
        for i, item in enumerate(value):
            _take_entry(content, file, key, i, item)


def _check_notation(content: Content, file: YamlFile, key: str, texts: Iterable[str]) -> None:
    for position, text in enumerate(texts):
        try:
            NOTATIONS[key](text)
        except ValueError as error:
            content.problems.append(Problem(file.name, file.line((key, position)), str(error)))


def _take_entry(content: Content, file: YamlFile, collection: str, position: int, item: Any) -> None:
    path = (collection, position)
    entry = _validate(COLLECTIONS[collection], item, file, path, content)
    if entry is None:
        return
    name = getattr(entry, _KEY_FIELD.get(collection, "id"))
    first = content.origins.get((collection, name))
    if first is not None:
        where = f"{first.file.name}:{first.file.line(first.path)}"
        content.problems.append(Problem(file.name, file.line(path), f"'{name}' is already defined at {where}"))
        return
    content.entries[collection][name] = entry
    content.origins[(collection, name)] = Origin(file, path)


def _validate(kind: Any, value: Any, file: YamlFile, path: YamlPath, content: Content) -> Any:
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc = tuple(part for part in detail["loc"] if isinstance(part, str | int))
            content.problems.append(Problem(file.name, file.line((*path, *loc)), _remedy(detail, kind, value, loc)))
        return None


def _remedy(detail: Any, kind: Any, value: Any, loc: tuple[str | int, ...]) -> str:
    """One pydantic error in words that say what to do."""
    where = ".".join(str(part) for part in loc)
    last = str(loc[-1]) if loc else ""
    match detail["type"]:
        case "missing":
            return f"'{last}' is missing in {_place(loc[:-1], value)}; add it"
        case "extra_forbidden":
            return _unknown_key(last, _known_keys(kind, loc[:-1]))
        case "string_type" if isinstance(detail["input"], bool):
            return f"YAML reads a bare yes, no, on, off, true or false at '{where}' as a truth value; put it in quotes"
        case "string_type":
            return f"'{where}' must be text; put it in quotes, or look for a missing or wrong indent"
        case "string_pattern_mismatch" if detail["ctx"]["pattern"].startswith("^[a-z0-9]"):
            return f"'{where}' is an id: lower-case letters, digits and single hyphens; got {detail['input']!r}"
        case "string_pattern_mismatch" if detail["ctx"]["pattern"] == "^https://":
            return f"'{where}' must be an address that begins with https://; got {detail['input']!r}"
        case "value_error":
            return f"'{where}': {detail['msg'].removeprefix('Value error, ')}"
        case "too_short" | "string_too_short":
            return f"'{where}' must not be empty; add at least {detail['ctx'].get('min_length', 1)}"
        case _:
            return f"'{where}': {detail['msg'][0].lower()}{detail['msg'][1:]}; got {str(detail['input'])[:60]!r}"


def _place(loc: tuple[str | int, ...], value: Any) -> str:
    name = value.get("id") or value.get("name") if isinstance(value, dict) else None
    inside = ".".join(str(part) for part in loc)
    return (
        " ".join(filter(None, [inside, f"of '{name}'" if name and inside else f"'{name}'" if name else ""])) or "here"
    )


def _unknown_key(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(key, names, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(names)}"
    return f"unknown key '{key}'; {hint}"


def _known_keys(kind: Any, loc: tuple[str | int, ...]) -> list[str]:
    """Keys that the model at `loc` accepts, as far as they can be found by following field types."""
    current = kind
    for part in loc:
        if isinstance(part, int) or not (isinstance(current, type) and issubclass(current, BaseModel)):
            continue
        fields = {f.alias or n: f for n, f in current.model_fields.items()}
        if part not in fields:
            break
        current = _model_in(fields[part].annotation) or current
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [f.alias or n for n, f in current.model_fields.items()]
    return []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_in(part):
            return found
    return None
