"""A local server in the place of the service that gives out tokens for sending."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class Certificate:
    """A certificate for this machine that nobody else vouches for."""

    def __init__(self, folder: Path) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "this machine")])
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        today = datetime.now(UTC)
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=1))
            .add_extension(here, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.file = folder / "certificate.pem"
        self.file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(self.file)


class TokenService:
    """Gives out tokens that count up, records what it was asked, and fails where a test says so."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        """The form of each request, with its path."""
        self.lifetime = 3600
        self.statuses: list[int] = []
        """Statuses of the next answers; tokens when there are none left."""
        self.refusal: dict[str, Any] | None = None
        """Answered with status 401 in the place of tokens."""
        self.delay = 0.0
        self.discovered = 0
        """How often somebody asked where the endpoints are."""
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovery)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._answer)
        app.router.add_get("/msi/token", self._identity)
        self._server = TestServer(app)

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a free port of this machine."""
        self._scheme = "http" if tls is None else "https"
        await self._server.start_server(ssl=tls)

    async def stop(self) -> None:
        """End, with all connections."""
        await self._server.close()

    @property
    def url(self) -> str:
        """Without a tenant."""
        return f"{self._scheme}://127.0.0.1:{self._server.port}"

    async def _discovery(self, request: web.Request) -> web.Response:
        self.discovered += 1
        base = f"{self.url}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def _answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._token({**form, "path": request.path})

    async def _identity(self, request: web.Request) -> web.Response:
        return await self._token({**request.query, "path": request.path})

    async def _token(self, asked: dict[str, str]) -> web.Response:
        self.asked.append(asked)
        await asyncio.sleep(self.delay)
        if self.refusal is not None:
            return web.json_response(self.refusal, status=401)
        if self.statuses:
            return web.json_response({"error": "temporarily_unavailable"}, status=self.statuses.pop(0))
        token = {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": f"token-{len(self.asked)}"}
        if "resource" in asked:  # managed identities say when, not for how long
            token["expires_on"] = str(int(time.time()) + self.lifetime)
        return web.json_response(token)
