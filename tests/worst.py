"""Texts that are meant to make matching slow, at any length."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def _repeated(part: str) -> Callable[[int], str]:
    return lambda length: (part * (length // len(part) + 1))[:length]


WORST: Mapping[str, Callable[[int], str]] = {
    "one letter": _repeated("a"),
    "letters with an end": lambda length: "a" * (length - 1) + "!",
    "blanks": _repeated(" "),
    "blanks with an end": lambda length: " " * (length - 1) + "x",
    "line breaks": _repeated(" \n"),
    "digits and blanks": _repeated("1 "),
    "digits": _repeated("9"),
    "short words": _repeated("a b "),
    "question marks": _repeated("?"),
    "sentences": _repeated("so. "),
    "commas": _repeated("yes, no, "),
    "negations": _repeated("not no never "),
    "half negations": _repeated("don't not only but "),
    "openings": _repeated("can the bot "),
    "corrections": _repeated("change language to "),
    "commands": _repeated("start over "),
    "needs": _repeated("transcribe live and record "),
    "languages": _repeated("c# python java "),
    "phrases": _repeated("do i need a public ip to play a prompt "),
    "almost a mention": _repeated("<at"),
    "mentions": _repeated("<at>Test Bot</at> "),
    "open tags": _repeated("<at "),
    "entities": _repeated("&amp;"),
    "addresses": _repeated("https://a.b/"),
    "one long address": lambda length: "https://" + "a/" * (length // 2),
    "mail": _repeated("a@b."),
    "dashes": _repeated("a-"),
    "only dashes": _repeated("-"),
    "only commas": _repeated(","),
    "dashes and blanks": lambda length: "-" * (length // 2) + " " * (length // 2),
    "dots": _repeated("."),
    "apostrophes": _repeated("'"),
    "brackets": _repeated("[(["),
    "letters that unfold": _repeated("\ufdfa"),
    "accents": _repeated("e\u0301"),
    "one letter with all accents": lambda length: "e" + "\u0301\u0323" * (length // 2),
    "emoji": _repeated("\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "Chinese": _repeated("\u4f1a\u8bae"),
}
