"""The state as a whole, for the verbs that look after it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from syncer.app.addresses import masked, sqlite_path
from syncer.app.clock import SystemClock
from syncer.app.config import Config
from syncer.app.wiring import open_state
from syncer.domain.ledger import Break, Head
from syncer.errors import HeldError, SyncerError, UsageError
from syncer.stages.thinning import forgotten

if TYPE_CHECKING:
    from syncer.store import SqlStore
    from syncer.store.backup import Written
    from syncer.store.place import Place
    from syncer.store.restoring import Restored

_UNITS: Final = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))

DAEMON: Final = ""
"""The name under which a daemon holds the whole state; no plan is called so."""


def stands(config: Config) -> bool:
    """Whether there is a state, as far as that can be told without connecting to a server."""
    path = sqlite_path(config.state, config.folder)
    return path is None or path.exists()


def verified(config: Config, plan: str) -> tuple[Break | None, Head]:
    """Where the ledger of *plan* breaks, and where it ends; no state is made where none is."""
    if not stands(config):
        return None, Head()
    with open_state(config) as store:
        return store.verified(plan)


def back_up(config: Config, file: Path, *, instead: bool) -> "Written":
    """Copy the state to *file*, while whoever works on it goes on."""
    from syncer.store.backup import write_backup  # noqa: PLC0415 - see wiring.open_state
    from syncer.store.pruning import note_done  # noqa: PLC0415
    from syncer.store.transactions import writing  # noqa: PLC0415

    if not stands(config):
        raise UsageError(
            f"there is no state yet at {masked(config.state)}", hint="`syncer sync` makes one"
        )
    now = moment(config)
    with open_state(config) as store:
        done = write_backup(store.place, file.absolute(), now, instead=instead)
        # Of a state that cannot be written just now a backup is wanted all the more.
        with suppress(SyncerError), writing(store.place) as db:
            note_done(db, "backup", now.date())
        return done


def put_back(config: Config, file: Path) -> "Restored":
    """Let the state be what the backup *file* says; HeldError while anybody works on it."""
    from syncer.store.backup import Backup  # noqa: PLC0415
    from syncer.store.restoring import restore  # noqa: PLC0415

    backup = Backup(file)
    with held_whole(config) as place:
        return restore(place, backup, moment(config))


def backed_up_on(store: "SqlStore") -> date | None:
    """The day of the last backup; None where none was made."""
    from syncer.store.pruning import done_on  # noqa: PLC0415
    from syncer.store.transactions import reading  # noqa: PLC0415

    with reading(store.place) as db:
        return done_on(db, "backup")


def size_of(store: "SqlStore") -> str:
    """How much room it takes, for people."""
    from syncer.store.pruning import size_in_octets  # noqa: PLC0415
    from syncer.store.transactions import reading  # noqa: PLC0415

    with reading(store.place) as db:
        octets = size_in_octets(db)
    unit = next((u for u in _UNITS if octets >= u[0]), _UNITS[-1])
    return f"{octets / unit[0]:.0f} {unit[1]}"


class Tidied(NamedTuple):
    """What went: days of the past nobody asks for, dead addresses, items long gone."""

    boards: int = 0
    subscriptions: int = 0
    items: int = 0


def tidy(config: Config, store: "SqlStore", today: date) -> Tidied:
    """Once a day: take away what [service] keep keeps no longer; a plan in hand waits a day."""
    from syncer.store import pruning  # noqa: PLC0415
    from syncer.store.transactions import reading, writing  # noqa: PLC0415

    keep = config.service.keep
    with reading(store.place) as db:
        if pruning.done_on(db, "tidy") == today:
            return Tidied()
    with writing(store.place) as db:
        boards = pruning.prune_boards(db, today, keep)
        subscriptions = pruning.prune_subscriptions(db, today, keep)
        pruning.prune_pulses(db, config.plans)
        pruning.note_done(db, "tidy", today)
    items = sum(_forget(store, plan, today, keep) for plan in config.plans)
    return Tidied(boards, subscriptions, items)


def _forget(store: "SqlStore", plan: str, today: date, keep: timedelta) -> int:
    # Looked at before it is claimed: on most days a cycle would be kept waiting for nothing.
    if not forgotten(store.load(plan), today, keep):
        return 0
    with suppress(HeldError), store.claim(plan):
        before = store.begin(plan)
        gone = forgotten(before, today, keep)
        seen = {key: one for key, one in before.seen.items() if key not in gone}
        store.commit(plan, before, replace(before, seen=seen))
        return len(gone)
    return 0


@contextmanager
def held_whole(config: Config) -> Iterator["Place"]:
    """Nobody else works on any plan meanwhile, and no daemon runs; the state need not be whole."""
    from syncer.store.claims import claim  # noqa: PLC0415
    from syncer.store.place import find  # noqa: PLC0415

    place = find(config.state, 5.0)
    try:
        with ExitStack() as stack:
            for name in (DAEMON, *config.plans):
                stack.enter_context(claim(place, set(), name))
            yield place
    finally:
        place.engine.dispose()


def moment(config: Config) -> datetime:
    """This moment, in UTC."""
    return SystemClock(ZoneInfo(config.service.timezone)).now()
