"""The app package: three files, ids that stay, the bot's own commands, and clear refusals."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.__main__ import main
from bot.errors import PackageError
from bot.package import (
    FILES,
    TEMPLATE,
    Developer,
    app_id,
    app_package,
    build_manifest,
    checked_bot_id,
    project_version,
    read_developer,
)
from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.load import load

BOT = "0f0e0d0c-0b0a-4908-8706-050403020100"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def manifest(knowledge: Knowledge) -> dict[str, Any]:
    return build_manifest(BOT, Developer(), knowledge.commands.values(), project_version())


def test_the_command_writes_exactly_three_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """T-62."""
    path = tmp_path / "app.zip"
    assert main(["package", "--bot-id", BOT.upper(), "-o", str(path)]) == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == list(FILES)
        written = json.loads(archive.read("manifest.json"))
        assert archive.read("color.png") == (TEMPLATE / "color.png").read_bytes()
    assert written["bots"][0]["botId"] == BOT
    out, error = capsys.readouterr()
    assert written["id"] in out
    assert "placeholders" in error


def test_the_same_input_gives_the_same_bytes(manifest: dict[str, Any]) -> None:
    assert app_package(manifest) == app_package(dict(manifest))


def test_the_app_id_stays_and_tells_bots_apart(manifest: dict[str, Any]) -> None:
    assert manifest["id"] == app_id(BOT) == "0fb15f02-adec-5b7d-95b7-668f09c16fa3"
    assert app_id("1" + BOT[1:]) != app_id(BOT)


@pytest.mark.parametrize(
    "bad", ["", "  ", "my-bot", f"28:{BOT}", f"{{{BOT}}}", BOT[:-1], "00000000-0000-0000-0000-000000000000"]
)
def test_a_bad_bot_id_is_refused_in_one_sentence(bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "app.zip"
    assert main(["package", "--bot-id", bad, "-o", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("The bot id is")
    assert "Microsoft App ID" in error
    assert error.count("\n") == 1
    assert not path.exists()


def test_the_bot_id_of_the_settings_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "app.zip"
    monkeypatch.setenv("MicrosoftAppId", BOT)
    assert main(["package", "-o", str(path)]) == 0
    with zipfile.ZipFile(path) as archive:
        assert BOT in archive.read("manifest.json").decode()


def test_a_folder_is_no_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package", "--bot-id", BOT, "-o", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert main(["package", "--bot-id", BOT, "-o", str(tmp_path / "no" / "app.zip")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEVELOPER_NAME", "n" * 33),
        ("DEVELOPER_WEBSITE", "http://contoso.com"),
        ("DEVELOPER_PRIVACY", "contoso.com/privacy"),
        ("DEVELOPER_TERMS", "https://contoso.com/the terms"),
        ("DEVELOPER_TERMS", "https://["),
    ],
)
def test_a_bad_developer_is_refused(name: str, value: str) -> None:
    with pytest.raises(PackageError, match=name):
        read_developer({name: value})


def test_the_developer_is_a_setting(knowledge: Knowledge) -> None:
    developer = read_developer({"DEVELOPER_NAME": "Contoso", "DEVELOPER_PRIVACY": "https://contoso.com/privacy"})
    shown = build_manifest(BOT, developer, knowledge.commands.values(), "1.0.0")["developer"]
    assert shown["name"] == "Contoso"
    assert shown["privacyUrl"] == "https://contoso.com/privacy"
    assert shown["termsOfUseUrl"].startswith("https://")
    assert read_developer({}) == Developer()


def test_the_menu_is_the_bots_commands_in_every_scope(manifest: dict[str, Any], knowledge: Knowledge) -> None:
    """T-07, T-08, T-14, T-16, T-17, T-19."""
    (bot,) = manifest["bots"]
    advisor = Advisor(knowledge)
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [scopes for entry in bot["commandLists"] for scopes in entry["scopes"]] == bot["scopes"]
    for entry in bot["commandLists"]:
        titles = [command["title"] for command in entry["commands"]]
        assert 0 < len(titles) == len(set(titles)) <= 10
        assert titles[0] == "Help"
        for command in entry["commands"]:
            understood = advisor.command(command["title"])
            assert understood is not None and understood.title == command["title"]
            assert command["description"] == understood.description
            assert re.fullmatch(r"[A-Z][A-Za-z]*( [A-Za-z]+){0,2}", command["title"])
            assert len(command["title"]) <= 32
            assert 0 < len(command["description"]) <= 128


def test_more_than_ten_commands_are_refused(knowledge: Knowledge) -> None:
    command = next(iter(knowledge.commands.values()))
    with pytest.raises(PackageError, match="11 commands"):
        build_manifest(BOT, Developer(), [command.model_copy(update={"menu": True})] * 11, "1.0.0")
    with pytest.raises(PackageError, match="too long"):
        build_manifest(BOT, Developer(), [command.model_copy(update={"menu": True, "title": "x" * 33})], "1.0.0")


def test_the_manifest_keeps_the_rules_of_the_store(manifest: dict[str, Any], knowledge: Knowledge) -> None:
    """T-64, T-65, T-66, T-67, T-68, T-69."""
    assert f"/v{manifest['manifestVersion']}/" in manifest["$schema"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert manifest["validDomains"] == []
    name, description = manifest["name"], manifest["description"]
    assert len(name["short"]) <= 30 and len(name["full"]) <= 100
    assert not re.search(r"teams|microsoft", " ".join(name.values()), re.IGNORECASE)
    assert name["short"] in knowledge.strings.welcome.title
    assert len(description["short"]) <= 80 and not re.search(r"\bapps?\b", description["short"], re.IGNORECASE)
    assert description["short"].count(".") == 1
    assert len(description["full"]) <= 4000 and len(description["full"].split()) <= 500
    assert re.search(r"\bTeams\b", description["full"]).start() == description["full"].index("Microsoft Teams") + 10  # type: ignore[union-attr]
    assert "MS Teams" not in description["full"]
    assert all(value.startswith("https://") for key, value in manifest["developer"].items() if key != "name")
    assert manifest["bots"][0]["isNotificationOnly"] is False
    assert re.fullmatch(r"#[0-9A-F]{6}", manifest["accentColor"])


def test_the_icons_are_as_teams_wants_them() -> None:
    """T-63: a full colored square, and white lines on nothing that reach the edges."""
    with Image.open(TEMPLATE / "color.png") as icon:
        color = icon.convert("RGBA")
    assert color.size == (192, 192)
    assert color.getchannel("A").getextrema() == (255, 255)
    with Image.open(TEMPLATE / "outline.png") as icon:
        outline = icon.convert("RGBA")
    assert outline.size == (32, 32)
    assert outline.getbbox() == (0, 0, 32, 32)
    assert outline.getchannel("A").getextrema() == (0, 255)
    shown = outline.getchannel("A").point(lambda alpha: 255 if alpha else 0)
    for channel in "RGB":
        assert outline.getchannel(channel).getextrema()[1] == 255
        white = Image.composite(outline.getchannel(channel), Image.new("L", outline.size, 255), shown)
        assert white.getextrema() == (255, 255)


@pytest.mark.parametrize("good", [BOT, BOT.upper(), f" {BOT} "])
def test_a_good_bot_id_is_written_small(good: str) -> None:
    assert checked_bot_id(good) == BOT
