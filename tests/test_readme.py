"""The README names every command, setting and data file, and its worked example works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot import package, registration, settings
from knowledge.__main__ import main
from knowledge.ask import Advisor
from knowledge.load import DATA, load
from knowledge.reply import render

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_named() -> None:
    for command in load().commands.values():
        assert f"`{command.title.lower()}`" in README


def test_every_setting_is_named() -> None:
    developer = (package.NAME, package.WEBSITE, package.PRIVACY, package.TERMS)
    for name in (*settings.NAMES, *registration.APP_TYPES, *developer):
        assert f"`{name}`" in README, name
    for name in ("--local", "--port N", "--host H", "PORT", "HOST"):
        assert f"`{name}`" in README


def test_every_command_for_authors_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    names = re.findall(r"^    ([a-z][a-z-]+)\b", capsys.readouterr().out, re.MULTILINE)
    assert "check-source" in names
    for name in names:
        assert f"python -m knowledge {name}" in README, name


def test_every_data_file_is_named() -> None:
    for path in DATA.iterdir():
        assert f"`{path.name}{'/' if path.is_dir() else ''}`" in README


def test_the_example_for_authors_works(tmp_path: Path) -> None:
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "topics:" in block)
    asked, shown = re.search(r'knowledge ask "(.+?)"\n(.*?)\n```', README, re.DOTALL).groups()  # type: ignore[union-attr]
    assert Advisor(load()).first(asked).reply.topic != "raise-hand"
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "topics" / "added.yaml").write_text(example, encoding="utf-8")
    reply = Advisor(load(folder)).first(asked).reply
    assert reply.topic == yaml.safe_load(example)["topics"][0]["id"]
    assert render(reply) == shown


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r'(?:\]\(|src=")(?!https?:|#)([^)"#]+)', README):
        assert (ROOT / target).is_file(), target
    assert (ROOT / "docs" / "conversation.png").stat().st_size < 150_000


def test_the_settings_of_a_deployment_exist() -> None:
    deploy = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    block = deploy.partition("--settings \\\n")[2].partition("```")[0]
    names = re.findall(r"(\w+)=", block)
    assert "MicrosoftAppId" in names
    assert set(names) <= {*settings.NAMES, "SCM_DO_BUILD_DURING_DEPLOYMENT"}
