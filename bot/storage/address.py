"""STATE_URL: which store it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.storage import Store, StoreRefused
from bot.storage.memory import MemoryStore

DEFAULT = "sqlite:///var/state.db"
_FORMS = "sqlite:///var/state.db (relative), sqlite:////absolute/path/state.db, or azblob://account/container"


@dataclass(frozen=True)
class BlobAddress:
    """A container in Azure Blob Storage."""

    account: str
    endpoint: str
    """Of the account, without a slash at the end."""
    container: str


def open_store(url: str, ttl: float, *, local: bool, key: str = "", identity: str = "") -> Store:
    """The store at `url`, whose documents live for `ttl` seconds; StoreRefused says why it cannot be opened.

    `key` is the key of a storage account; without one the machine's managed identity is used, the one with the client
    id `identity` if it is given. A blob store is reached only when it is used.
    """
    if url == "memory:":
        if not local:
            raise StoreRefused(f"STATE_URL is 'memory:', which forgets everything: only with --local. Use {_FORMS}.")
        return MemoryStore(ttl)
    if url.startswith("sqlite:"):
        from bot.storage.sqlite import SqliteStore

        return SqliteStore(sqlite_path(url), ttl)
    if url.startswith("azblob:"):
        address = blob_address(url)
        try:
            from bot.storage.blob import BlobStore
        except ImportError:
            raise StoreRefused(
                "STATE_URL names Azure Blob Storage, whose packages are not installed: pip install '.[azure]'"
            ) from None
        return BlobStore(address, ttl, key, identity)
    raise StoreRefused(f"STATE_URL is '{url}', but must be {_FORMS}.")


def sqlite_path(url: str) -> Path:
    """The file that a `sqlite:` address names, relative to the working directory unless it is absolute."""
    path = url.removeprefix("sqlite:///")
    if path == url or not path or path.endswith("/") or "?" in path:
        raise StoreRefused(f"STATE_URL is '{url}', but a file is named like {DEFAULT} or sqlite:////absolute/path.db.")
    return Path(path).expanduser()


def blob_address(url: str) -> BlobAddress:
    """The container that an `azblob:` address names."""
    parts = urlsplit(url)
    account, container = parts.netloc, parts.path.strip("/")
    options = parse_qs(parts.query, keep_blank_values=True)
    endpoint = options.pop("endpoint", [f"https://{account}.blob.core.windows.net"])[0].rstrip("/")
    if (
        not re.fullmatch(r"[a-z0-9]{3,24}", account)
        or not re.fullmatch(r"[a-z0-9](-?[a-z0-9]){2,62}", container)
        or options
        or not re.fullmatch(r"https?://[!-~]+", endpoint)
    ):
        raise StoreRefused(
            f"STATE_URL is '{url}', but a container is named like azblob://account/container, with "
            "?endpoint=https://... after it where it is not in the public cloud."
        )
    return BlobAddress(account, endpoint, container)
