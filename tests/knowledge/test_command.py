"""What the command line for authors says about wrong arguments and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.__main__ import main


@pytest.mark.parametrize("command", [["gaps"], ["evaluate"], ["explain", "--answers"]])
def test_a_file_that_is_not_there(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none"
    assert main([*command, str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"'{path}' cannot be opened: ")
    assert "Errno" not in said


@pytest.mark.parametrize("written", [b"needs: [prompts\n", b"needs: [prompts]\n  - x\n", b"\xff\xfe\xfa"])
def test_answers_that_cannot_be_read(written: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(written)
    assert main(["explain", "--answers", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{path} is not valid YAML: " in said or "save it as UTF-8" in said


@pytest.mark.parametrize("days", ["x", "-1", "2.5"])
def test_days_that_are_no_number(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--stale", f"--days={days}"])
    assert f"'{days}' is not a whole number of days, 0 or more" in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--data", str(tmp_path / "none"), "check"])
    assert f"there is no folder '{tmp_path / 'none'}'" in capsys.readouterr().err


def test_one_problem_is_not_counted_as_many(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "topics" / "added.yaml").write_text("topics: [\n", encoding="utf-8")
    assert main(["--data", str(copy), "check"]) == 1
    said = capsys.readouterr().err
    assert "added.yaml:" in said
    assert "\n1 problem; the content cannot be used as it is.\n" in said
