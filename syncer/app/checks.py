"""One thing that `syncer doctor` looked at, and what it came to."""

from enum import StrEnum
from typing import NamedTuple

from syncer.errors import HeldError, SyncerError


class Verdict(StrEnum):
    """What a look at one thing came to."""

    GOOD = "good"
    BAD = "bad"
    NOTE = "note"


class Check(NamedTuple):
    """
    One thing looked at.

    Attributes:
        verdict: NOTE where it is neither good nor bad, but should be known.
        says: What was found.
        todo: What to do where it is not good.
        held: It is bad only because another process has it in hand.
    """

    subject: str
    verdict: Verdict
    says: str
    todo: str = ""
    held: bool = False


def good(subject: str, says: str) -> Check:
    """Nothing is to be done about it."""
    return Check(subject, Verdict.GOOD, says)


def bad(subject: str, says: str, todo: str) -> Check:
    """A sync cannot do without it."""
    return Check(subject, Verdict.BAD, says, todo)


def refused(subject: str, error: SyncerError) -> Check:
    """The look itself failed."""
    return Check(subject, Verdict.BAD, str(error), error.hint, held=isinstance(error, HeldError))
