"""The daemon: every plan synced when it is due, feeds served, until it is told to end."""

import logging
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from syncer.app import wiring
from syncer.app.addresses import google_sheet
from syncer.app.clock import SystemClock, monotonic, stop_waiting
from syncer.app.config import Config, load
from syncer.app.daemon_channels import Channels
from syncer.app.daemon_cycles import Cycles, Times
from syncer.app.daemon_errands import Diary, Errand
from syncer.app.daemon_files import Files
from syncer.app.daemon_hands import Hands
from syncer.app.daemon_plans import Fleet, fleet_of
from syncer.app.daemon_server import Due, Server, configuration_line, server_command
from syncer.app.daemon_systemd import systemd
from syncer.app.daemon_tick import Tick
from syncer.app.daemon_words import broken
from syncer.app.metrics import Metrics
from syncer.app.state import DAEMON, tidy
from syncer.domain.bulletin import Bulletin
from syncer.domain.channel import Channel
from syncer.domain.pulse import Pulse
from syncer.errors import ConfigError, HeldError, SyncerError
from syncer.ports import StateStore
from syncer.stages.present.words import counted

if TYPE_CHECKING:
    from syncer.store import SqlStore
    from syncer.store.claims import Lasting

log: Final = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds that cycles get to end in; with what follows all is over after ten."""
_LAST_WORDS: Final = 1.5
HOOKS_APART: Final = 10.0
"""Seconds between two cycles of a plan whose sheet tells of each edit: calls are counted."""
_LOOKS_APART: Final = 15.0
"""Seconds between two looks at what seldom changes: folders, channels, the day."""


def run(config: Config) -> None:
    """
    Sync and serve what *config* asks for, until a signal ends it; then end the process.

    A thread may still be at work, which is waited for no longer. HeldError: another daemon works
    with the same state.
    """
    with (
        wiring.open_state(config) as store,
        closing(store.claim_lastingly(DAEMON)) as claim,
    ):
        Daemon(config, store, claim).run()


class Daemon:
    """One thread does all in here, an act at a time; the others post theirs to it."""

    def __init__(self, config: Config, store: "SqlStore", claim: "Lasting") -> None:
        self._acts: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._store, self._claim = store, claim
        self._clock = SystemClock(ZoneInfo("UTC"))
        self._systemd = systemd()
        self._metrics = Metrics()
        self._diary = Diary(store.keep_pulses, self._acts.put)
        self._reading: Errand[Fleet] = Errand("reload", self._acts.put)
        self._chores: Errand[None] = Errand("chores", self._acts.put)
        self._looking: Errand[None] = Errand("look", self._acts.put)
        self._files = Files(lambda plan: self._acts.put(partial(self._saved, plan)))
        self._cycles = Cycles(
            times=Times(self._clock.now, monotonic),
            start=Hands("cycle").start,
            post=self._acts.put,
            ears=self._metrics,
        )
        self._fleet = fleet_of(config, store)
        self._server: Server | None = None
        self._channels: Channels | None = None
        self._left: tuple[Channels, ...] = ()
        self._looked = float("-inf")
        self._trouble = ""
        self._terminal = os.isatty(0)
        self._stale = False
        self._over = False
        self._lost: HeldError | None = None
        self._served: object = None

    def run(self) -> None:
        """All there is to do."""
        for number, act in (
            (signal.SIGTERM, self._stop),
            (signal.SIGINT, self._stop),
            (signal.SIGHUP, self._hung_up),
        ):
            signal.signal(number, lambda *_, act=act: self._acts.put(act))
        self._settle(self._fleet)
        self._cycles.remember(pulses_of(self._store))
        tick = Tick(self._tick)
        while not self._over:
            self._act(tick.run())
        self._end()
        if self._lost is not None:
            raise self._lost

    def _act(self, seconds: float) -> None:
        """Do the next act that comes within *seconds*, if one does."""
        try:
            act = self._acts.get(timeout=seconds)
        except Empty:
            return
        try:
            act()
        except Exception:
            log.exception("this is a bug in syncer; the daemon goes on")

    def _settle(self, fleet: Fleet) -> None:
        """Let *fleet* be what is kept fresh and served from now on."""
        config, before = fleet.config, self._fleet.config
        self._fleet = fleet
        self._cycles.settle(fleet.jobs, config.service.workers)
        local = {p: t.source for p, t in config.plans.items() if google_sheet(t.source) is None}
        self._files.settle({plan: config.place(source) for plan, source in local.items()})
        served = _served(config)
        self._serve(config, anew=served != self._served)
        self._served = served
        self._open_channels(config, before)
        self._looked = float("-inf")
        log.info("watching %s", _plans_told(config))
        self._systemd.ready(self._status())

    def _open_channels(self, config: Config, before: Config) -> None:
        """Have Drive tell us of changes where it can; what it told us by before is closed."""
        old, url = self._channels, config.server.public_url if config.server else ""
        if config.google is None or not url.startswith("https:"):
            self._channels = None
        elif old is None or config != before:
            self._channels = Channels(wiring.google_channels(config), url)
        if old is not None and old is not self._channels:
            self._left = (*self._left, old)

    def _serve(self, config: Config, *, anew: bool) -> None:
        if self._server is not None and (anew or config.server is None):
            self._server.stop()
            self._server = None
        if config.server is not None and self._server is None:
            self._server = Server(
                server_command(config.path),
                first=configuration_line(config),
                due=lambda due: self._acts.put(partial(self._due, due)),
                listening=lambda place: log.info("serving at http://%s", place),
            )

    def _tick(self) -> None:
        now = monotonic()
        self._cycles.tick()
        pulses = self._cycles.pulses
        self._diary.look(pulses, now)
        if now - self._looked >= _LOOKS_APART:
            self._looked = now
            self._looking.run(self._files.look, lambda _: None)
            self._do_chores()
            self._systemd.status(self._status())
        if self._server is not None:
            self._server.look(now)
            channels = dict(self._channels.open) if self._channels else {}
            beats = tuple(pulses.values())
            news = (beats, channels, self._diary.writable)
            self._server.tell(news, partial(self._bulletin, beats, channels), now)
        if self._cycles.alive:
            self._systemd.feed(now)

    def _bulletin(self, pulses: tuple[Pulse, ...], channels: dict[str, Channel]) -> Bulletin:
        now = self._clock.now()
        return Bulletin(
            at=now,
            pulses=pulses,
            metrics=self._metrics.text(pulses, now, wiring.calls_made(self._fleet.config)),
            state_writable=self._diary.writable,
            channels=channels,
        )

    def _do_chores(self) -> None:
        config, now = self._fleet.config, self._clock.now()
        day = now.astimezone(ZoneInfo(config.service.timezone)).date()
        if self._chores.busy:
            return
        left, self._left = self._left, ()
        renew = partial(_renew, config, self._channels, left, now)

        def keep_and_work() -> None:
            self._claim.keep()
            do_chores(partial(tidy, config, self._store, day), renew)

        self._chores.run(keep_and_work, self._chores_done)

    def _chores_done(self, came: Exception | None) -> None:
        if isinstance(came, HeldError):
            self._lost = came
            self._stop()
            return
        trouble = "" if came is None else str(came)
        if trouble and trouble != self._trouble:
            log.warning("what is old is not cleared away: %s", trouble)
        self._trouble = trouble

    def _saved(self, plan: str) -> None:
        self._cycles.hint(plan)

    def _due(self, due: Due) -> None:
        """A hook that the server believed."""
        kept = self._fleet.kept.get(due.plan)
        if kept is not None:
            kept.heard()
            if self._channels is not None:
                self._channels.heard(due.plan, due.number, due.channel)
            self._cycles.hint(due.plan, HOOKS_APART)

    def _hung_up(self) -> None:
        """SIGHUP is for the configuration, but for a terminal that was closed."""
        if self._terminal and not os.isatty(0):
            self._stop()
        else:
            self._reload()

    def _reload(self) -> None:
        self._stale = self._reading.busy  # what is being read may be older than the signal
        self._systemd.reloading()
        path, store, before = self._fleet.config.path, self._store, self._fleet
        self._reading.run(lambda: _read_anew(path, store, before), self._reloaded)

    def _reloaded(self, came: Fleet | Exception) -> None:
        if self._over:
            return
        if self._stale:
            self._reload()
        elif isinstance(came, Fleet):
            log.info("the configuration was read anew")
            self._settle(came)
        else:
            said = "; ".join(filter(None, broken([came])))
            log.error("the configuration was refused, the old one stays in force: %s", said)
            self._systemd.ready("the new configuration was refused: see the log")

    def _status(self) -> str:
        failing = sum(1 for one in self._cycles.pulses.values() if one.failures)
        told = counted(len(self._cycles.pulses), "plan")
        return f"{told}, {failing} failing" if failing else told

    def _stop(self) -> None:
        if not self._over:
            log.info("stopping")
        self._over = True

    def _end(self) -> None:
        """Let what is at work come to its end, if that is soon."""
        self._systemd.stopping()
        stop_waiting()
        self._cycles.stop()
        self._files.stop()
        if self._server is not None:
            self._server.dismiss()
        until = monotonic() + PATIENCE
        while self._cycles.at_work and (left := until - monotonic()) > 0:
            self._act(min(left, 1.0))
        self._diary.close(self._cycles.pulses)
        until = monotonic() + _LAST_WORDS
        while self._diary.busy and (left := until - monotonic()) > 0:
            self._act(min(left, 1.0))
        if self._server is not None:
            self._server.stop()
        left_over = self._cycles.at_work
        if left_over:
            log.warning("stopped in the midst of %s; the next start goes on", ", ".join(left_over))


def _read_anew(path: Path, store: StateStore, before: Fleet) -> Fleet:
    config = load(path)
    if config.state != before.config.state:
        raise ConfigError("`state` in [service] is another one", hint="stop syncer, then start it")
    return fleet_of(config, store, before)


def pulses_of(store: "SqlStore") -> Mapping[str, Pulse]:
    """What an earlier process knew; nothing where that is damaged, as the next cycles tell anew."""
    try:
        return store.pulses()
    except SyncerError as error:
        log.warning("how the plans did before is not known: %s", error)
        return {}


def do_chores(tidy: Callable[[], object], renew: Callable[[], object]) -> None:
    """What is to be done once a day, or before something ends; neither keeps the other from it."""
    try:
        tidy()
    finally:
        renew()


def _renew(
    config: Config, channels: Channels | None, left: tuple[Channels, ...], now: datetime
) -> None:
    """Close the channels of those that were *left*; open anew those of *channels* that end soon."""
    for old in left:
        old.renew({}, now)
    if channels is not None:
        named = {plan: google_sheet(table.source) for plan, table in config.plans.items()}
        sheets = {plan: sheet.partition(" ")[0] for plan, sheet in named.items() if sheet}
        channels.renew(sheets, now)


def _served(config: Config) -> tuple[object, ...]:
    """What the server process goes by, and which files hold its secrets."""
    plans = {
        plan: (table.title, table.source, table.hook_secret_file, table.hook_secret_env)
        for plan, table in config.plans.items()
    }
    named = [table.hook_secret_file for table in config.plans.values()]
    named += [config.server.api_token_file] if config.server else []
    secrets = [_stamp(config.place(file)) for file in named if file]
    return config.server, config.service, plans, secrets


def _stamp(file: Path) -> tuple[int, ...]:
    """Another one once *file* is another; empty where it is not there."""
    try:
        held = file.stat()
    except OSError:
        return ()
    return held.st_mtime_ns, held.st_ino


def _plans_told(config: Config) -> str:
    names = list(config.plans)
    most = 5
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{counted(len(names), 'plan')}: {', '.join(names[:most])}{rest}"
