"""The plots of `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

Line = Sequence[tuple[float, float]]


def draw(lines: Mapping[str, Line], across: str, up: str, path: Path, logarithmic: bool = False) -> None:
    """One plot with a line for each name."""
    figure, axes = pyplot.subplots(figsize=(7, 4), dpi=110)
    for (name, points), marker in zip(lines.items(), "osd^v", strict=False):
        axes.plot([x for x, _ in points], [y for _, y in points], marker=marker, label=name)
    axes.set_xscale("log")
    if logarithmic:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.1 * max(y for points in lines.values() for _, y in points))
    axes.set_xticks(sorted({x for points in lines.values() for x, _ in points}))
    axes.get_xaxis().set_major_formatter(matplotlib.ticker.FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.minorticks_off()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(alpha=0.3)
    if len(lines) > 1:
        axes.legend()
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    pyplot.close(figure)
