"""A server that speaks the Bot Framework Emulator's protocol: to the bot, and to its chat pane in a browser.

The activities are the ones that were captured from the Emulator, addressed to a conversation of their own.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.chat import captured
from tests.e2e.browser import MODULES

_WEBCHAT = MODULES / "botframework-webchat" / "dist" / "webchat.js"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Emulator</title><style>html, body, #chat { height: 100%; margin: 0 }</style></head>
<body><div id="chat"></div><script src="/webchat.js"></script>
<script>
fetch("/v3/directline/conversations", { method: "POST" }).then(made => made.json()).then(({ conversationId, user }) => {
  const directLine = window.WebChat.createDirectLine({
    conversationId, domain: location.origin + "/v3/directline", pollingInterval: 200, secret: "-", webSocket: false,
  });
  window.WebChat.renderWebChat({ directLine, userID: user }, document.getElementById("chat"));
});
</script></body></html>
"""


class Emulator:
    """One conversation at a time, as in a tab of the Emulator."""

    def __init__(self, endpoint: str) -> None:
        self.activities: list[dict[str, Any]] = []
        """The transcript: what was written and pressed, and what the bot said."""
        self.refused: list[tuple[int, dict[str, Any]]] = []
        """Activities that the bot did not answer with status 200."""
        self.late: list[str] = []
        """Requests to replace or delete a message, which the Emulator takes and forgets."""
        self.asked: list[str] = []
        """Requests about members, which it does not know."""
        self.conversation = ""
        self._endpoint = endpoint
        self._user: dict[str, str] = {}
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/webchat.js", self._script)
        app.router.add_post("/v3/directline/conversations", self._begin)
        app.router.add_get("/v3/directline/conversations/{id}", self._join)
        app.router.add_get("/v3/directline/conversations/{id}/activities", self._poll)
        app.router.add_post("/v3/directline/conversations/{id}/activities", self._written)
        app.router.add_route("*", "/v3/conversations/{rest:.*}", self._connector)
        self._server = TestServer(app)

    async def start(self) -> str:
        """Listen on a free port of this machine; the address of the page."""
        await self._server.start_server()
        return f"http://127.0.0.1:{self._server.port}/"

    async def stop(self) -> None:
        """End, with all connections."""
        await self._server.close()

    @property
    def said(self) -> list[dict[str, Any]]:
        """What the bot said."""
        return [activity for activity in self.activities if activity["from"]["role"] == "bot"]

    async def send(self, name: str, **fields: Any) -> None:
        """Send the bot a captured activity of this conversation, as the Emulator's menus do."""
        activity = captured(name)
        kind = activity["conversation"]["id"].partition("|")[2]
        activity |= {"id": str(uuid.uuid4()), "serviceUrl": f"http://localhost:{self._server.port}", **fields}
        activity["conversation"] = {"id": f"{self.conversation}|{kind}"}
        activity["from"] = self._user
        async with aiohttp.ClientSession() as session, session.post(self._endpoint, json=activity) as response:
            if response.status != 200:
                self.refused.append((response.status, activity))

    async def change_members(self, **change: list[str]) -> None:
        """Let people join or leave: `membersAdded` and `membersRemoved` by name."""
        members = {key: [{"id": str(uuid.uuid4()), "name": name} for name in names] for key, names in change.items()}
        nobody: dict[str, list[Any]] = {"membersAdded": [], "membersRemoved": []}
        await self.send("emulator-none-conversationUpdate-membersAdded", **{**nobody, **members})

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=_PAGE, content_type="text/html")

    async def _script(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(_WEBCHAT)

    async def _begin(self, _: web.Request) -> web.Response:
        self.conversation = str(uuid.uuid4())
        self._user = {"id": str(uuid.uuid4()), "name": "User", "role": "user"}
        self.activities.clear()
        bot = captured("emulator-none-message")["recipient"]
        members = [{"id": bot["id"], "name": "Bot"}, {"id": self._user["id"], "name": "User"}]
        await self.send("emulator-none-conversationUpdate-membersAdded", membersAdded=members)
        return web.json_response({"conversationId": f"{self.conversation}|livechat", "user": self._user["id"]})

    async def _join(self, request: web.Request) -> web.Response:
        return web.json_response({"conversationId": request.match_info["id"], "token": "-", "expires_in": 3600})

    async def _poll(self, request: web.Request) -> web.Response:
        seen = int(request.query.get("watermark") or 0)
        return web.json_response({"activities": self.activities[seen:], "watermark": str(len(self.activities))})

    async def _written(self, request: web.Request) -> web.Response:
        written = await request.json()
        if written["type"] != "message":
            return web.json_response({"id": str(uuid.uuid4())})
        activity = {**written, "id": str(uuid.uuid4()), "from": self._user}
        self.activities.append(activity)
        if "value" in written:
            channel_data = {"postBack": True, **(written.get("channelData") or {})}
            await self.send("emulator-none-message-value", value=written["value"], channelData=channel_data)
        else:
            await self.send("emulator-none-message", text=written["text"])
        return web.json_response({"id": activity["id"]})

    async def _connector(self, request: web.Request) -> web.Response:
        parts = request.raw_path.split("/")
        if "members" in request.path or request.method == "GET":
            self.asked.append(request.path)
            return web.json_response({"error": {"code": "ServiceError"}}, status=404)
        if request.method in ("PUT", "DELETE"):
            self.late.append(request.method)
            return web.json_response({"id": unquote(parts[-1])})
        assert "%7C" in parts[3] and unquote(parts[3]).partition("|")[0] == self.conversation, parts
        activity = {**await request.json(), "id": str(uuid.uuid4())}
        activity["from"] = {"id": "bot", "name": "Bot", "role": "bot"}
        activity.pop("replyToId", None)
        if unquote(parts[3]).endswith("|livechat"):
            self.activities.append(activity)
        return web.json_response({"id": activity["id"]})
