"""`python -m bot package`: the app package that a Teams administrator uploads."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.errors import PackageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser(
        "package",
        help="make the Teams app package",
        description="Makes the Teams app package. DEVELOPER_NAME, DEVELOPER_WEBSITE, DEVELOPER_PRIVACY and "
        "DEVELOPER_TERMS say who offers the app.",
    )
    parser.add_argument("--bot-id", metavar="GUID", help="Microsoft App ID of the bot (default: MicrosoftAppId)")
    parser.add_argument("-o", "--output", metavar="FILE", default="hosting-advisor.zip", help="default: %(default)s")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Write the package; PackageError says why it cannot be made."""
    from bot import package
    from knowledge.load import load

    bot_id = package.checked_bot_id(
        parsed.bot_id if parsed.bot_id is not None else os.environ.get("MicrosoftAppId", "")
    )
    developer = package.read_developer(os.environ)
    manifest = package.build_manifest(bot_id, developer, load().commands.values(), package.project_version())
    _write(Path(parsed.output).expanduser(), package.app_package(manifest))
    print(f"{parsed.output}: {manifest['name']['short']} {manifest['version']}, app {manifest['id']}, bot {bot_id}")
    if "example.com" in developer.website + developer.privacy + developer.terms:
        print(
            f"The developer's addresses are placeholders, which is fine for trying it out. Before you publish the app, "
            f"set {package.NAME}, {package.WEBSITE}, {package.PRIVACY} and {package.TERMS}.",
            file=sys.stderr,
        )
    return 0


def _write(path: Path, content: bytes) -> None:
    if path.is_dir():
        raise PackageError(f"'{path}' is a folder: name a file in it, such as {path / 'hosting-advisor.zip'}.")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PackageError(f"'{path}' cannot be written: {error.strerror or error}.") from None
