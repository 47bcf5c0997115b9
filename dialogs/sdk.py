"""Keeps what the SDK's dialogs bring and nothing here uses from being loaded.

`botbuilder.dialogs` imports recognizers of numbers, dates and yes or no for prompts that parse text by themselves, and
with them tables for many languages: 17 MB and 0.2 s of every start.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, NoReturn

UNUSED = (
    "recognizers_text", "recognizers_text.utilities", "recognizers_choice", "recognizers_number",
    "recognizers_number_with_unit", "recognizers_date_time",
)  # fmt: skip


class _Anything(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class _Unused(metaclass=_Anything):
    """Stands in for whatever the SDK takes from such a module."""

    def __init__(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("the SDK's recognizers are not loaded: see dialogs/sdk.py")


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unused


def leave_out() -> None:
    """Put stand-ins in the place of modules that are not loaded yet; to be called before `botbuilder.dialogs` is."""
    if "botbuilder.dialogs" not in sys.modules:
        for name in UNUSED:
            sys.modules.setdefault(name, _Module(name))
