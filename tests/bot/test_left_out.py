"""What is left out is not loaded, and what might have used it works without it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.durable.process import ROOT

LEFT_OUT = (
    "[name for name in sys.modules if name.startswith(('oauthlib.', 'requests_oauthlib.', 'charset_normalizer.'))]"
)
GUESSED = "answer = requests.Response(); answer._content = '{\"ä\": 1}'.encode(); print(answer.json())"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"import bot.app, sys; print({LEFT_OUT})", "[]"),
        (f"import bot.app, requests; {GUESSED}", "{'ä': 1}"),
        (f"import requests, bot.app; {GUESSED}", "{'ä': 1}"),
    ],
    ids=["nothing of it is loaded", "an answer without an encoding is read", "even if requests was there before"],
)
def test_it_is_not_missed(code: str, said: str) -> None:
    command = [sys.executable, "-W", "error::Warning:requests", "-X", "utf8", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert (done.stdout.strip(), done.stderr) == (said, "")
