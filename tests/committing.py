"""A process that commits without end, told on its output, until somebody kills it."""

import sys
from datetime import UTC, date, datetime

from syncer.domain.events import Event, Revision
from syncer.domain.memory import Memory, Move, Seen
from syncer.store import open_store

PLAN = "apollo"
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENT = Event(uid="m-0001@abc", day=DAY, summary="Beta")


def state(n: int) -> Memory:
    """The memory after commit *n*: every part of it says which one it belongs to."""
    moves = tuple(Move("M-0001", DAY, DAY, DAY, str(each)) for each in range(1, n + 1))
    return Memory(
        instance="abc",
        settled=str(n),
        seen={"M-0001": Seen("M-0001", "", str(n), "", n, None, DAY)},
        moves={"M-0001": moves},
        published={"ics:a": {EVENT.uid: Revision(EVENT, n, NOW, NOW)}},
        digests={"ics:a": str(n)},
        synced=DAY,
    )


def main(url: str) -> None:
    """Say "ready", then the number of each commit once it has returned."""
    store = open_store(url)
    print("ready", flush=True)  # noqa: T201 - its parent reads along
    n = 0
    while True:
        n += 1
        store.commit(PLAN, store.begin(PLAN), state(n))
        print(n, flush=True)  # noqa: T201 - its parent reads along


if __name__ == "__main__":
    main(sys.argv[1])
