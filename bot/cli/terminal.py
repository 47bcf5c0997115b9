"""What `chat` and `replay` share: the screen, and messages on it."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TYPE_CHECKING

from bot.client.shape import SHAPES

if TYPE_CHECKING:
    from rich.console import Console

    from bot.client.conversation import Message

LOCAL = "http://127.0.0.1:3978/api/messages"


def add_scope(parser: argparse.ArgumentParser) -> None:
    """The option that says in which kind of chat to talk."""
    parser.add_argument("--scope", choices=SHAPES, help="the kind of chat, in Teams or the Emulator")


def console() -> Console:
    """Standard output, whatever it can show; and logs only if something is wrong."""
    from rich.console import Console

    logging.getLogger().setLevel(logging.WARNING)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a Windows console or pipe may lack a character
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 100)


def show(screen: Console, message: Message, numbers: bool = True) -> None:
    """Print a message of the bot."""
    from bot.client.screen import Screen

    if message.card is not None:
        screen.print(Screen(message.card).render(numbers))
    else:
        screen.print(f"Bot: {message.body.get('text', '')}", markup=False)
