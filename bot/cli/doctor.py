"""`python -m bot doctor`: is everything in place for the bot to run here?"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterable


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "doctor",
        help="check the settings, and the services behind them",
        description="Checks every setting, the channel's keys, the token service, the state store and the bot's own "
        "address, and says for each what to do. Exit code 1: something is wrong.",
    )
    parser.add_argument("--url", default="", help="the bot's address, as in its registration")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Print a line for each finding."""
    from bot.app import store_of
    from bot.doctor import Finding, services_found, settings_found

    wrong = 0

    def show(findings: Iterable[Finding]) -> None:
        nonlocal wrong
        for finding in findings:
            wrong += finding.state == "wrong"
            print(f"{finding.state:8}{finding.subject}: {finding.text}", flush=True)

    async def services() -> None:
        assert settings is not None
        async for finding in services_found(settings, store_of, parsed.url):
            show([finding])

    found, settings = settings_found(os.environ, parsed.local)
    show(found)
    if settings is None:
        show([Finding("skipped", "services", "the settings come first")])
    else:
        asyncio.run(services())
    return 1 if wrong else 0
