"""The end-to-end tests run where everything they need is installed; elsewhere they are skipped and say what is missing.

With E2E=required, as .ci/run sets it, something missing is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.browser import HERE, missing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and skip them all where something is missing."""
    ours = [item for item in items if Path(item.path).is_relative_to(HERE)]
    for item in ours:
        item.add_marker(pytest.mark.e2e)
    reason = missing() if ours else ""
    if reason and os.environ.get("E2E") == "required":
        raise pytest.UsageError(f"the end-to-end tests are required: {reason}")
    for item in ours if reason else ():
        item.add_marker(pytest.mark.skip(reason=reason))
