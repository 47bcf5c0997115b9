"""A local server in the place of the service whose keys sign the channel's requests."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

APP = "3f2b1c44-5a10-4a4e-9c1d-0a8f6a2d7e11"
TENANT = "0a1d7c9e-64c5-4f0f-8a34-6d5c1a2b3c4d"
ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key that stays the same for the whole test run, since making one is slow; the one called weak is short."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024 if name == "weak" else 2048)


def public_pem(name: str) -> bytes:
    """The public half, as an attacker would find it."""
    return (
        private_key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def token(service_url: str, *, key: str = "first", header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A good token, but for what is said otherwise; a claim or header of None is left out."""
    now = int(time.time())
    said = {"iss": ISSUER, "aud": APP, "serviceurl": service_url, "nbf": now - 10, "exp": now + 3600, **claims}
    return jwt.encode(
        {name: value for name, value in said.items() if value is not None},
        private_key(key),
        algorithm="RS256",
        headers={"kid": key, **(header or {})},
    )


def raw_token(header: dict[str, Any], claims: dict[str, Any] | bytes, signature: bytes = b"") -> str:
    """Three segments, however little they make sense."""
    parts = (
        json.dumps(header).encode(),
        claims if isinstance(claims, bytes) else json.dumps(claims).encode(),
        signature,
    )
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


class Issuer:
    """Publishes keys that a test chooses, counts how often they are asked for, and fails where a test says so."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str] | None] = {"first": ["msteams", "webchat"]}
        """Endorsements by key id; None for a key without any."""
        self.asked = 0
        self.status = 200
        self.delay = 0.0
        self.jwks_uri: Any = None
        """In the place of the real address of the keys."""
        self.document: Any = None
        """In the place of the real keys."""
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        self._server = TestServer(app)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        await self._server.start_server()

    async def stop(self) -> None:
        """End, with all connections."""
        await self._server.close()

    @property
    def url(self) -> str:
        """The address of the metadata."""
        return f"http://127.0.0.1:{self._server.port}/metadata"

    async def _metadata(self, request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.delay)
        address = self.jwks_uri or str(request.url.with_path("/keys"))
        return web.json_response({"issuer": ISSUER, "jwks_uri": address}, status=self.status)

    async def _keys(self, request: web.Request) -> web.Response:
        if self.document is not None:
            return web.json_response(self.document)
        keys = []
        for name, endorsements in self.keys.items():
            key = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key(name).public_key())), "kid": name}
            if endorsements is not None:
                key["endorsements"] = endorsements
            keys.append({**key, "use": "sig", "x5t": name, "x5c": ["MII"]})
        return web.json_response({"keys": keys})
