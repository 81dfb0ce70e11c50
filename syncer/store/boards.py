"""The boards of plans: the newest of each day on which it changed is kept."""

import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, Final, TypeAlias
from zlib import crc32

from sqlalchemy import Connection, func, select, update

from syncer.domain.board import Board, Facts, KnownRuns
from syncer.domain.events import Revision
from syncer.store.facts import facts_from, former_of, former_said
from syncer.store.packing import DamagedError, event_of, event_said
from syncer.store.tables import boards
from syncer.store.upsert import insert

Run: TypeAlias = tuple[tuple[Revision, ...], Mapping[str, Facts]]

_TICK: Final = timedelta(seconds=1)
_LEVEL: Final = 1
_SIZE: Final = 4
"""Octets that the length of a run takes."""
_RUN: Final = 64
"""Events in a run, on average."""
# Made once: json.dumps makes one for each call that has separators.
_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def put_up(db: Connection, board: Board) -> None:
    """Let *board* stand; the ones of earlier days are for who asks for those, without documents."""
    mine = boards.c.plan == board.plan
    found = select(func.max(boards.c.number), func.max(boards.c.made)).where(mine)
    number, made = db.execute(found).one()
    # Within one second too, and after a clock was set back: a newer board has a later stamp.
    now = max(board.made, made + _TICK) if made else board.made
    older = update(boards).where(mine, boards.c.day != board.day, boards.c.document.is_not(None))
    db.execute(older.values(document=None))
    row = {
        "number": (number or 0) + 1,
        "made": now,
        "title": board.title,
        "packed": _packed(board),
        "document": zlib.compress(board.document, _LEVEL),
    }
    new = insert(boards, db.dialect.name).values(plan=board.plan, day=board.day, **row)
    db.execute(new.on_conflict_do_update(index_elements=["plan", "day"], set_=row))


def numbers(db: Connection) -> dict[str, int]:
    """By plan, a number that is another one as soon as another board stands."""
    found = select(boards.c.plan, func.max(boards.c.number)).group_by(boards.c.plan)
    return {plan: number for plan, number in db.execute(found)}  # noqa: C416 - rows are no pairs


def read_board(
    db: Connection, plan: str, on: date | None, known: KnownRuns | None = None
) -> Board | None:
    """
    The board of *plan* at the end of the day *on*, or now; None where it had none yet.

    With *known* runs those that stand again are not read anew; afterwards it has the runs of this
    board, which then comes without its document.
    """
    wanted = [column for column in boards.c if known is None or column.name != "document"]
    found = select(*wanted).where(boards.c.plan == plan)
    if on is not None:
        found = found.where(boards.c.day <= on)
    row = db.execute(found.order_by(boards.c.number.desc()).limit(1)).mappings().one_or_none()
    return None if row is None else _read(dict(row), {} if known is None else known)


def _read(row: dict[str, Any], known: KnownRuns) -> Board:
    document = row.get("document")
    try:
        head, *packed = _parted(row["packed"])
        former = former_of(json.loads(zlib.decompress(head)))
        runs = _events_in(packed, known)
        said = b"" if document is None else zlib.decompress(document)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, zlib.error) as error:
        raise DamagedError(f"the board of {row['plan']!r}") from error
    known.clear()
    known.update(zip(packed, runs, strict=True))
    facts: dict[str, Facts] = {}
    for _, its in runs:
        facts |= its
    return Board(
        plan=row["plan"],
        title=row["title"],
        day=row["day"],
        made=row["made"],
        revisions=tuple(chain.from_iterable(revisions for revisions, _ in runs)),
        facts=facts,
        former=former,
        document=said,
    )


def _events_in(packed: list[bytes], known: KnownRuns) -> list[Run]:
    same: dict[str, Facts] = {}  # a plan has far fewer different ones than events
    return [known.get(run) or _read_run(run, same) for run in packed]


def _packed(board: Board) -> bytes:
    """What events were, then the events in runs: most runs are as they were before."""
    head = _encode(former_said(board.former))
    runs = [zlib.compress(text.encode("ascii"), _LEVEL) for text in (head, *_runs(board))]
    return b"".join(len(run).to_bytes(_SIZE, "big") + run for run in runs)


def _parted(octets: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(octets):
        end = at + _SIZE + int.from_bytes(octets[at : at + _SIZE], "big")
        if end > len(octets):
            raise ValueError("it is cut off")
        yield octets[at + _SIZE : end]
        at = end


def _runs(board: Board) -> Iterator[str]:
    """
    The lines of some events each.

    Where one ends is a matter of the UID that follows: an event that moves to another day, or one
    that is added, changes the run it leaves and the run it comes to, and no other.
    """
    run: list[str] = []
    for revision in board.revisions:
        uid = revision.event.uid
        if run and crc32(uid.encode("utf-8", "surrogatepass")) % _RUN == 0:
            yield "\n".join(run)
            run = []
        run.append(_line(revision, board.facts.get(uid)))
    if run:
        yield "\n".join(run)


def _line(revision: Revision, facts: Facts | None) -> str:
    event, sequence, created, modified, cancelled = revision
    stamps = created.isoformat(), modified.isoformat()
    gone = None if cancelled is None else cancelled.toordinal()
    return _encode((event.uid, event_said(event), sequence, *stamps, gone, facts))


def _read_run(packed: bytes, same: dict[str, Facts]) -> Run:
    # Within a line there is no end of one, as JSON escapes it: all are read at once.
    lines = zlib.decompress(packed).decode("ascii").replace("\n", ",")
    events = [_event(said, same) for said in json.loads(f"[{lines}]")]
    facts = {revision.event.uid: facts for revision, facts in events if facts is not None}
    return tuple(revision for revision, _ in events), facts


def _event(line: list[Any], same: dict[str, Facts]) -> tuple[Revision, Facts | None]:
    uid, event, sequence, created, modified, gone, said = line
    facts = None
    if said is not None:
        facts = same.get(key := str(said)) or same.setdefault(key, facts_from(said))
    revision = Revision(
        event_of(uid, event),
        sequence,
        datetime.fromisoformat(created),
        datetime.fromisoformat(modified),
        None if gone is None else date.fromordinal(gone),
    )
    return revision, facts
