"""What can keep the bot from starting, each error with the sentence that the operator reads."""

from __future__ import annotations


class BotError(Exception):
    """Base of this package's errors; its text is one clear sentence for the operator."""

    exit_code = 1


class SettingsError(BotError):
    """The arguments or the environment do not make a bot that may be started."""

    exit_code = 2


class ListenError(BotError):
    """The address cannot be listened on."""


class PackageError(BotError):
    """The app package cannot be made from what was given."""

    exit_code = 2


class ClientError(BotError):
    """The bot, or the script of a conversation, cannot be talked to in the terminal."""
