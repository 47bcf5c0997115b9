"""Large pages: what is full gets them, what is not does not grow, and other systems are left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import pages

MEGABYTE = 1 << 20


def region(start: int, megabytes: int, resident: int, about: str = "00:00 0", mode: str = "rw-p") -> str:
    """A region of the kernel's list, shortened; `resident` in MB."""
    return (
        f"{start:x}-{start + megabytes * MEGABYTE:x} {mode} 00000000 {about}\n"
        f"Size: {megabytes * 1024:>12} kB\nKernelPageSize: 4 kB\nRss: {resident * 1024:>12} kB\nPss: 0 kB\n"
    )


def test_only_full_regions_get_large_pages() -> None:
    at = 0x7F00_0000_0000
    maps = (
        region(at, 8, 8)
        + region(at + 16 * MEGABYTE, 8, 3)
        + region(at + 33 * MEGABYTE, 8, 8, "00:00 0                          [heap]")
        + region(at + 48 * MEGABYTE, 8, 8, "08:01 77                         /usr/lib/some.so")
        + region(at + 64 * MEGABYTE, 8, 8, mode="r-xp")
        + region(at + 81 * MEGABYTE, 2, 2)
    )
    found = list(pages._whole(maps, 2 * MEGABYTE))
    assert found == [(at, 8 * MEGABYTE), (at + 34 * MEGABYTE, 6 * MEGABYTE)]


def test_where_there_are_none_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SIZE", tmp_path / "missing")
    assert pages.enlarge() == 0


def test_what_is_in_memory_stays() -> None:
    kept = [bytes([number]) * MEGABYTE for number in range(64)]
    done = pages.enlarge()
    assert all(block == bytes([number]) * MEGABYTE for number, block in enumerate(kept))
    rollup = Path("/proc/self/smaps_rollup")
    if done and rollup.exists():
        found = re.search(r"AnonHugePages: +(\d+) kB", rollup.read_text())
        assert found is not None and int(found[1]) * 1024 >= done / 2
