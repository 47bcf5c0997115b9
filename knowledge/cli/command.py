"""What the commands share: how one is called, and how it reads lines of JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace, TextIO, TextIO], int]
"""Options, where to write, what to read -> exit code."""


def json_lines(source: TextIO) -> Iterator[dict[str, Any]]:
    """Objects with a `text`, one a line; ValueError names the line that is none."""
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is not JSON: {error.msg}") from error
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise ValueError(f'line {number} has no "text"')
        yield item
