"""How the daemon keeps a plan fresh, told where something is amiss."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from syncer.app.clock import SystemClock
from syncer.cli.options import as_run
from syncer.cli.terminal import said
from syncer.domain.pulse import Beat, Pulse, beat
from syncer.errors import SyncerError
from syncer.stages.present.service import freshness, span, trouble

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.app.config import Config

_OVERDUE: Final = 60.0
"""Seconds past a next try after which nobody is there who would try."""


def by_plan(config: "Config", plans: Sequence[str]) -> dict[str, Pulse]:
    """What the daemon said last of *plans*; a state that cannot be read was told of already."""
    from syncer.app.wiring import pulses

    try:
        found = pulses(config)
    except SyncerError:
        return {}
    return {plan: found[plan] for plan in plans if plan in found}


def sync_of(pulse: Pulse | None) -> object:
    """The same for JSON; null where no daemon ever worked on the plan."""
    return freshness(pulse, _now()) if pulse else None


def print_freshness(target: "Console", pulse: Pulse | None, plan: str = "") -> None:
    """A plan that is late or fails: since when, why, when it is tried next; else nothing."""
    now = _now()
    if pulse is None or beat(pulse, now) not in (Beat.LATE, Beat.FAILING):
        return
    if not pulse.next_try and not pulse.failures:
        return  # the daemon was stopped, and promised nothing any more
    about = f"{plan}: " if plan else ""
    target.print(said(f"{about}{trouble(pulse, now)}", "bold red"))
    advice = f"; try: {as_run(pulse.hint)}" if pulse.hint else ""
    target.print(said(f"  {_next(pulse, now)}{advice}"))


def _next(pulse: Pulse, now: datetime) -> str:
    if pulse.next_try is None:
        return "the daemon does not run: start it with `syncer run`"
    wait = (pulse.next_try - now).total_seconds()
    if wait < -_OVERDUE:
        return "the daemon seems not to run: nothing was tried since; start it with `syncer run`"
    return f"next try in {span(wait)}" if wait > 0 else "next try now"


def _now() -> datetime:
    return SystemClock(ZoneInfo("UTC")).now()
