"""The daemon: every plan synced when it is due, feeds served, until it is told to end."""

import logging
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
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
from syncer.app.daemon_server import Due, Server, server_command
from syncer.app.daemon_systemd import systemd
from syncer.app.daemon_tick import Tick
from syncer.app.daemon_words import broken
from syncer.app.metrics import Metrics
from syncer.app.state import DAEMON, tidy
from syncer.domain.bulletin import Bulletin
from syncer.domain.channel import Channel
from syncer.domain.pulse import Pulse
from syncer.errors import ConfigError
from syncer.ports import StateStore
from syncer.stages.present.words import counted

if TYPE_CHECKING:
    from syncer.store import SqlStore

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
    with ExitStack() as held:
        store = held.enter_context(wiring.open_state(config))
        held.enter_context(store.claim(DAEMON))
        Daemon(config, store).run()


class Daemon:
    """One thread does all in here, an act at a time; the others post theirs to it."""

    def __init__(self, config: Config, store: "SqlStore") -> None:
        self._acts: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._store = store
        self._clock = SystemClock(ZoneInfo("UTC"))
        self._systemd = systemd()
        self._metrics = Metrics()
        self._diary = Diary(store.keep_pulses, self._acts.put)
        self._reading: Errand[Fleet] = Errand("reload", self._acts.put)
        self._chores: Errand[None] = Errand("chores", self._acts.put)
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
        self._looked = float("-inf")
        self._trouble = ""
        self._terminal = os.isatty(0)
        self._stale = False
        self._over = False

    def run(self) -> None:
        """All there is to do."""
        for number, act in (
            (signal.SIGTERM, self._stop),
            (signal.SIGINT, self._stop),
            (signal.SIGHUP, self._hung_up),
        ):
            signal.signal(number, lambda *_, act=act: self._acts.put(act))
        self._settle(self._fleet)
        self._cycles.remember(self._store.pulses())
        tick = Tick(self._tick)
        while not self._over:
            self._act(tick.run())
        self._end()

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
        self._serve(config, anew=_served(config) != _served(before))
        url = config.server.public_url if config.server else ""
        if config.google is None or not url.startswith("https:"):
            self._channels = None
        elif self._channels is None or config != before:
            self._channels = Channels(wiring.google_channels(config), url)
        self._looked = float("-inf")
        log.info("watching %s", _plans_told(config))
        self._systemd.ready(self._status())

    def _serve(self, config: Config, *, anew: bool) -> None:
        if self._server is not None and (anew or config.server is None):
            self._server.stop()
            self._server = None
        if config.server is not None and self._server is None:
            self._server = Server(
                server_command(config.path),
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
            self._files.look()
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
        work = partial(_do_chores, config, self._store, day, self._channels, now)
        self._chores.run(work, self._chores_done)

    def _chores_done(self, came: Exception | None) -> None:
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
                self._channels.heard(due.plan, due.number)
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


def _do_chores(
    config: Config, store: "SqlStore", day: date, channels: Channels | None, now: datetime
) -> None:
    """What is to be done once a day, or before something ends."""
    if channels is not None:
        named = {plan: google_sheet(table.source) for plan, table in config.plans.items()}
        sheets = {plan: sheet.partition(" ")[0] for plan, sheet in named.items() if sheet}
        channels.renew(sheets, now)
    tidy(config, store, day)


def _served(config: Config) -> tuple[object, ...]:
    """What the server process goes by."""
    plans = {
        plan: (table.title, table.source, table.hook_secret_file, table.hook_secret_env)
        for plan, table in config.plans.items()
    }
    return config.server, config.service, plans


def _plans_told(config: Config) -> str:
    names = list(config.plans)
    most = 5
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{counted(len(names), 'plan')}: {', '.join(names[:most])}{rest}"
