"""A chat in the Agents Playground as a person uses it: typing, ticking and pressing what can be seen."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.processes import BOT_NAME

PERSONAL, GROUP, GENERAL, DESIGN = range(4)
"""Places of the chats in the list on the left."""
_BOX = "[data-lexical-editor=true]"
_SETTLED = 500
"""Milliseconds after which a second reply would have come."""
_PATIENCE = 20_000


class Chat:
    """One chat, or one thread of a channel."""

    def __init__(self, page: Page, area: Locator | Page, box: Locator, mention: bool) -> None:
        self.page = page
        self.cards = area.locator(".ac-adaptiveCard:not(.ac-adaptiveCard .ac-adaptiveCard)")
        """Cards of the bot, oldest first."""
        self._box = box
        self._mention = mention

    async def say(self, text: str) -> str:
        """Write, with a mention where the bot would not be told otherwise; the text of the one card that comes."""
        before = await self.cards.count()
        await write(self.page, self._box, text, self._mention)
        return await self._reply(before)

    async def press(self, name: str, card: int = -1) -> str:
        """Press a button; the text of the one card that comes."""
        before = await self.cards.count()
        await self.cards.nth(card).get_by_role("button", name=name, exact=True).first.click()
        return await self._reply(before)

    async def tick(self, *labels: str) -> None:
        """Tick boxes of the latest card."""
        for label in labels:
            await self.cards.last.get_by_text(label, exact=True).click()

    async def select(self, position: int, label: str) -> None:
        """Choose in a list of the latest card that opens; `position` counts these lists."""
        await self.cards.last.get_by_role("combobox").nth(position).click()
        await self.page.get_by_role("option", name=label, exact=True).click()

    async def choose(self, name: str, *labels: str) -> str:
        """Tick boxes, then press the button."""
        await self.tick(*labels)
        return await self.press(name)

    async def text(self, card: int = -1) -> str:
        """What can be read on a card."""
        return await self.cards.nth(card).inner_text()

    async def _reply(self, before: int) -> str:
        await expect(self.cards).to_have_count(before + 1, timeout=_PATIENCE)
        await self.page.wait_for_timeout(_SETTLED)
        await expect(self.cards).to_have_count(before + 1)
        return await self.text()


async def write(page: Page, box: Locator, text: str, mention: bool) -> None:
    """Type into a box and send."""
    await box.click()
    if mention:
        await page.keyboard.type("@")
        await page.locator("[role=option],[role=menuitem]").filter(has_text=BOT_NAME).first.click()
        text = f" {text}"
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


class Playground:
    """The whole page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.boxes = page.locator(_BOX)

    async def open(self, address: str) -> None:
        """Load it, which installs the bot in the personal chat."""
        await self.page.goto(address)
        await self.boxes.first.wait_for(timeout=_PATIENCE)

    async def chat(self, place: int) -> Chat:
        """The personal chat or the group chat, with the welcome that opening it brings."""
        await self._go(place)
        chat = Chat(self.page, self.page, self.boxes.first, place == GROUP)
        await expect(chat.cards).to_have_count(1, timeout=_PATIENCE)
        return chat

    async def channel(self, place: int) -> None:
        """Look at a channel."""
        await self._go(place)

    async def post(self, text: str) -> Chat:
        """Begin a thread in the channel that is looked at, by a mention; it has one reply."""
        before = await self.boxes.count()
        await write(self.page, self.boxes.first, text, True)
        await expect(self.boxes).to_have_count(before + 1, timeout=_PATIENCE)
        identity = f"thread-{before}"
        # the newest post stands on top: the smallest part of the page that has its box and its own message
        await self.boxes.nth(1).evaluate(
            """(box, identity) => {
                let post = box;
                while (!post.querySelector("[aria-label='Show more information']")) post = post.parentElement;
                post.id = identity;
            }""",
            identity,
        )
        area = self.page.locator(f"#{identity}")
        thread = Chat(self.page, area, area.locator(_BOX), True)
        await expect(thread.cards).to_have_count(1, timeout=_PATIENCE)
        return thread

    async def threads(self) -> int:
        """Posts in the channel that is looked at."""
        return await self.boxes.count() - 1

    async def mock(self, event: str) -> None:
        """Let something happen that is not a message, such as a member who joins."""
        await self.page.get_by_role("button", name="Mock an Activity").click()
        await self.page.locator("[role=menuitem]").filter(has_text=re.compile(f"^{event}$")).first.click()
        dialog = self.page.get_by_role("dialog")
        send = dialog.get_by_role("button", name="Send activity")
        try:
            await send.click(timeout=1500)
        except Exception:  # installing and removing ask nothing
            if await dialog.count():
                raise
        await self.page.wait_for_timeout(1000)

    async def _go(self, place: int) -> None:
        await self.page.get_by_role("treeitem").nth(place).click()
        await self.page.wait_for_timeout(_SETTLED)
