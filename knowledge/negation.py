"""Negation: which words of a text it denies.

`no audio, video or screen share` denies all three, `no video, we play prompts` only the first, `video is not needed`
what stands before it, and `if nobody answers, transfer` nothing. What is given up for something else is denied too:
`instead of recording`, `Python rather than Java`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.text import COMMA, PAUSE, STOP

NEGATORS = frozenset(
    "no not without never nothing none nobody neither nor don't dont doesn't doesnt didn't didnt isn't isnt aren't "
    "arent wasn't wasnt won't wont can't cant cannot shouldn't shouldnt mustn't mustnt needn't neednt wouldn't wouldnt "
    "couldn't couldnt haven't havent hasn't hasnt avoid avoiding except excluding omit ignore forget unlike "
    "non dropped abandoned ditched".split()
)
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "no one|instead of|rather than|in place of|as opposed to|get rid of|do without|far from|we used to|i used to|"
        "they used to|thought of|thought about|moved from|moved away from|switched from|switched away from|"
        "migrated from|migrated away from|moving from|switching from|migrating from|lack of|lacks|lacking|refrain from|"
        "gave up|given up"
    ).split("|")
)
_BEGINNINGS = NEGATORS | {phrase[0] for phrase in _PHRASES}
_HARMLESS = frozenset(
    "only just merely simply necessarily sure matter problem problems doubt idea delay latency lag wonder".split()
)
"""Words that make a negator before them mean something else."""
_COMPARED = frozenset("more longer later less over fewer".split())
_CONDITIONS = frozenset("if when whenever unless until case who whose once".split())
"""Words after which a negation describes a case and is no wish."""
_TURNS = frozenset(
    "but only just however instead although though then because so yet while whereas rather merely purely".split()
)
"""Words after which an earlier negation no longer holds."""
_TURNS_OF_MOVES = frozenset(("to", "into", "for", "favour", "favor"))
_MOVES = frozenset(("from", "dropped", "abandoned", "ditched", "up"))
_SUBJECTS = frozenset(
    "we i it they he she you the our this that these bot it's we're i'm we'd i'd they'd we'll i'll they'll we've i've "
    "there callers users".split()
)
_WISHES = frozenset("need needs want wants require requires use uses interested care wish plan intend neither".split())
_UNWANTED = frozenset(
    "needed required necessary wanted planned involved used touched analysed analyzed desired intended allowed "
    "permitted option relevant important scope interested interesting part issue topic point goal mandatory asked "
    "foreseen possible available acceptable essential".split()
)
"""Words that, after a negator, deny what stands before it."""
_NEEDLESS = frozenset("unnecessary superfluous irrelevant unwanted forbidden prohibited excluded".split())
_OUT_OF_SCOPE = ("out", "of", "scope")
_STATES = frozenset("is are was were be been isn't seems remains stays strictly completely totally entirely".split())
_ENDS = frozenset((STOP, PAUSE, COMMA, "and", "or", "but", "by", "for", "here", "because", "since", "so"))
"""Marks and words after `video unnecessary`."""
_NEEDED = frozenset("need needs needed want wants wanted require requires required task goal".split())
"""Words after `we could do that, but`, which make what could be done no wish."""
_REACH = 7
_ITEM = 3
_BACK = 6


def negated(found: Sequence[str]) -> frozenset[int]:
    """Positions of the words and marks in `found` that a negation reaches."""
    reached: set[int] = set()
    for start, end in _negations(found):
        reached.update(_forward(found, start, end))
        if _UNWANTED & set(found[end : end + 3]):
            reached.update(_backward(found, start))
    for position, word in enumerate(found):
        if _needless(found, position) or (word == "out" and tuple(found[position : position + 3]) == _OUT_OF_SCOPE):
            reached.update(_backward(found, position))
        if word in ("but", "yet", "however"):
            reached.update(_merely_possible(found, position))
    return frozenset(reached)


def _merely_possible(found: Sequence[str], turn: int) -> Iterator[int]:
    """Positions before a `but` or `yet` that say what could be done, where something else is needed."""
    if not _NEEDED & set(found[turn + 1 : turn + 7]):
        return
    start = turn
    while start and found[start - 1] not in (STOP, PAUSE):
        start -= 1
    if "could" in found[start:turn]:
        yield from range(start, turn)


def _needless(found: Sequence[str], position: int) -> bool:
    """Whether a word says of what stands before it that it is not wanted; before a noun it only describes that."""
    if found[position] not in _NEEDLESS:
        return False
    following = found[position + 1] if position + 1 < len(found) else STOP
    return found[position - 1] in _STATES or following in _ENDS


def bars(found: Sequence[str]) -> frozenset[int]:
    """Positions of words at which a statement turns, so that what stands on both sides is not one thing."""
    return frozenset(
        position
        for position, word in enumerate(found)
        if word == "but" or (word in NEGATORS and not _harmless(found, position + 1))
    )


def _negations(found: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each negation begins and ends."""
    position = 0
    while position < len(found):
        length = _length(found, position)
        if length and not _harmless(found, position + length) and not _conditional(found, position):
            yield position, position + length
        position += length or 1


def _length(found: Sequence[str], position: int) -> int:
    word = found[position]
    if word not in _BEGINNINGS:
        return 0
    for phrase in _PHRASES:
        if word == phrase[0] and tuple(found[position : position + len(phrase)]) == phrase:
            return len(phrase)
    return int(word in NEGATORS)


def _harmless(found: Sequence[str], end: int) -> bool:
    following = [word for word in found[end : end + 2]]
    if not following:
        return False
    compared = following[0] in _COMPARED and "than" in following
    return following[0] in _HARMLESS or compared or (len(following) > 1 and following[1] in ("delay", "latency", "lag"))


def _conditional(found: Sequence[str], position: int) -> bool:
    """Whether a negator belongs to a condition, or to `yes or no`."""
    if "yes" in found[max(0, position - 2) : position]:
        return True
    for word in reversed(found[max(0, position - 5) : position]):
        if word in (STOP, PAUSE, COMMA):
            return False
        if word in _CONDITIONS:
            return True
    return False


def _forward(found: Sequence[str], start: int, end: int) -> Iterator[int]:
    """Positions after a negation that it denies."""
    wishes = bool(_WISHES & set(found[start : end + 2])) or found[start] == "without"
    moves = found[end - 1] in _MOVES
    given_up = moves or end - start > 1
    left = _REACH
    for position in range(end, len(found)):
        word = found[position]
        if word in (STOP, PAUSE) or word in _TURNS or (moves and word in _TURNS_OF_MOVES):
            return
        if given_up and word in _SUBJECTS:
            return
        if word == COMMA:
            if position == end or not _list_goes_on(found, position + 1, wishes):
                return
            left = _REACH
        elif word in ("or", "nor"):
            left = _REACH
        elif word == "and":
            if not _and_goes_on(found, position, position - end, wishes):
                return
            left = _REACH
        elif word in NEGATORS:
            return
        else:
            if not left:
                return
            left -= 1
            yield position


def _list_goes_on(found: Sequence[str], position: int, wishes: bool) -> bool:
    """Whether what follows a comma is the rest of a list that ends with `or`, or with `and` after a wish."""
    length = 0
    for word in found[position : position + 4 * (_ITEM + 1)]:
        if word in ("or", "nor") or (word == "and" and wishes):
            return True
        if word in (STOP, PAUSE) or word in _TURNS or word in NEGATORS or word in _SUBJECTS:
            return False
        length = 0 if word == COMMA else length + 1
        if length > _ITEM:
            return False
    return False


def _and_goes_on(found: Sequence[str], position: int, before: int, wishes: bool) -> bool:
    """Whether `and` joins two denied things, and does not begin a new statement."""
    rest: list[str] = []
    for word in found[position + 1 : position + 2 + _ITEM]:
        if word in (STOP, PAUSE, COMMA) or word in _TURNS:
            break
        rest.append(word)
    if not rest or rest[0] in _SUBJECTS or rest[0] in NEGATORS:
        return False
    return wishes or (before <= 2 and len(rest) <= 2)


def _backward(found: Sequence[str], start: int) -> Iterator[int]:
    """Positions before `is not needed` that it denies."""
    listed = False
    for position in range(start - 1, max(-1, start - 1 - _BACK), -1):
        word = found[position]
        if word in (STOP, PAUSE) or word in _TURNS or word in NEGATORS:
            return
        if word == COMMA:
            if not listed:
                return
        elif word in ("and", "or"):
            if not _short_before(found, position):
                return
            listed = True
        else:
            yield position


def _short_before(found: Sequence[str], position: int) -> bool:
    """Whether at most two words stand between the beginning of the clause and a position."""
    return any(word in (STOP, PAUSE, COMMA) for word in found[max(0, position - 3) : position]) or position <= 2
