"""`python -m bot chat`: talk with the bot in the terminal, through its real endpoint."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

from bot.cli import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from bot.client.conversation import Conversation
    from bot.client.screen import Screen
    from bot.client.shape import Shape
    from bot.content import Content

_HELP = (
    "Type a message, or the numbers of what you tick and press, such as 1,3 8. To fill in a field, type its number and "
    "the text. Ctrl+D or /quit ends."
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "chat", help="talk with the bot in the terminal", description=f"Talks with the bot in the terminal. {_HELP}"
    )
    parser.add_argument("--scenario", metavar="TEXT", help="print one exchange and end")
    parser.add_argument("--endpoint", metavar="URL", help="a running bot in local mode (default: one of its own)")
    terminal.add_scope(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Chat until the person ends it; ClientError if the bot cannot be talked to."""
    from bot.content import load_content
    from bot.settings import Settings
    from knowledge.load import DATA

    screen = terminal.console()
    talker = parsed.endpoint or load_content(DATA, index_file=Settings.index_file)
    with asyncio.Runner() as runner:  # the loop rests while the person types
        _chat(runner, screen, parsed.scope or "personal", talker, parsed.scenario)
    return 0


def _chat(runner: asyncio.Runner, screen: Console, scope: Shape, talker: str | Content, scenario: str | None) -> None:
    from bot.client.conversation import open_conversation

    stack = contextlib.AsyncExitStack()
    try:
        talk = runner.run(stack.enter_async_context(open_conversation(scope, talker)))
        if scenario is not None:
            screen.print(f"You: {scenario}\n", style="green", markup=False)
            for message in runner.run(talk.say(scenario)):
                terminal.show(screen, message, numbers=False)
            return
        screen.print(_HELP, style="dim")
        card = _shown(screen, talk, len(runner.run(talk.install())))
        while (line := _read(screen)) is not None:
            if line:
                card = _turn(runner, screen, talk, card, line)
    finally:
        runner.run(stack.aclose())


def _turn(runner: asyncio.Runner, screen: Console, talk: Conversation, card: Screen | None, line: str) -> Screen | None:
    """Do what `line` says; the card whose numbers count from now on."""
    done = card.do(line) if card is not None else False
    if done is True and card is not None:
        screen.print(card.render())
        return card
    if isinstance(done, dict):
        on = next((message for message in reversed(talk.messages) if card and message.card is card.card), None)
        replies = runner.run(talk.submit(done, on))
    else:
        replies = runner.run(talk.say(line))
    for message in talk.replaced:
        screen.print("(the card above becomes)", style="dim")
        terminal.show(screen, message, numbers=False)
    return _shown(screen, talk, len(replies)) or card


def _shown(screen: Console, talk: Conversation, count: int) -> Screen | None:
    """Print the latest messages; the last card among them."""
    from bot.client.screen import Screen

    last = None
    for message in talk.messages[len(talk.messages) - count :]:
        if message.card is not None:
            last = Screen(message.card)
            screen.print(last.render())
        else:
            terminal.show(screen, message)
    return last


def _read(screen: Console) -> str | None:
    """The next line; None at the end."""
    try:
        line = screen.input("[green]You:[/] ").strip()
    except EOFError:
        screen.print()
        return None
    if not sys.stdin.isatty():
        screen.print(line, markup=False)
    return None if line == "/quit" else line
