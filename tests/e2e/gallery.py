"""Every card that the bot can send, drawn by the official renderer in light, dark and narrow: `make gallery`.

The cards are those of all conversation scripts, of every topic and of every question, each once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.client.conversation import open_conversation
from bot.client.script import act, read_script
from bot.content import Content, load_content
from dialogs.cards.card import draw
from knowledge.ask import Advisor
from knowledge.load import DATA, load
from tests.e2e.browser import MODULES, ROOT, open_browser
from tests.test_scenarios import FOLDER

OUTPUT = ROOT / "build" / "gallery.html"
_CONFIGURATIONS = MODULES / "adaptivecards-designer" / "lib" / "hostConfigs"
_LIBRARIES = (
    MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js",
    MODULES / "markdown-it" / "dist" / "markdown-it.min.js",
)


@dataclass(frozen=True)
class Drawn:
    """A card with where it comes from."""

    name: str
    card: dict[str, Any]


async def collect(content: Content) -> list[Drawn]:
    """All cards, each look once."""
    found: dict[str, Drawn] = {}
    for name, card in [*_constant(), *[pair async for pair in _scripted(content)]]:
        found.setdefault(json.dumps(_look(card), sort_keys=True), Drawn(name, card))
    return list(found.values())


def page(cards: list[Drawn]) -> str:
    """The gallery as one HTML page; `window.problems` lists what the renderer complains about or what is cut off."""
    configurations = {
        theme: json.loads((_CONFIGURATIONS / f"microsoft-teams-{theme}.json").read_text(encoding="utf-8"))
        for theme in ("light", "dark")
    }
    data = {"cards": [{"name": one.name, "card": one.card} for one in cards], "configurations": configurations}
    scripts = "".join(f"<script>{_harmless(path.read_text(encoding='utf-8'))}</script>\n" for path in _LIBRARIES)
    text = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")
    return text.replace("<!-- libraries -->", scripts).replace("/* data */ {}", _harmless(json.dumps(data)))


async def look_at(path: Path, wanted: list[str] | None = None) -> list[str]:
    """Open the page; what is wrong with it. With `wanted`, leaves a picture of each of these cards next to it."""
    async with open_browser() as browser:
        opened = await browser.new_page(viewport={"width": 1500, "height": 900})
        await opened.goto(path.as_uri(), timeout=120_000)
        await opened.wait_for_function("window.problems !== undefined", timeout=120_000)
        for name in wanted or ():
            row = opened.locator(f"section[data-name='{name}']")
            await row.screenshot(path=path.parent / f"card-{name.replace('/', '-').replace(' ', '-')}.png")
        problems: list[str] = await opened.evaluate("window.problems")
        return problems


def _constant() -> Iterator[tuple[str, dict[str, Any]]]:
    knowledge = load()
    advisor = Advisor(knowledge)
    for name in knowledge.topics:
        reply = advisor.topic(name)
        assert reply is not None
        yield f"topic {name}", draw(reply)


async def _scripted(content: Content) -> Any:
    for path in sorted(FOLDER.rglob("*.yaml")):
        script = read_script(path)
        for shape in script.shapes:
            async with open_conversation(shape, content) as talk:
                for number, turn in enumerate(script.turns, 1):
                    if shape in turn.shapes:
                        for message in [*await act(talk, turn), *talk.replaced]:
                            if message.card is not None:
                                yield f"{path.stem} {number} {shape}", message.card


def _look(value: Any) -> Any:
    """A card without what is not seen: the data of its buttons."""
    if isinstance(value, dict):
        return {key: _look(child) for key, child in value.items() if key not in ("data", "msteams")}
    return [_look(child) for child in value] if isinstance(value, list) else value


def _harmless(text: str) -> str:
    """Script text that does not end its element."""
    return text.replace("</script", "<\\/script")


def main() -> int:
    """Write the page, look at it, and say what is wrong."""
    cards = asyncio.run(collect(load_content(DATA)))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(page(cards), encoding="utf-8")
    problems = asyncio.run(look_at(OUTPUT, sys.argv[1:]))
    print(*problems, sep="\n")
    print(f"{OUTPUT.relative_to(ROOT)}: {len(cards)} cards, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
