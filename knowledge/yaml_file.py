"""Reads a YAML file together with the line of every value, so that a problem can be shown where it stands."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = str | int
YamlPath = tuple[Key, ...]
"""Way from the top of a file to a value: mapping keys and list positions."""


@dataclass(frozen=True)
class Problem:
    """Something an author has to mend, with its place and the remedy."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class YamlFile:
    """A parsed file: its data, and the line of each path in it."""

    name: str
    data: Any = None
    lines: dict[YamlPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: YamlPath) -> int:
        """The line of `path`, or of its nearest ancestor that is in the file.

        Where an author wrote one item instead of a list, the list's position 0 is that item.
        """
        reached: YamlPath = ()
        for key in path:
            if (*reached, key) in self.lines:
                reached = (*reached, key)
            elif key != 0:
                break
        return self.lines.get(reached, 1)


def read(path: Path, name: str) -> YamlFile:
    """Parse `path`; syntax errors, duplicate keys and unusable keys become problems instead of exceptions."""
    result = YamlFile(name)
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            result.data = None if node is None else _build(loader, node, (), result)
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        result.problems.append(Problem(name, 1, f"the file is not UTF-8 text ({error.reason}); save it as UTF-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        result.problems.append(Problem(name, line, f"this is not valid YAML: {error.problem or error.context}"))
    except yaml.YAMLError as error:
        result.problems.append(Problem(name, 1, f"this is not valid YAML: {error}"))
    return result


def _build(loader: Any, node: yaml.Node, path: YamlPath, result: YamlFile) -> Any:
    result.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, path, result)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*path, i), result) for i, item in enumerate(node.value)]
    return loader.construct_object(node)


def _build_mapping(loader: Any, node: yaml.MappingNode, path: YamlPath, result: YamlFile) -> Mapping[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = loader.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            result.problems.append(Problem(result.name, line, _key_remedy(key_node, key)))
            continue
        if key in mapping:
            result.problems.append(Problem(result.name, line, f"'{key}' stands here twice; keep one of them"))
            continue
        mapping[key] = _build(loader, value_node, (*path, key), result)
        result.lines[(*path, key)] = line
    return mapping


def _key_remedy(node: yaml.Node, key: Hashable) -> str:
    written = node.value if isinstance(node, yaml.ScalarNode) else "this key"
    if isinstance(key, bool):
        return f"YAML reads the bare word {written} as true or false; put it in quotes: '{written}'"
    return f"the key {written} has to be a word; put it in quotes: '{written}'"
