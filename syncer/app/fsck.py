"""Checks the whole state against itself and against the feeds; rebuilds what can be rebuilt."""

from collections.abc import Iterator
from typing import NamedTuple

from syncer.app.addresses import sqlite_path
from syncer.app.config import Config
from syncer.app.state import held_whole, moment, stands
from syncer.app.wiring import clock_of, name_of, open_feed, open_state, setup_of, source_of
from syncer.engine.rebuild import rebuild
from syncer.errors import SourceError, SyncerError
from syncer.store import SqlStore
from syncer.store.checking import Flaw, Remedy, flaws, mend
from syncer.store.salvaging import salvage


class Repaired(NamedTuple):
    """
    What a repair came to.

    Attributes:
        found: What was wrong.
        left: What still is.
        kept: Where a damaged database is kept; empty where none had to be replaced.
        refused: The plans that could not be looked at anew, and why: the next sync does it.
    """

    found: tuple[Flaw, ...]
    left: tuple[Flaw, ...]
    kept: str = ""
    refused: tuple[str, ...] = ()


def check_state(config: Config) -> tuple[Flaw, ...]:
    """All that is wrong with the state, and with the feeds that it published."""
    if not stands(config):
        return ()
    try:
        with open_state(config) as store:
            return flaws(store.place) or tuple(_of_feeds(config, store))
    except SourceError as error:
        remedy = Remedy.SALVAGE if sqlite_path(config.state, config.folder) else Remedy.RESTORE
        return (Flaw("", "the database", str(error), remedy),)


def repair_state(config: Config) -> Repaired:
    """Mend what can be mended; HeldError while anybody works on the state."""
    found = check_state(config)
    todo = {flaw.remedy for flaw in found}
    if not todo & {Remedy.MEND, Remedy.SALVAGE}:
        return Repaired(found, found)
    kept, file = "", sqlite_path(config.state, config.folder)
    with held_whole(config):
        if Remedy.SALVAGE in todo and file is not None:
            kept = salvage(file, moment(config)).kept
        with open_state(config) as store:
            # What lies under a flaw shows only once that is mended.
            while mend(store.place, flaws(store.place)):
                pass
            refused = tuple(_rebuilt(config, store))
    return Repaired(found, check_state(config), kept, refused)


def _rebuilt(config: Config, store: SqlStore) -> Iterator[str]:
    """Look at every plan anew; what refused that is told."""
    for plan, table in config.plans.items():
        try:
            refused = rebuild(
                setup_of(config, plan),
                source_of(config, plan),
                store,
                {name_of(feed): open_feed(config, feed) for feed in table.feeds},
                clock_of(config, plan).today(),
            )
        except SyncerError as error:
            refused = error
        if refused is not None:
            yield f"{plan}: {refused}"


def _of_feeds(config: Config, store: SqlStore) -> Iterator[Flaw]:
    """Feeds that are not as they were published: somebody changed or removed them."""
    for plan, table in config.plans.items():
        digests = store.load(plan).digests
        for feed in table.feeds:
            path = config.place(feed.path)
            try:
                stands_now = open_feed(config, feed).digest()
            except SyncerError as error:
                yield Flaw(plan, str(path), str(error), Remedy.SYNC)
                continue
            if stands_now != digests.get(name_of(feed), stands_now):
                what = "it is not as it was published" if stands_now else "it is gone"
                yield Flaw(plan, str(path), what, Remedy.SYNC)
