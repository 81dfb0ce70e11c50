"""What a sync would change outside, as people look at it: cells, events, feeds."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from syncer.app.config import Config
from syncer.app.look import Rehearsed
from syncer.app.wiring import name_of, open_feed, shown_path
from syncer.domain.board import WEB
from syncer.domain.events import Revision
from syncer.domain.findings import address
from syncer.domain.memory import Proposed
from syncer.domain.sheet import Value
from syncer.engine.publish import alive, stands
from syncer.stages.present.events import uid_of


class CellChange(NamedTuple):
    """One cell of ours: its address, its column's heading, its row's ID, what it says and will."""

    cell: str
    column: str
    row: int
    id: str
    old: Value
    new: Value


class EventChange(NamedTuple):
    """One event of one publication; *was* is what it said before, None where it is new."""

    publication: str
    uid: str
    change: Literal["create", "update", "cancel"]
    now: Revision
    was: Revision | None


class Answer(NamedTuple):
    """A move in a calendar that waits for an answer: its item, and what is said beside its row."""

    proposed: Proposed
    row: int
    id: str
    title: str
    says: str


class Difference(NamedTuple):
    """
    All that a sync would change.

    Attributes:
        summary: The Summary tab would be written.
        feeds: The paths of the feeds that would be written.
        calendars: The calendars that would be written, also where people changed our events.
        proposals: The moves that people made in calendars; a sync remembers and restores them.
    """

    cells: tuple[CellChange, ...]
    summary: bool
    events: tuple[EventChange, ...]
    feeds: tuple[str, ...]
    calendars: tuple[str, ...] = ()
    proposals: tuple[Answer, ...] = ()

    def __bool__(self) -> bool:
        """A proposal that is known changes nothing by itself."""
        return any((self.cells, self.summary, self.events, self.feeds, self.calendars))


def difference(config: Config, rehearsed: Rehearsed) -> Difference:
    """What a sync would change as *rehearsed*."""
    sheet = rehearsed.decided.sheet
    return Difference(
        cells=tuple(_cells(rehearsed)),
        summary=sheet is not None and sheet.page is not None,
        events=tuple(_events(rehearsed)),
        feeds=tuple(_feeds(config, rehearsed)),
        calendars=tuple(_calendars(config, rehearsed)),
        proposals=tuple(_proposals(rehearsed)),
    )


def _cells(rehearsed: Rehearsed) -> Iterator[CellChange]:
    sheet, layout = rehearsed.decided.sheet, rehearsed.decided.judged.read.layout
    if sheet is None:
        return
    tab = rehearsed.decided.judged.read.tab
    headings = {column.index: column.header for column in layout.owned}
    for header in sheet.headers:
        where = address(sheet.header_row, header.column)
        heading = str(header.value)
        yield CellChange(where, heading, sheet.header_row, "", None, header.value)
    ids = {item.row.row: item.id for item in rehearsed.decided.judged.read.plan.items}
    for row in sheet.rows:
        for cell in row.cells:
            old = tab.at(row.row, cell.column)
            where = address(row.row, cell.column)
            heading = headings.get(cell.column, "")
            yield CellChange(where, heading, row.row, ids.get(row.row, ""), old, cell.value)


def _events(rehearsed: Rehearsed) -> Iterator[EventChange]:
    for name, revisions in rehearsed.decided.published.items():
        if name == WEB:  # nobody named it
            continue
        known = rehearsed.seen.before.published.get(name, {})
        for uid, now in revisions.items():
            was = known.get(uid)
            if was is not None and was.sequence == now.sequence:
                continue
            if now.cancelled_on:
                yield EventChange(name, uid, "cancel", now, was)
            elif was is None or was.cancelled_on:
                yield EventChange(name, uid, "create", now, None)
            else:
                yield EventChange(name, uid, "update", now, was)


def _feeds(config: Config, rehearsed: Rehearsed) -> Iterator[str]:
    for feed in config.plans[rehearsed.seen.setup.name].feeds:
        name = name_of(feed)
        before = _sequences(rehearsed.seen.before.published.get(name, {}))
        after = _sequences(rehearsed.decided.published[name])
        stands = open_feed(config, feed).digest()
        if before != after or not stands or stands != rehearsed.seen.before.digests.get(name):
            yield shown_path(config, feed.path)


def _calendars(config: Config, rehearsed: Rehearsed) -> Iterator[str]:
    for one in config.plans[rehearsed.seen.setup.name].calendars:
        name = name_of(one)
        if not stands(alive(rehearsed.decided.published[name]), rehearsed.calendars[name]):
            yield one.title or one.calendar


def _proposals(rehearsed: Rehearsed) -> Iterator[Answer]:
    decided = rehearsed.decided
    items, instance = decided.judged.read.plan.items, decided.memory.instance
    places = {uid_of(items[place].key, instance): place for place in decided.impacts}
    for one in decided.memory.proposed:
        if not one.answered and one.uid in places:
            item = items[places[one.uid]]
            says = decided.impacts[places[one.uid]]
            yield Answer(one, item.row.row, item.id, item.row.title, says)


def _sequences(revisions: Mapping[str, Revision]) -> dict[str, int]:
    return {uid: revision.sequence for uid, revision in revisions.items()}
