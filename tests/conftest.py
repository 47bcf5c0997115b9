"""What many tests share: the real application, the server in the connector's place, and chats through both."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import hypothesis
import pytest
import pytest_asyncio

from bot import logs
from bot.app import create_app
from bot.content import Content, load_content
from bot.settings import Settings
from bot.storage import Store
from knowledge.load import DATA
from tests.azurite import Azurite
from tests.chat import Chat, Server, Shape
from tests.connector import Connector

SHORT = 10
"""Letters below which a text could stand in a log by chance."""
LOCAL = Settings(local=True, host="127.0.0.1", port=3978)

# a slow machine, or the first run on one, is no failure
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")

Serve = Callable[..., Awaitable[Server]]
NewChat = Callable[..., Chat]


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Azure Blob Storage on this machine; a test that needs it skips where it is not installed."""
    if Azurite.program() is None:
        pytest.skip("needs the npm package azurite, and AZURITE to name its azurite-blob: .ci/run has it")
    with Azurite(tmp_path_factory.mktemp("azurite")) as running:
        yield running


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undoes what a test did to the log, which belongs to the whole process."""
    root, server = logging.getLogger(), logging.getLogger("aiohttp.server")
    handlers, level, filters = root.handlers[:], root.level, server.filters[:]
    yield
    root.handlers[:], server.filters[:] = handlers, filters
    root.setLevel(level)


@pytest_asyncio.fixture
async def connector() -> AsyncIterator[Connector]:
    """A server that takes the bot's messages."""
    server = Connector()
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts applications that end with the test."""
    running: list[Server] = []

    async def start(content: Content, store: Store | None = None, settings: Settings = LOCAL) -> Server:
        server = Server(create_app(settings, content, store=store))
        await server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        await server.stop()


@pytest.fixture(scope="session")
def content() -> Content:
    """The real content with the real dialogs."""
    return load_content(DATA)


@pytest_asyncio.fixture
async def server(serve: Serve, content: Content) -> Server:
    """The real bot."""
    return await serve(content)


@pytest_asyncio.fixture
async def chat(server: Server, connector: Connector) -> AsyncIterator[NewChat]:
    """Opens chats with the real bot. Afterwards nothing that was said in them, nor by whom, may stand in the log."""
    log, opened = io.StringIO(), list[Chat]()
    logs.configure("json", log)

    def open_chat(shape: Shape = "personal", name: str = "") -> Chat:
        opened.append(Chat(server, connector, shape, name))
        return opened[-1]

    yield open_chat
    written = log.getvalue()
    assert '"turn"' in written or not any(one.written for one in opened)
    for secret in set().union(*(one.written for one in opened)):
        assert len(secret) < SHORT or json.dumps(secret, ensure_ascii=False)[1:-1] not in written, secret
