"""The closed list of errors a person can meet, each class by what to do next."""

from typing import ClassVar


class SyncerError(Exception):
    """Shown to the user as message and hint, without a traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(SyncerError):
    """Stop: the command asks for something that is not there."""

    exit_code = 2


class ConfigError(SyncerError):
    """Stop: a person must edit the configuration."""

    exit_code = 2


class SourceError(SyncerError):
    """Stop this plan: its file is broken, unsafe or not what it says; nothing was touched."""

    exit_code = 3


class AccessError(SyncerError):
    """Stop this connector: a person must grant access."""

    exit_code = 3


class ConflictError(SyncerError):
    """Skip this change: the other side moved first; the next cycle decides anew."""


class UnavailableError(SyncerError):
    """Try again later, unchanged."""

    exit_code = 3


class HeldError(SyncerError):
    """Stop: another process holds the plan or the state."""

    exit_code = 4
