"""Azure Blob Storage on this machine: the npm package azurite, which tests start and end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.storage import Store

_ACCOUNT = "devstoreaccount1"
_START = 60.0


class Azurite:
    """One server with a folder of its own; it ends with the `with` block."""

    key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
    """Of the account that every azurite has: no secret."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def program() -> Path | None:
        """The program, if AZURITE names it; where all tests are required, it must."""
        path = Path(os.environ.get("AZURITE", ""))
        assert path.is_file() or os.environ.get("E2E") != "required", "AZURITE names no program"
        return path if path.is_file() else None

    def __enter__(self) -> Azurite:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, with what was kept before."""
        self._process = subprocess.Popen(
            ["node", str(self.program()), "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
            + ["--location", str(self._folder), "--blobHost", "127.0.0.1", "--blobPort", str(self._port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + _START
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("azurite does not listen")

    def stop(self) -> None:
        """End; what is kept stays in the folder."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def state_url(self, container: str) -> str:
        """What STATE_URL is for a container here."""
        return f"azblob://{_ACCOUNT}/{container}?endpoint=http://127.0.0.1:{self._port}/{_ACCOUNT}"

    def store(self, container: str, ttl: float, clock: Callable[[], float] = time.time) -> Store:
        """A store in a container."""
        from bot.storage.address import blob_address
        from bot.storage.blob import BlobStore

        return BlobStore(blob_address(self.state_url(container)), ttl, self.key, clock=clock)

    async def documents(self, container: str) -> dict[str, dict[str, Any]]:
        """The state documents in a container, by key."""
        from azure.storage.blob.aio import ContainerClient

        found: dict[str, dict[str, Any]] = {}
        async with ContainerClient(
            f"http://127.0.0.1:{self._port}/{_ACCOUNT}",
            container,
            credential={"account_name": _ACCOUNT, "account_key": self.key},
        ) as client:
            async for blob in client.list_blobs(name_starts_with="state/"):
                envelope = json.loads(await (await client.download_blob(blob.name)).readall())
                found[envelope["key"]] = envelope["document"]
        return found
