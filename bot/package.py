"""The Teams app package: what an administrator uploads. Pure but for reading its template."""

from __future__ import annotations

import io
import json
import re
import tomllib
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import PackageError
from knowledge.model import Command

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "appPackage"
MANIFEST = "manifest.json"
FILES = (MANIFEST, "color.png", "outline.png")
MOST_COMMANDS = 10
LONGEST_TITLE = 32
LONGEST_DESCRIPTION = 128
LONGEST_NAME = 32

NAME, WEBSITE, PRIVACY, TERMS = "DEVELOPER_NAME", "DEVELOPER_WEBSITE", "DEVELOPER_PRIVACY", "DEVELOPER_TERMS"
_APPS = uuid.UUID("6c8d1f0e-0a5b-5d0e-9a53-3d5c1b2f7a41")
"""Namespace of the app ids, so that the same bot always gets the same app id, and another bot another one."""
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_THE_BEGINNING = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Developer:
    """Who offers the app, as Teams shows it before installing. The defaults are placeholders."""

    name: str = "Hosting Advisor"
    website: str = "https://example.com/hosting-advisor"
    privacy: str = "https://example.com/hosting-advisor/privacy"
    terms: str = "https://example.com/hosting-advisor/terms"


def read_developer(environ: Mapping[str, str]) -> Developer:
    """The developer from the settings; PackageError names the one that Teams would not take."""
    given = {key: environ.get(key, "").strip() for key in (NAME, WEBSITE, PRIVACY, TERMS)}
    if len(given[NAME]) > LONGEST_NAME:
        raise PackageError(f"{NAME} has {len(given[NAME])} characters, but Teams takes at most {LONGEST_NAME}.")
    for key in (WEBSITE, PRIVACY, TERMS):
        if given[key] and not _is_https(given[key]):
            raise PackageError(f"{key} is '{given[key]}', but must be an address that begins with https://")
    default = Developer()
    return Developer(
        given[NAME] or default.name,
        given[WEBSITE] or default.website,
        given[PRIVACY] or default.privacy,
        given[TERMS] or default.terms,
    )


def app_id(bot_id: str) -> str:
    """The id of the app around the bot `bot_id`: always the same, so that a new package updates the installed app."""
    return str(uuid.uuid5(_APPS, bot_id))


def checked_bot_id(text: str) -> str:
    """The bot id as Teams wants it; PackageError if it cannot be one."""
    text = text.strip()
    if not text:
        raise PackageError("The bot id is missing: --bot-id GUID, the Microsoft App ID of the bot's registration.")
    if not _GUID.fullmatch(text):
        raise PackageError(
            f"The bot id is '{text}', but must be a GUID such as 00000000-1111-2222-3333-444444444444: "
            "the Microsoft App ID of the bot's registration."
        )
    if not uuid.UUID(text).int:
        raise PackageError("The bot id is all zeros: use the Microsoft App ID of the bot's registration.")
    return text.lower()


def build_manifest(
    bot_id: str, developer: Developer, commands: Iterable[Command], version: str, template: Path = TEMPLATE
) -> dict[str, Any]:
    """The manifest of the app for a checked bot id; PackageError if the commands do not fit into Teams' menu."""
    menu = [command for command in commands if command.menu]
    _check_menu(menu)
    manifest: dict[str, Any] = json.loads((template / MANIFEST).read_text(encoding="utf-8"))
    manifest["version"] = version
    manifest["id"] = app_id(bot_id)
    manifest["developer"] = {
        "name": developer.name,
        "websiteUrl": developer.website,
        "privacyUrl": developer.privacy,
        "termsOfUseUrl": developer.terms,
    }
    (bot,) = manifest["bots"]
    bot["botId"] = bot_id
    listed = [{"title": command.title, "description": command.description} for command in menu]
    bot["commandLists"] = [{"scopes": [scope], "commands": listed} for scope in bot["scopes"]]
    return manifest


def app_package(manifest: Mapping[str, Any], template: Path = TEMPLATE) -> bytes:
    """The zip of manifest and icons: the same bytes for the same manifest, on every machine."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    contents = {MANIFEST: text.encode(), **{name: (template / name).read_bytes() for name in FILES[1:]}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # compressors differ between machines
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _THE_BEGINNING)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def project_version() -> str:
    """The version of this project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _check_menu(menu: list[Command]) -> None:
    if not 0 < len(menu) <= MOST_COMMANDS:
        raise PackageError(f"{len(menu)} commands are for Teams' menu, but it takes 1 to {MOST_COMMANDS}.")
    for command in menu:
        if len(command.title) > LONGEST_TITLE or len(command.description) > LONGEST_DESCRIPTION:
            raise PackageError(
                f"The command '{command.id}' is too long for Teams' menu: its title may have {LONGEST_TITLE} "
                f"characters, its description {LONGEST_DESCRIPTION}."
            )


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and "." in (parts.hostname or "") and not re.search(r"\s", text)
    except ValueError:
        return False
