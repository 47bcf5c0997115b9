"""The bot under the Emulator's protocol, seen in the Emulator's chat pane, npm botframework-webchat, in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

pytest.importorskip("playwright.async_api", reason="needs the Python package playwright")

from playwright.async_api import Page, expect

from tests.chat import Server
from tests.e2e.browser import SHOTS, new_page
from tests.e2e.emulator import Emulator


class Pane:
    """The chat pane with the server behind it."""

    def __init__(self, page: Page, emulator: Emulator, bot: Server) -> None:
        self.page = page
        self.emulator = emulator
        self._bot = bot
        self.cards = page.locator(".ac-adaptiveCard")

    async def say(self, text: str) -> str:
        """Write; the text of the one card that comes."""
        before = len(self.emulator.said)
        box = self.page.locator("[data-testid='send box text area'], .webchat__send-box-text-box__input").first
        await box.fill(text)
        await box.press("Enter")
        return await self._reply(before)

    async def press(self, name: str, card: int = -1) -> str:
        """Press a button of a card; the text of the one card that comes."""
        before = len(self.emulator.said)
        await self.cards.nth(card).get_by_role("button", name=name, exact=True).first.click()
        return await self._reply(before)

    async def choose(self, name: str, *labels: str) -> str:
        """Tick boxes of the latest card, then press the button."""
        for label in labels:
            await self.cards.last.get_by_text(label, exact=True).click()
        return await self.press(name)

    async def _reply(self, before: int) -> str:
        await expect(self.cards).to_have_count(before + 1)
        await self.page.wait_for_timeout(400)
        await self._bot.settle()
        assert len(self.emulator.said) == before + 1
        return await self.cards.last.inner_text()


@pytest_asyncio.fixture
async def pane(server: Server, request: Any) -> AsyncIterator[Pane]:
    """The pane as it opens, with the welcome."""
    emulator = Emulator(str(server.url / "api/messages"))
    address = await emulator.start()
    try:
        async with new_page(request, 800, 1000) as page:
            await page.goto(address)
            pane = Pane(page, emulator, server)
            await expect(pane.cards).to_have_count(1)
            yield pane
    finally:
        await emulator.stop()
    assert not emulator.refused
    assert not emulator.asked


async def test_a_conversation_begins_with_one_welcome(pane: Pane) -> None:
    assert "Hello, I am Hosting Advisor" in await pane.cards.first.inner_text()
    await pane.page.wait_for_timeout(1000)
    assert len(pane.emulator.said) == 1


async def test_an_interview_reads_well_without_cards_that_change(pane: Pane) -> None:
    assert "What should the bot do" in await pane.press("Start")
    assert "Who is on the calls" in await pane.choose("Continue", "Menus, digits or PINs by phone tones (DTMF)")
    assert "What is kept" in await pane.say("phone numbers")
    assert "admin" in await pane.press("Nothing")
    advice = await pane.press("Yes")
    assert "Service-hosted media" in advice
    await pane.page.screenshot(path=SHOTS / "emulator.png")
    assert not pane.emulator.late, "the Emulator does not say which card was answered, so none can be replaced"
    assert "What should the bot do" in await pane.press("Start over")
    # a card of the interview that is over
    assert "belongs to an interview that has ended" in await pane.press("Continue", 1)


async def test_a_folded_part_opens(pane: Pane) -> None:
    advice = await pane.say("live captions of meetings in C# on Windows VMs, nothing is kept")
    assert "Application-hosted media" in advice
    sources = pane.cards.last.get_by_role("button", name="Sources").first
    await sources.click()
    assert len(await pane.cards.last.inner_text()) > len(advice)


async def test_what_its_menus_send_is_taken_in_silence(pane: Pane) -> None:
    await pane.emulator.change_members(membersAdded=["Somebody"])
    await pane.emulator.change_members(membersRemoved=["Somebody"])
    for name in ("contactRelationUpdate-add", "typing", "ping", "deleteUserData"):
        await pane.emulator.send(f"emulator-none-{name}")
    await pane.emulator.send("emulator-debug-inspect")
    await pane.page.wait_for_timeout(500)
    assert len(pane.emulator.said) == 1
    assert "What I can do" in await pane.say("help")
