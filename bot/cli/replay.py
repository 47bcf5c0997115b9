"""`python -m bot replay`: a conversation from a file, as it goes with a running bot."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import terminal

if TYPE_CHECKING:
    from bot.client.script import Script
    from bot.client.shape import Shape


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "replay",
        help="replay a conversation script against a running bot and print it",
        description="Replays a conversation script (see tests/scenarios) against a running bot in local mode.",
    )
    parser.add_argument("file", type=Path, metavar="FILE.yaml")
    parser.add_argument("--endpoint", default=terminal.LOCAL, metavar="URL", help="default: %(default)s")
    terminal.add_scope(parser)
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print the whole conversation; ClientError says why it cannot be had."""
    from bot.client.script import read_script
    from bot.errors import ClientError

    script = read_script(parsed.file)
    scope = parsed.scope or script.shapes[0]
    if scope not in script.shapes:
        raise ClientError(f"'{parsed.file}' is for {', '.join(script.shapes)}, not for {scope}.")
    asyncio.run(_replay(parsed.endpoint, scope, script))
    return 0


async def _replay(endpoint: str, scope: Shape, script: Script) -> None:
    from bot.client.conversation import open_conversation
    from bot.client.script import act

    screen = terminal.console()
    screen.print(script.name, style="bold", markup=False)
    async with open_conversation(scope, endpoint) as talk:
        for turn in script.turns:
            if scope not in turn.shapes:
                continue
            if turn.later:
                screen.print(f"\n({turn.later:g} days later)", style="dim")
            screen.print(f"\n{turn.user or talk.user}: {turn.words}", style="green", markup=False)
            replies = await act(talk, turn)
            for message in [*talk.replaced, *replies]:
                if message in talk.replaced:
                    screen.print("(the card above becomes)", style="dim")
                terminal.show(screen, message, numbers=False)
            if not replies and not talk.replaced:
                screen.print("(no reply)", style="dim")
