"""How much one conversation, one tenant and everybody together may ask of the bot."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

REMEMBERED = 10_000
"""Conversations and tenants whose pace is watched; whoever was quiet longest is forgotten first."""
BURST = 0.5
"""Part of a minute's messages that may come at once."""
TOLD_PER_MINUTE = 1
"""How often a conversation that is too fast is asked to slow down."""

Verdict = Literal["go", "tell", "drop"]


@dataclass(frozen=True)
class Limits:
    """What is allowed; 0 is no limit."""

    conversation_rate: int = 60
    """Messages a minute of one conversation."""
    tenant_rate: int = 1800
    """Messages a minute of one tenant."""
    max_turns: int = 500
    """Turns at once. At 10 ms each, the last is answered before a channel gives up after 15 seconds."""
    turn_seconds: int = 10
    """Seconds that one turn may take."""

    @classmethod
    def generous(cls) -> Limits:
        """No limit to the pace."""
        return cls(conversation_rate=0, tenant_rate=0)


class Pace:
    """Watches how fast something comes: a token bucket for each key, in a bounded number."""

    def __init__(self, per_minute: int, now: Callable[[], float]) -> None:
        self._per_second = per_minute / 60
        self._most = max(1.0, per_minute * BURST)
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Whether one more is within the pace; it counts if it is."""
        if not self._per_second:
            return True
        now = self._now()
        tokens, since = self._buckets.pop(key, (self._most, now))
        tokens = min(self._most, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - allowed, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed


class Pacer:
    """Decides what becomes of a message by the pace of its conversation and of its tenant."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self._conversations = Pace(limits.conversation_rate, now)
        self._tenants = Pace(limits.tenant_rate, now)
        self._told = Pace(TOLD_PER_MINUTE, now)

    def verdict(self, conversation: str, tenant: str) -> Verdict:
        """`go` on; or drop it, and `tell` the people, unless they were told not long ago: then just `drop` it."""
        if self._conversations.allows(conversation) and (not tenant or self._tenants.allows(tenant)):
            return "go"
        return "tell" if self._told.allows(conversation) else "drop"
