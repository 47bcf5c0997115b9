"""Settings as an operator writes them: in the environment, or in files that it names."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from yarl import URL

from bot.errors import SettingsError

_PLACEHOLDER = re.compile(
    r"<.*>|\[.*\]|\$?\{.*\}|%.*%|\$\(.*\)|[x*.?#-]{2,}|change[ _-]?me|todo|tbd|fixme|none|null|undefined|n/a"
    r"|(enter|insert|put|paste|replace|your|my)[ _-].*|.*placeholder.*",
    re.IGNORECASE | re.DOTALL,
)
_ZERO = "00000000-0000-0000-0000-000000000000"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Environment:
    """Reads settings by name. Values are trimmed, an empty one counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def check_spelling(self, names: Iterable[str]) -> None:
        """Refuse a setting in another spelling, which would not be found by its name."""
        known = {name.casefold(): name for name in names}
        for given in self._environ:
            plain = given.removesuffix("_FILE")
            name = known.get(plain.casefold())
            # Windows ignores case: there the name that is looked for is found all the same
            if name is not None and plain != name and self._environ.get(name + given[len(plain) :]) is None:
                raise SettingsError(f"{given} is set, but the setting is spelled {name}: rename it.")

    def text(self, name: str) -> str:
        """The setting, from the environment or from the file that NAME_FILE names; SettingsError if that fails."""
        value, file = self._plain(name), self._plain(f"{name}_FILE")
        if file:
            if value:
                raise SettingsError(f"{name} and {name}_FILE are both set: keep one of them.")
            value = _content(file, name)
        if value and (_PLACEHOLDER.fullmatch(value) or value == _ZERO):
            raise SettingsError(f"{name} still holds a placeholder: put the real value in, or unset it.")
        return value

    def is_set(self, name: str) -> bool:
        """Whether the setting is there at all, readable or not."""
        return bool(self._plain(name) or self._plain(f"{name}_FILE"))

    @staticmethod
    def is_guid(value: str) -> bool:
        """Whether a value has the form of an id of Microsoft's directory."""
        return bool(_GUID.fullmatch(value))

    def guid(self, name: str, what: str) -> str:
        """A setting that is a GUID, in lower case. `what` says where its value is to be found."""
        value = self.text(name)
        if value and not self.is_guid(value):
            raise SettingsError(f"{name} is not a GUID: use {what}.")
        return value.lower()

    def listed(self, name: str) -> tuple[str, ...]:
        """A setting with several values, between commas or blanks."""
        return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", self.text(name)) if part))

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A setting that is a whole number from `least` to `most`."""
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not least <= int(value) <= most:
            raise SettingsError(f"{name} is '{value}', but must be a whole number from {least} to {most}.")
        return int(value)

    def address(self, name: str) -> str:
        """A setting that is a web address; without TLS only on this machine."""
        value = self.text(name)
        if not value:
            return ""
        try:
            url = URL(value)
            plain = bool(url.host) and url.port is not None and not url.user and not url.fragment and not url.query
        except ValueError:
            plain = False
        if not plain or url.scheme not in ("https", "http"):
            raise SettingsError(f"{name} is '{value}', but must be an address that starts with https://.")
        if url.scheme == "http" and not is_loopback(url.host or ""):
            raise SettingsError(f"{name} is '{value}', but must start with https:// to be trusted.")
        return value

    def _plain(self, name: str) -> str:
        return (self._environ.get(name) or "").strip()


def is_loopback(host: str) -> bool:
    """Whether `host` can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def joined(names: list[str]) -> str:
    """Names as they are listed in a sentence, with the verb that follows them."""
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} are"


def _content(file: str, name: str) -> str:
    try:
        value = Path(file).read_text(encoding="utf-8-sig").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{name}_FILE names '{file}', which cannot be read: {reason}.") from None
    if not value:
        raise SettingsError(f"{name}_FILE names '{file}', which is empty.")
    return value
