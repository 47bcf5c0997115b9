"""Our bot as it is, with samples of its stack. `python -m tests.bench.sampled --port N`"""

from __future__ import annotations

import sys
from typing import Any

import bot.__main__
import bot.app
from tests.bench.sampler import sample

_create_app = bot.app.create_app


def _sampled(*args: Any, **more: Any) -> Any:
    return sample(_create_app(*args, **more))


if __name__ == "__main__":
    bot.app.create_app = _sampled
    sys.exit(bot.__main__.main())
