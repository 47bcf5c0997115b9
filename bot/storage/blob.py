"""The store in a container of Azure Blob Storage: for several instances of the bot on several machines."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from azure.core import MatchConditions
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.identity.aio import DefaultAzureCredential
from azure.storage.blob import BlobProperties, StorageErrorCode
from azure.storage.blob.aio import BlobClient, ContainerClient, LinearRetry

from bot.storage import KEPT, LEASE, Conflict, Document, Outgoing, StorageError
from bot.storage.address import BlobAddress
from bot.storage.recent import Recent

logger = logging.getLogger(__name__)

_DOCUMENTS, _OUTGOING = "state/", "outgoing/"
_REMEMBERED = 30
"""How many ids of replies a document names. Those known to be delivered are left out at the next save: a list that is
full cannot tell replies that were named long ago from those of a run that was never committed."""
_GONE = 2000
"""How many delivered replies a process remembers."""
_UNCERTAIN = 120.0
"""Seconds in which replies that no document names may still be saved; later nobody will."""
_PAGE, _AT_ONCE = 1000, 20
_TIMEOUTS: dict[str, Any] = {"connection_timeout": 3, "read_timeout": 5}
# a turn has ten seconds: the library's own pauses of 15 seconds and more would be too long
_RETRIES: dict[str, Any] = {"backoff": 0.3, "retry_total": 2, "random_jitter_range": 0.1}


class BlobStore:
    """A blob for each document, replaced on the condition that its ETag is the one that was loaded.

    Replies are a blob of their own, written before the document that names them. So what is there without being named
    belongs to a turn that was never committed. Names are digests, since keys can be longer than names.

    The container is made at the first use if it is missing. When it is missing later, that is an outage.
    """

    def __init__(
        self,
        address: BlobAddress,
        ttl: float,
        key: str = "",
        identity: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """See `open_store` for the key and the identity. Nothing is reached before the first use."""
        self._address = address
        self._ttl = ttl
        self._key = key
        self._identity = identity
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._container: ContainerClient | None = None
        self._credential: AsyncTokenCredential | None = None
        self._made = asyncio.Lock()
        self._marks: set[asyncio.Task[None]] = set()
        self._notes: dict[str, tuple[str, float]] = {}
        """For the replies that are leased to this process, the ETag and the end of their blobs."""
        self._gone: deque[str] = deque(maxlen=_GONE)
        """Replies that this process delivered, which documents need not name any longer."""
        self._page: str | None = None
        self._recent = Recent(clock)

    async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
        """See `Store`."""
        if not latest and (saved := self._recent.get(key)) is not None:
            document: Document = json.loads(saved.text)
            return document, saved.version
        async with self._reached() as container:
            found = await _read(container.get_blob_client(_name(key)))
        if found is None or found[0]["expires"] <= self._clock():
            return {}, None
        envelope, etag = found
        return envelope["document"], _version(etag, envelope)

    async def save(
        self,
        key: str,
        document: Document,
        version: str | None,
        replies: Outgoing | None = None,
        ttl: float | None = None,
    ) -> None:
        """See `Store`."""
        now = self._clock()
        _, before = _parts(version)
        named = [id for id in before if id not in self._gone]
        envelope: dict[str, Any] = {
            "key": key,
            "expires": now + (self._ttl if ttl is None else ttl),
            "save": secrets.token_hex(8),
            "outgoing": [*named, replies.id][-_REMEMBERED:] if replies is not None else named,
            "document": document,
        }
        data = _json(envelope)
        async with self._reached() as container:
            if replies is not None:
                await self._note(container, replies, now)
            etag = await self._replace(container.get_blob_client(_name(key)), envelope, data, version)
            if etag is None:
                self._recent.refute(key)
                if replies is not None:
                    await self._forget(replies.id)
                raise Conflict(key)
        if etag:
            self._recent.put(key, _json(document), _version(etag, envelope), envelope["expires"])
        else:
            self._recent.forget(key)

    async def delete(self, key: str) -> None:
        """See `Store`."""
        self._recent.forget(key)
        async with self._reached() as container:
            with contextlib.suppress(ResourceNotFoundError):
                await container.delete_blob(_name(key))

    def sent(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        for id in ids:
            task = asyncio.create_task(self._forget(id))
            self._marks.add(task)
            task.add_done_callback(self._marks.discard)

    async def claim(self) -> list[Outgoing]:
        """See `Store`. Returns as soon as some are claimed, so that they do not wait for the others."""
        now = self._clock()
        failures: list[BaseException] = []
        async with self._reached() as container:
            listed = container.list_blobs(name_starts_with=_OUTGOING, include=["metadata"])
            free = [found async for found in listed if float((found.metadata or {}).get("lease", 0)) <= now]
            free.sort(key=lambda found: str(found.name))
            for start in range(0, len(free), _AT_ONCE):
                some = free[start : start + _AT_ONCE]
                results = await asyncio.gather(
                    *(self._claim(container, found) for found in some), return_exceptions=True
                )
                failures += [result for result in results if isinstance(result, BaseException)]
                if claimed := [result for result in results if isinstance(result, Outgoing)]:
                    return sorted(claimed, key=lambda replies: replies.id)
            if failures:  # what failed is looked at again; what was claimed beside it is not held up by it
                raise failures[0]
        return []

    async def renew(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._hold(ids, self._clock() + LEASE)

    async def release(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._hold(ids, 0.0)

    async def purge(self) -> int:
        """See `Store`. Each call looks at one page, going on where the one before ended."""
        removed = 0
        async with self._reached() as container:
            pages = container.list_blobs(
                name_starts_with=_DOCUMENTS, include=["metadata"], results_per_page=_PAGE
            ).by_page(self._page)
            self._page = None
            async for page in pages:
                async for found in page:
                    if float((found.metadata or {}).get("expires", "inf")) <= self._clock():
                        with contextlib.suppress(ResourceModifiedError, ResourceNotFoundError):
                            await container.delete_blob(
                                found.name, etag=found.etag, match_condition=MatchConditions.IfNotModified
                            )
                            removed += 1
                self._page = pages.continuation_token  # type: ignore[attr-defined]
                break
        return removed

    async def close(self) -> None:
        """See `Store`."""
        if self._marks:
            await asyncio.wait(self._marks)
        if self._container is not None:
            await self._container.close()
        if self._credential is not None:
            await self._credential.close()

    # --- how ---

    @contextlib.asynccontextmanager
    async def _reached(self) -> AsyncIterator[ContainerClient]:
        """The container, with every failure to reach it as a StorageError."""
        try:
            async with self._made:
                if self._container is None:
                    await self._make()
            assert self._container is not None
            yield self._container
        except (AzureError, TimeoutError, OSError) as error:
            text = str(error).partition("\n")[0]
            raise StorageError(f"Azure Blob Storage, container {self._address.container}: {text}") from error

    async def _make(self) -> None:
        credential: Any
        if self._key:
            credential = {"account_name": self._address.account, "account_key": self._key}
        else:
            credential = self._credential = DefaultAzureCredential(managed_identity_client_id=self._identity or None)
        container = ContainerClient(
            self._address.endpoint,
            self._address.container,
            credential=credential,
            retry_policy=LinearRetry(**_RETRIES),
            **_TIMEOUTS,
        )
        try:
            with contextlib.suppress(ResourceExistsError):
                await container.create_container()
        except BaseException:
            await container.close()
            raise
        self._container = container

    async def _note(self, container: ContainerClient, replies: Outgoing, now: float) -> None:
        """Keep replies, ahead of the document that will name them."""
        end = now + KEPT
        made = await container.get_blob_client(_OUTGOING + replies.id).upload_blob(
            _json({"key": replies.key, "text": replies.text.decode()}),
            metadata=self._lease(now + LEASE, end),
            overwrite=True,
        )
        self._notes[replies.id] = (made["etag"], end)

    async def _replace(
        self, blob: BlobClient, envelope: dict[str, Any], data: bytes, version: str | None
    ) -> str | None:
        """The new ETag, if the blob had that version, or was missing or out of date if that is None; empty if it was
        replaced, but what is there now need not be that."""
        etag, named = _parts(version)
        metadata = {"expires": str(envelope["expires"])}
        try:
            return await _upload(blob, data, metadata, etag)
        except (ResourceExistsError, ResourceModifiedError, ResourceNotFoundError):
            found = await _read(blob)
        if found is None:
            return None
        present, present_etag = found
        mine = set(envelope["outgoing"]) - set(named)
        if present["save"] == envelope["save"] or mine & set(present["outgoing"]):
            # it was done, but the answer was lost, the library tried again, and meanwhile perhaps others went on
            return ""
        if etag is not None or present["expires"] > self._clock():
            return None
        try:
            return await _upload(blob, data, metadata, present_etag)
        except (ResourceModifiedError, ResourceNotFoundError):
            return None

    async def _claim(self, container: ContainerClient, found: BlobProperties) -> Outgoing | None:
        """The replies in a blob whose lease has run out, if they are to be delivered and nobody else is quicker."""
        id, now = str(found.name).removeprefix(_OUTGOING), self._clock()
        end = float((found.metadata or {}).get("expires", 0))
        blob = container.get_blob_client(found.name)
        try:
            kept = json.loads(await (await blob.download_blob()).readall())
            document = await _read(container.get_blob_client(_name(kept["key"])))
            named: list[str] = document[0]["outgoing"] if document is not None else []
            if end <= now or (not _names(named, id) and now - (end - KEPT) > _UNCERTAIN):
                await blob.delete_blob()
                return None
            if not _names(named, id):
                return None
            held = await blob.set_blob_metadata(
                self._lease(now + LEASE, end), etag=found.etag, match_condition=MatchConditions.IfNotModified
            )
        except (ResourceModifiedError, ResourceNotFoundError):
            return None
        self._notes[id] = (str(held["etag"]), end)
        return Outgoing(id, kept["key"], kept["text"].encode())

    async def _hold(self, ids: Iterable[str], until: float) -> None:
        async with self._reached() as container:
            for id in ids:
                if id not in self._notes:
                    continue
                etag, end = self._notes[id]
                try:
                    held = await container.get_blob_client(_OUTGOING + id).set_blob_metadata(
                        self._lease(until, end), etag=etag, match_condition=MatchConditions.IfNotModified
                    )
                    self._notes[id] = (str(held["etag"]), end)
                except (ResourceModifiedError, ResourceNotFoundError):
                    self._notes.pop(id, None)  # somebody else has them now

    async def _forget(self, id: str) -> None:
        self._notes.pop(id, None)
        try:
            async with self._reached() as container:
                with contextlib.suppress(ResourceNotFoundError):
                    await container.delete_blob(_OUTGOING + id)
            self._gone.append(id)
        except StorageError as error:
            logger.warning("replies that were delivered may be delivered again: %s", error)

    def _lease(self, until: float, end: float) -> dict[str, str]:
        return {"lease": str(until), "expires": str(end), "holder": self._holder}


def _parts(version: str | None) -> tuple[str | None, list[str]]:
    """The ETag in a version, and the ids of the replies that the document named."""
    etag, named = json.loads(version) if version is not None else (None, [])
    return etag, named


def _version(etag: str, envelope: dict[str, Any]) -> str:
    return json.dumps([etag, envelope["outgoing"]])


async def _upload(blob: BlobClient, data: bytes, metadata: dict[str, str], etag: str | None) -> str:
    """Replace the blob with that ETag, or make it if that is None, and return the new one. A ResourceExistsError or
    ResourceModifiedError if the blob is another."""
    if etag is None:
        made = await blob.upload_blob(data, metadata=metadata, overwrite=False)
    else:
        made = await blob.upload_blob(
            data, metadata=metadata, overwrite=True, etag=etag, match_condition=MatchConditions.IfNotModified
        )
    return str(made["etag"])


async def _read(blob: BlobClient) -> tuple[dict[str, Any], str] | None:
    """What is in a document's blob, and its ETag; None if there is no blob. A missing container is an error."""
    try:
        download = await blob.download_blob()
        envelope: dict[str, Any] = json.loads(await download.readall())
        return envelope, str(download.properties.etag)
    except ResourceNotFoundError as error:
        if getattr(error, "error_code", None) != StorageErrorCode.BLOB_NOT_FOUND:
            raise
        return None


def _names(named: list[str], id: str) -> bool:
    """Whether a document was saved with these replies. What is older than all it remembers probably was."""
    return id in named or (len(named) == _REMEMBERED and id < named[0])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _name(key: str) -> str:
    return _DOCUMENTS + hashlib.sha256(key.encode()).hexdigest()
