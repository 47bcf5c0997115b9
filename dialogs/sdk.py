"""Keeps what the SDK's dialogs bring and nothing here uses from being loaded.

`botbuilder.dialogs` imports recognizers of numbers, dates and yes or no for prompts that parse text by themselves, and
with them tables for many languages: 17 MB and 0.2 s of every start. Its memory scopes are made several times a turn.
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


class _NoMemory:
    """In the place of the SDK's memory scopes. Each context has one that refers to the context, so that none of them,
    nor anything else of a turn, would be freed before a garbage collection."""

    def __init__(self, dialog_context: object) -> None:
        """`dialog_context` is not kept."""


def leave_out() -> None:
    """Load `botbuilder.dialogs`, with stand-ins for what it would bring; to be called before it is loaded."""
    if "botbuilder.dialogs" not in sys.modules:
        for name in UNUSED:
            sys.modules.setdefault(name, _Module(name))
    from botbuilder.dialogs import dialog_context

    dialog_context.DialogStateManager = _NoMemory
