"""The command line: `python -m bot --local`."""

from __future__ import annotations

import argparse
import asyncio
import functools
import gc
import logging
import os
import sys
from collections.abc import Sequence

from bot import logs, pages
from bot.cli import chat, doctor, package, replay
from bot.errors import BotError
from bot.settings import Settings, read_settings, warnings

_HINT = """\
Bot Framework Emulator:   open  http://127.0.0.1:{port}/api/messages  (leave app id and password empty)
M365 Agents Playground:   npx @microsoft/m365agentsplayground start -e http://127.0.0.1:{port}/api/messages -c msteams
What to say, and editing what the bot knows:  README.md. Ctrl+C stops the bot."""
_NEW_OBJECTS = 10_000
"""After how many new objects garbage is collected, instead of 700. Turns leave none, and a hundred of them have more
than 700 objects at any time, so that it took a tenth of their CPU to find that out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve as told by the arguments and the environment; the exit code."""
    parsed = _parser().parse_args(arguments)
    logs.configure("text")
    try:
        return int(parsed.run(parsed))
    except BotError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 0


def _serve(parsed: argparse.Namespace) -> int:
    return _run(read_settings(os.environ, local=parsed.local, host=parsed.host, port=parsed.port))


def _run(settings: Settings) -> int:
    # imported late: wrong settings are reported at once, not after a second of imports
    from bot.app import create_app, store_of
    from bot.content import load_content
    from bot.feedback import FeedbackLog
    from bot.serve import serve
    from dialogs.operator import Operator
    from knowledge.content import LoadError
    from knowledge.load import DATA

    log = FeedbackLog(settings.feedback_log) if settings.feedback_log is not None else None
    operator = Operator(settings.tracker_url, log.feedback if log is not None else None, settings.pictures_url)
    load = functools.partial(load_content, index_file=settings.index_file, operator=operator)
    if log is not None:
        load = functools.partial(load, on_unanswered=log.unanswered)
    gc.disable()  # nearly all that is made now stays
    try:
        content = load(DATA)
    except LoadError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"The bot does not start: {len(error.problems)} problem(s) in its content.", file=sys.stderr)
        return 1
    finally:
        gc.enable()
    logs.configure(settings.log_format)
    for warning in warnings(settings):
        logging.getLogger("bot").warning(warning)
    app = create_app(settings, content, store=store_of(settings), watch=DATA if settings.local else None, load=load)
    # what was loaded is no garbage, and is never looked at again: going through it takes 70 ms, in the middle of turns
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    pages.enlarge()
    asyncio.run(serve(app, settings, lambda: print(_said(settings), flush=True)))
    return 0


def _said(settings: Settings) -> str:
    """What the operator reads when requests are accepted."""
    if settings.local:
        return _HINT.format(port=settings.port)
    return f"Serving /api/messages on {settings.host}, port {settings.port}. Ctrl+C stops the bot."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Serves the Hosting Advisor, or does what the command says."
    )
    parser.set_defaults(run=_serve)
    parser.add_argument("--local", action="store_true", help="no credentials, this machine only")
    parser.add_argument("--host", help="address to listen on (default: HOST, or 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PORT, or 3978)")
    commands = parser.add_subparsers(metavar="COMMAND")
    for command in (chat, replay, package, doctor):
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
