"""What is remembered of a plan from cycle to cycle: what was seen, agreed and published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from syncer.domain.board import Facts, Former
from syncer.domain.events import Revision


class Seen(NamedTuple):
    """
    One item as it was last seen.

    Attributes:
        first_seen: The day we first saw the item.
        baseline: What the sheet's baseline column said; changes of it become `Baseline`s.
        first_due: The first due date ever seen; None while there was none.
        done_on: The day it was first seen done; None while it is open.
        done_at_first: It was done when first seen.
        gone: The day it was first missed; None while it stands in the sheet.
    """

    key: str
    id: str
    title: str
    phase: str
    row: int
    due: date | None
    first_seen: date
    first_due: date | None = None
    baseline: date | None = None
    done_on: date | None = None
    done_at_first: bool = False
    gone: date | None = None


class Move(NamedTuple):
    """One observed change of a due date: the ledger's entry. *seen* is the day we noticed."""

    key: str
    old: date | None
    new: date | None
    seen: date
    reason: str = ""


class Baseline(NamedTuple):
    """A day agreed for an item. *set_on* is None where nobody knows when it was."""

    key: str
    name: str
    day: date
    set_on: date | None = None
    reason: str = ""
    approved_by: str = ""


class Decision(StrEnum):
    """What a person said of a held deletion."""

    WAITING = "waiting"
    APPLY = "apply"  # it may be deleted: the next cycle does
    DROP = "drop"  # it stays as it was last published until its row comes back


class Held(NamedTuple):
    """A deletion that waits for a person. *target* is the publication, *uid* the event."""

    target: str
    uid: str
    summary: str
    day: date
    since: date
    reason: str
    decision: Decision = Decision.WAITING


class Proposed(NamedTuple):
    """
    A day that a person proposed by moving an event in a calendar.

    Attributes:
        target: The publication.
        uid: The event.
        day: Where they put it.
        instead_of: The day in the plan when we noticed; another one there is an answer.
        seen: The day we noticed.
        who: Empty where the calendar does not tell.
        at: When, as far as the calendar tells; with `day` it tells one move from another.
        answered: It is shown no more. Kept until the calendar tells of it no longer, since what
            it tells again must not be taken for a new move.
    """

    target: str
    uid: str
    day: date
    instead_of: date
    seen: date
    who: str = ""
    at: datetime | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """
    All that is remembered of one plan; empty for a plan never seen.

    Attributes:
        epoch: Raised at each cycle's start; a commit with an older one is refused.
        instance: Part of every UID: a hash of the plan's name and first source, never random.
        settled: Fingerprint of the input after which nothing was left to do; empty if none.
        next_key: The number the next new item gets.
        seen, baselines, moves: By item key; baselines and moves oldest first.
        review: The newest review day of which forecasts are known, None before the first.
        reviewed: By item key, the forecast at the end of that day.
        review_before, reviewed_before: The same of the review before it: what a plan is
            compared with on the review day itself.
        published: By publication, by UID, what stands there now, ghosts included.
        digests: By publication, the digest of the octets published.
        places: By publication, what finds the calendar again that was made for it.
        proposed: What people proposed by moving events, by publication and UID.
        headings: By name, those of our columns that bear another heading since people had a
            column of that name first: theirs stays theirs.
        columns: By the heading of each column of people's, the field it was last read as; empty
            where it is not the plan's.
        synced: The last whole cycle's day.
        summary_made: A Summary tab stood there once: one that people deleted stays away.
        errors: How many findings of the last cycle were errors.
        facts, former: Of the events on the board, by UID; empty for a plan that has none.
    """

    epoch: int = 0
    instance: str = ""
    settled: str = ""
    next_key: int = 1
    seen: Mapping[str, Seen] = field(default_factory=dict)
    baselines: Mapping[str, tuple[Baseline, ...]] = field(default_factory=dict)
    moves: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)
    review: date | None = None
    reviewed: Mapping[str, date] = field(default_factory=dict)
    review_before: date | None = None
    reviewed_before: Mapping[str, date] = field(default_factory=dict)
    published: Mapping[str, Mapping[str, Revision]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    proposed: tuple[Proposed, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    synced: date | None = None
    summary_made: bool = False
    errors: int = 0
    facts: Mapping[str, Facts] = field(default_factory=dict)
    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
