"""The floor: bare aiohttp that checks the token, reads the JSON and sends 1 KB. `python -m tests.bench.floor`"""

from __future__ import annotations

import argparse
import json
import os
import urllib.request
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web
from yarl import URL

from tests.bench.lag import watch
from tests.issuer import APP, ISSUER

_REPLY = json.dumps({"type": "message", "text": "x" * 950}).encode()
_HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer token"}


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    port = parser.parse_args().port
    keys = _keys(os.environ["ToBotFromChannelOpenIdMetadataUrl"])
    session: list[aiohttp.ClientSession] = []

    async def messages(request: web.Request) -> web.Response:
        token = request.headers["Authorization"].partition(" ")[2]
        key = keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], audience=APP, issuer=ISSUER)
        body = await request.json()
        path = f"/v3/conversations/{quote(body['conversation']['id'], safe='')}/activities/{body['id']}"
        async with session[0].post(URL(body["serviceUrl"] + path, encoded=True), data=_REPLY, headers=_HEADERS) as sent:
            await sent.read()
        return web.Response()

    async def begin(app: web.Application) -> None:
        session.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))

    async def end(app: web.Application) -> None:
        await session[0].close()

    app = watch(web.Application())
    app.router.add_post("/api/messages", messages)
    app.on_startup.append(begin)
    app.on_cleanup.append(end)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=lambda *_: None)


def _keys(url: str) -> dict[str, jwt.PyJWK]:
    with urllib.request.urlopen(url) as metadata, urllib.request.urlopen(json.load(metadata)["jwks_uri"]) as keys:
        return {key["kid"]: jwt.PyJWK({**key, "alg": "RS256"}).key for key in json.load(keys)["keys"]}


if __name__ == "__main__":
    main()
