"""The bot in the Microsoft 365 Agents Playground, in Chromium: what people see in Teams' three kinds of chat."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

pytest.importorskip("playwright.async_api", reason="needs the Python package playwright")

from playwright.async_api import expect

from tests.e2e import processes
from tests.e2e.browser import SHOTS, new_page
from tests.e2e.chat import DESIGN, GENERAL, GROUP, PERSONAL, Playground

LIVE = "Hear live audio (captions, translation, mood)"
TONES = "Menus, digits or PINs by phone tones (DTMF)"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bot as a process."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    with processes.bot(tmp_path_factory.mktemp("bot")) as endpoint:
        yield endpoint


@pytest_asyncio.fixture
async def playground(bot: str, tmp_path: Path, request: Any) -> AsyncIterator[Playground]:
    """The Playground with chats that nobody has used; a failing test leaves a picture of it."""
    with processes.playground(tmp_path, bot) as address:
        async with new_page(request) as page:
            opened = Playground(page)
            await opened.open(address)
            yield opened


async def test_the_welcome_comes_once_in_each_place(playground: Playground) -> None:
    for place in (PERSONAL, GROUP):
        chat = await playground.chat(place)
        assert "Hello, I am Hosting Advisor" in await chat.text()
    await playground.channel(GENERAL)
    await playground.page.wait_for_timeout(1500)
    assert await playground.page.locator(".ac-adaptiveCard").count() == 1
    await playground.channel(DESIGN)  # another channel of the same team
    await playground.page.wait_for_timeout(1500)
    assert await playground.page.locator(".ac-adaptiveCard").count() == 0
    await playground.page.reload()
    await playground.page.wait_for_timeout(3000)
    assert await playground.page.locator(".ac-adaptiveCard").count() == 0


async def test_members_come_and_go_unnoticed(playground: Playground) -> None:
    chat = await playground.chat(GROUP)
    for event in ("Add user", "Remove user"):
        await playground.mock(event)
    assert await chat.cards.count() == 1
    assert "What I can do" in await chat.say("help")


async def test_it_is_welcomed_again_after_it_was_removed(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    await playground.mock("Uninstall application")
    await playground.mock("Install application")
    await expect(chat.cards).to_have_count(2)


async def test_an_interview_by_buttons_with_a_change(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    assert "What should the bot do" in await chat.press("Start")
    assert "Nothing was chosen" in await chat.press("Continue")
    assert "Who is on the calls" in await chat.choose("Continue", LIVE)
    assert "What is kept" in await chat.choose("Continue", "Meetings of our own organization")
    assert "Needs: Hear live audio" in await chat.text(-3)  # the answered card is one line now
    assert "language" in (await chat.press("Nothing")).lower()
    assert "Where will" in await chat.press("C# or .NET")
    assert "admin" in await chat.press("Azure Windows VMs")
    advice = await chat.press("Yes")
    assert advice.startswith("Application-hosted media\n")
    assert "not as things stand" not in advice
    await chat.page.screenshot(path=SHOTS / "recommendation.png")

    texts = [await chat.text(i) for i in range(await chat.cards.count())]
    language = next(i for i, text in enumerate(texts) if text.startswith("Language: C# or .NET\n"))
    assert "language" in (await chat.press("Change", language)).lower()
    changed = await chat.press("Python")
    assert changed.startswith("Changed Language: now Python, before C# or .NET.\n")
    assert "\nApplication-hosted media, but not as things stand\n" in changed
    assert "side by side" in (await chat.press("Compare")).lower()


async def test_an_interview_by_typing_with_a_side_question_and_buttons_between(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    assert "What should the bot do" in await chat.say("start")
    assert "Who is on the calls" in await chat.say("2")
    side = await chat.say("do I need a public IP?")
    assert "public" in side.lower() and "Who is on the calls" in side
    assert "What is kept" in await chat.choose("Continue", "Phone numbers (PSTN)")
    assert "admin" in await chat.say("nothing")
    assert "\nService-hosted media\n" in await chat.say("not sure")
    assert "Markdown" in await chat.say("summary")
    assert await chat.cards.last.get_by_role("textbox").input_value()


async def test_a_description_is_enough(playground: Playground) -> None:
    """The picture in the README, docs/conversation.png, is what this test leaves in build/e2e."""
    await playground.page.set_viewport_size({"width": 1280, "height": 1250})
    chat = await playground.chat(PERSONAL)
    advice = await chat.say("callers press 1 for sales; we write Python and keep nothing")
    assert advice.startswith("Service-hosted media\n")
    card = await chat.cards.last.bounding_box()
    assert card is not None
    clip = {"x": card["x"] - 80, "y": card["y"] - 95, "width": card["width"] + 180, "height": card["height"] + 120}
    picture = Image.open(io.BytesIO(await chat.page.screenshot(clip=clip)))  # type: ignore[arg-type]
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(SHOTS / "conversation.png", optimize=True)


async def test_everything_on_one_card(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    form = await chat.say("all at once")
    assert "What should the bot do" in form and "Which language" in form
    await chat.tick("See or send live video", "Meetings of our own organization")
    await chat.select(2, "C# or .NET")
    again = await chat.press("Get the advice")
    assert "Still missing: What is kept after the call?, Where will the bot run?, Can a tenant admin consent" in again
    for position, label in ((1, "Nothing"), (3, "Azure Windows VMs"), (4, "Yes")):
        await chat.select(position, label)
    assert "Application-hosted media\n" in await chat.press("Get the advice")


async def test_thumbs_are_acknowledged_in_place(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    await chat.say("do I need a public IP?")
    await chat.cards.last.get_by_text("Helpful", exact=False).first.click()
    await expect(chat.cards.last).to_contain_text("Thank")
    assert await chat.cards.count() == 2


async def test_older_cards_get_a_fitting_line(playground: Playground) -> None:
    chat = await playground.chat(PERSONAL)
    await chat.press("Start")
    await chat.say("cancel")
    stale = await chat.press("Not sure", 1)
    assert "has ended" in stale and "Start" in stale
    await chat.press("Start", 0)
    assert "What should the bot do" in await chat.text()


async def test_a_group_chat(playground: Playground) -> None:
    chat = await playground.chat(GROUP)
    assert "mention" in await chat.say("start")
    assert "Who is on the calls" in await chat.choose("Continue", TONES)
    assert "What is kept" in await chat.say("phone numbers")
    await chat.press("Nothing")
    assert (await chat.press("Yes")).startswith("Service-hosted media\n")


async def test_two_threads_of_a_channel(playground: Playground) -> None:
    await playground.channel(GENERAL)
    await playground.page.wait_for_timeout(1500)
    threads = await playground.threads()
    first = await playground.post("start")
    assert "What should the bot do" in await first.text()
    assert "(Alice Example)" in (await first.choose("Continue", TONES), await first.text(0))[1]
    assert "What is kept" in await first.say("phone numbers")

    second = await playground.post("do we need a public IP?")
    assert "public" in (await second.text()).lower()
    assert "What is kept" not in await second.text()
    assert await playground.threads() == threads + 2

    await first.press("Nothing")
    assert (await first.press("Yes")).startswith("Service-hosted media\n")
    assert await second.cards.count() == 1
    assert await playground.threads() == threads + 2
