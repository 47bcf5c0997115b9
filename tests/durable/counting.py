"""A bot that counts: `python -m tests.durable.counting --port N`, for tests that have to see a lost update."""

from __future__ import annotations

import argparse
import asyncio
import os

from bot.app import create_app
from bot.serve import serve
from bot.settings import read_settings
from bot.storage.address import open_store
from tests.bot.talker import Talker, content_of


def main() -> None:
    """Serve the talker of the tests on the store that STATE_URL names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    settings = read_settings(os.environ, local=True, port=parser.parse_args().port)
    store = open_store(settings.state_url, settings.state_ttl_days * 86400, local=True, key=settings.state_key)
    asyncio.run(serve(create_app(settings, content_of(Talker()), store=store), settings, lambda: None))


if __name__ == "__main__":
    main()
