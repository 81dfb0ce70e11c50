"""The chain of the slip ledger: each entry seals itself and all entries of its plan before it."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from syncer.domain.memory import Move


class Entry(NamedTuple):
    """
    One entry as it stands in the ledger of its plan.

    Attributes:
        number: Its place, from 1 on.
        seal: `sealed` of it and of the entry before it, in lower-case hexadecimal.
    """

    number: int
    move: Move
    seal: str


class Head(NamedTuple):
    """Where a ledger ends: how many entries it has, and the seal of the last; empty if none."""

    length: int = 0
    seal: str = ""


class Ledger(NamedTuple):
    """
    All entries of a plan by number, and where they were said to end when the last was written.

    Attributes:
        entries: Read once where they come as a stream: there may be a million.
        head: Kept beside them, so that it is noticed when the end is cut off.
    """

    entries: Iterable[Entry] = ()
    head: Head = Head()


class Break(NamedTuple):
    """The first place where a ledger is not as it was written; *number* counts from 1."""

    number: int
    what: str


def sealed(plan: str, number: int, move: Move, before: str) -> str:
    """
    The seal of the entry *number* of *plan*, which says *move* and follows the seal *before*.

    It is kept for ever: what goes into it, and how, must never change.
    """
    key, old, new, seen, reason = move
    days = [day.isoformat() if day else None for day in (old, new, seen)]
    said = json.dumps([before, plan, number, key, *days, reason], separators=(",", ":"))
    return sha256(said.encode("ascii")).hexdigest()


def chained(plan: str, head: Head, moves: Iterable[Move]) -> list[Entry]:
    """*moves* as the entries that follow *head*."""
    entries = []
    number, seal = head
    for move in moves:
        number += 1
        seal = sealed(plan, number, move, seal)
        entries.append(Entry(number, move, seal))
    return entries


def broken(plan: str, ledger: Ledger) -> Break | None:
    """Where the ledger of *plan* breaks first; None while it is whole to its end."""
    last, before = 0, ""
    for number, move, seal in ledger.entries:
        last += 1
        if number != last:
            what = "stands there twice" if number < last else "is missing"
            return Break(min(number, last), what)
        if sealed(plan, number, move, before) != seal:
            return Break(number, "is not as it was written, or one before it is not")
        before = seal
    written = ledger.head.length
    if last < written:
        return Break(last + 1, f"is missing, with all after it: {written} were written")
    if (last, before) != ledger.head:
        return Break(last, "does not belong there: the ledger ended before, or otherwise")
    return None
