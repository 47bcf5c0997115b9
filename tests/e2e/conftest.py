"""The end-to-end tests run where everything they need is installed; elsewhere they are skipped and say what is missing.

With E2E=required, as .ci/run sets it, something missing is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.e2e.browser import HERE, REPORT, missing


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep how the test went, for the picture."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report
