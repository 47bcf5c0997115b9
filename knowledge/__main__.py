"""The command line for authors: check the content, ask it something, see why, record a page, and measure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from knowledge.cli import content, measure, pages, replies
from knowledge.content import KnowledgeError, LoadError
from knowledge.load import DATA


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout, source: TextIO = sys.stdin) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, out, source))
    except LoadError as error:
        count = f"{len(error.problems)} {'problem' if len(error.problems) == 1 else 'problems'}"
        sys.stderr.write(f"{error}\n\n{count}; the content cannot be used as it is.\n")
    except OSError as error:
        sys.stderr.write(
            f"'{error.filename}' cannot be opened: {error.strerror}.\n" if error.filename else f"{error}\n"
        )
    except UnicodeDecodeError as error:
        sys.stderr.write(f"The file is not UTF-8 text ({error.reason}); save it as UTF-8.\n")
    except (KnowledgeError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
    return 1


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder '{text}'")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--data", type=_folder, default=DATA, help="folder with the content (default: the shipped one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (content, replies, pages, measure):
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
