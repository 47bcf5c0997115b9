"""Where a bot's CPU goes: its stack is looked at each millisecond of CPU, and the time goes to the part it is in.

Asked for at `/bench/profile`, which only the benchmark adds. Nothing is slowed down by being counted, as calls are by
cProfile, and time in which the machine does something else does not count.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import AsyncIterator
from types import FrameType

from aiohttp import web

EVERY = 0.001
"""Seconds of CPU between two looks."""
PARTS: tuple[tuple[str, str], ...] = (
    ("/tests/bench/", "the benchmark itself"),
    ("knowledge/signs.py", "signs of answers"),
    ("knowledge/negation.py", "signs of answers"),
    ("knowledge/features.py", "features of the text"),
    ("knowledge/lexicon.py", "features of the text"),
    ("knowledge/postings.py", "classifiers"),
    ("knowledge/classifier.py", "classifiers"),
    ("knowledge/linear.py", "classifiers"),
    ("knowledge/bm25.py", "classifiers"),
    ("knowledge/vectors.py", "classifiers"),
    ("knowledge/search.py", "ranking, scope"),
    ("knowledge/scope.py", "ranking, scope"),
    ("knowledge/understand.py", "understanding"),
    ("knowledge/recommend.py", "decision, next question"),
    ("knowledge/interview.py", "decision, next question"),
    ("knowledge/rules.py", "decision, next question"),
    ("knowledge/ask.py", "what kind of message"),
    ("knowledge/meaning.py", "what kind of message"),
    ("knowledge/corrections.py", "what kind of message"),
    ("knowledge/languages.py", "what kind of message"),
    ("knowledge/replies/", "composing the reply"),
    ("knowledge/reply.py", "composing the reply"),
    ("dialogs/cards/", "card: drawing and JSON"),
    ("dialogs/state.py", "dialogs and their stack"),
    ("dialogs/", "dialogs and their stack"),
    ("botbuilder/dialogs/", "dialogs and their stack"),
    ("botbuilder/", "SDK turn context and pipeline"),
    ("bot/teams.py", "SDK turn context and pipeline"),
    ("bot/adapter.py", "SDK turn context and pipeline"),
    ("bot/wire.py", "activity: JSON, guard, SDK object"),
    ("bot/guard.py", "activity: JSON, guard, SDK object"),
    ("bot/auth.py", "token check"),
    ("bot/storage/", "state: load, save"),
    ("bot/documents.py", "state: load, save"),
    ("bot/turn.py", "turn: lock, repeats, commit"),
    ("bot/operation.py", "turn: lock, repeats, commit"),
    ("bot/endpoint.py", "pace, log, metrics"),
    ("bot/limits.py", "pace, log, metrics"),
    ("bot/logs.py", "pace, log, metrics"),
    ("bot/metrics.py", "pace, log, metrics"),
    ("logging/", "pace, log, metrics"),
    ("bot/connector.py", "delivery: session, connector, outbox"),
    ("bot/outbox.py", "delivery: session, connector, outbox"),
    ("bot/fold.py", "delivery: session, connector, outbox"),
    ("bot/credentials.py", "delivery: session, connector, outbox"),
    ("aiohttp/client", "delivery: session, connector, outbox"),
    ("aiohttp/connector", "delivery: session, connector, outbox"),
    ("aiohttp/", "HTTP in: server"),
    ("asyncio/", "event loop, and waiting for threads"),
    ("selectors.py", "event loop, and waiting for threads"),
)
"""What stands in a file's path, and the part it belongs to; the innermost frame with a part counts."""

_part_of: dict[str, str | None] = {}


def sample(app: web.Application) -> web.Application:
    """Count while the application runs; each question is answered for the time since the last one, in milliseconds."""
    counts: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        counts[_part(frame)] += 1

    async def counting(_: web.Application) -> AsyncIterator[None]:
        signal.signal(signal.SIGPROF, look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        yield
        signal.setitimer(signal.ITIMER_PROF, 0)

    async def answer(_: web.Request) -> web.Response:
        found = dict(counts)
        counts.clear()
        return web.json_response(found)

    app.cleanup_ctx.append(counting)
    app.router.add_get("/bench/profile", answer)
    return app


def _part(frame: FrameType | None) -> str:
    while frame is not None:
        path = frame.f_code.co_filename
        if path not in _part_of:
            _part_of[path] = next((part for piece, part in PARTS if piece in path.replace("\\", "/")), None)
        if (part := _part_of[path]) is not None:
            return part
        frame = frame.f_back
    return "other"
