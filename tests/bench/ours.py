"""Our bot as it is, with a look at its event loop. `python -m tests.bench.ours --port N`"""

from __future__ import annotations

import sys
from typing import Any

import bot.__main__
import bot.app
from tests.bench.lag import watch

_create_app = bot.app.create_app


def _watched(*args: Any, **more: Any) -> Any:
    return watch(_create_app(*args, **more))


if __name__ == "__main__":
    bot.app.create_app = _watched
    sys.exit(bot.__main__.main())
