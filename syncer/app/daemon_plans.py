"""The plans of a configuration as the daemon keeps them from cycle to cycle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from syncer.app.addresses import google_sheet
from syncer.app.clock import monotonic
from syncer.app.config import Config
from syncer.app.daemon_cycles import Job
from syncer.app.wiring import google_options, google_watch, ports_of, setup_of
from syncer.domain.setup import PlanSetup
from syncer.engine.cycle import Ports, Report, run_cycle
from syncer.engine.due import Cadence, chance_of
from syncer.engine.watch import Watch
from syncer.ports import StateStore


class Kept:
    """One plan and its outside, which is opened anew after a failure."""

    def __init__(
        self, config: Config, setup: PlanSetup, store: StateStore, watch: Watch | None
    ) -> None:
        self.config = config
        self.setup = setup
        self._store = store
        self._watch = watch
        self._ports: Ports | None = None
        self._failed = False

    def run(self) -> Report:
        """One cycle."""
        ports = self._ports
        if ports is None or self._failed:
            made = ports_of(self.config, self.setup.name, self._store, watch=self._watch)
            # What feeds keep are the octets of each event, which no failure spoils.
            ports = self._ports = replace(made, feeds=ports.feeds) if ports else made
        self._failed = True
        report = run_cycle(self.setup, ports)
        self._failed = bool(report.failures)
        return report

    def heard(self) -> None:
        """Somebody says that its sheet on the web changed."""
        sheet = google_sheet(self.config.plans[self.setup.name].source)
        if self._watch is not None and sheet is not None:
            self._watch.changed(sheet.partition(" ")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """All plans of *config*."""

    config: Config
    kept: Mapping[str, Kept]
    watch: Watch | None = field(default=None)

    @property
    def jobs(self) -> dict[str, Job]:
        """What there is to do for each."""
        return {plan: _job(self.config, plan, kept) for plan, kept in self.kept.items()}


def fleet_of(
    config: Config,
    store: StateStore,
    before: Fleet | None = None,
    *,
    now: Callable[[], float] = monotonic,
) -> Fleet:
    """The plans of *config*; one that is as it was *before* keeps what it knows of its outside."""
    watch = None
    if config.google is not None:
        same = before is not None and before.config.google == config.google
        watch = before.watch if same and before else google_watch(google_options(config), now)
    kept = {}
    for plan in config.plans:
        setup = setup_of(config, plan)
        old = before.kept.get(plan) if before else None
        if old is not None and _same(old, config, setup):
            kept[plan] = old
        else:
            kept[plan] = Kept(config, setup, store, watch)
    return Fleet(config=config, kept=kept, watch=watch)


def _same(old: Kept, config: Config, setup: PlanSetup) -> bool:
    """Whether nothing that its cycles go by has changed."""
    was, plan = old.config, setup.name
    return (
        old.setup.fingerprint == setup.fingerprint
        and was.plans[plan] == config.plans[plan]
        and was.google == config.google
        and was.folder == config.folder
        and was.service.timezone == config.service.timezone
    )


def _job(config: Config, plan: str, kept: Kept) -> Job:
    cadence = Cadence(
        rhythm=config.rhythm(plan),
        zone=ZoneInfo(config.service.timezone),
        chance=chance_of(plan),
        far=config.plans[plan].needs_google,
    )
    promise = config.promise(plan).total_seconds()
    return Job(cadence=cadence, promise=promise, run=kept.run)
