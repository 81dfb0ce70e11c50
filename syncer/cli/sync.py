"""`syncer sync`: one cycle of each plan."""

from collections.abc import Iterator
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import click

from syncer.cli.options import (
    command_line,
    config_option,
    configured,
    json_option,
    plans_argument,
    today_option,
)

if TYPE_CHECKING:
    from syncer.app.config import Config
    from syncer.engine.cycle import Report
    from syncer.errors import SyncerError
    from syncer.ports import StateStore


class Synced(NamedTuple):
    """What a cycle did, and how long it took in seconds."""

    report: "Report"
    seconds: float


@click.command("sync")
@plans_argument
@json_option
@today_option
@config_option
def command(ctx: click.Context, plans: tuple[str, ...], as_json: bool, today: date | None) -> int:
    """
    Bring the computed columns, the Summary tab and the feeds of each PLAN (or all) up to date.

    A second one straight after changes nothing and says so. Cells of yours are never written.
    """
    config = configured(ctx)

    from syncer.app.wiring import open_state
    from syncer.cli.plans import each
    from syncer.cli.terminal import print_json

    names = config.chosen(plans)
    with open_state(config) as store:
        gone = each(names, lambda plan: _sync(config, plan, store, today))
    failed = [one.report for one in gone.results if one.report.failures]
    if as_json:
        done = {one.report.plan: _document(one) for one in gone.results}
        print_json({"plans": [done.get(name) or _failed(name) for name in names]})
    else:
        for one in gone.results:
            _print(config, one)
    for report in failed:
        _print_failures(report.failures)
    return _exit_code(gone.exit_code, len(names), failed)


def _sync(config: "Config", plan: str, store: "StateStore", today: date | None) -> Synced:
    from syncer.app.wiring import ports_of, setup_of
    from syncer.cli.terminal import working
    from syncer.engine.cycle import run_cycle

    begun = perf_counter()
    with working(f"syncing {plan}"):
        report = run_cycle(setup_of(config, plan), ports_of(config, plan, store, today))
    return Synced(report, perf_counter() - begun)


def _exit_code(refused: int, plans: int, failed: "list[Report]") -> int:
    """As `Gone.exit_code`; a plan of which a part could not be done counts as failed."""
    if not failed:
        return refused
    if len(failed) < plans:
        return 1
    codes = {error.exit_code for report in failed for error in report.failures}
    return codes.pop() if len(codes) == 1 else 3


def _document(one: Synced) -> dict[str, object]:
    report = one.report
    return {
        "plan": report.plan,
        "outcome": report.outcome,
        "rows": report.rows,
        "errors": report.errors,
        "cells_written": report.cells_written,
        "events": {
            name: getattr(report.events, name)
            for name in ("created", "updated", "deleted", "held", "unchanged")
        },
        "feeds_changed": len(report.feeds_changed),
        "api_calls": report.api_calls,
        "seconds": round(one.seconds, 3),
        "proposals": report.proposals,
    }


def _failed(plan: str) -> dict[str, object]:
    """The same of a plan that did not get through; why stands on standard error."""
    from syncer.engine.cycle import Report

    return _document(Synced(Report(plan=plan, outcome="failed"), 0.0))


def _print(config: "Config", one: Synced) -> None:
    from syncer.cli.terminal import console, said
    from syncer.stages.present.words import counted

    report, target = one.report, console()
    if report.outcome == "unchanged":
        target.print(said(f"{report.plan}: nothing changed"))
    else:
        rows = counted(report.rows, "row")
        target.print(said(f"{report.plan}: {rows} in {one.seconds:.1f} s"))
    for line in _done(config, report):
        target.print(said(f"  {line}"))
    for line in _to_look_at(report):
        target.print(said(f"  {line}", "yellow"))


def _done(config: "Config", report: "Report") -> Iterator[str]:
    """What was written, a line for each file, and what became of the events."""
    from syncer.app.wiring import name_of, shown_path
    from syncer.stages.present.words import counted

    table = config.plans[report.plan]
    source = shown_path(config, table.source)
    if report.cells_written:
        yield f"{source}: {counted(report.cells_written, 'cell')} written"
    if report.summary_written:
        yield f"{source}: the Summary tab written"
    for feed in table.feeds:
        if name_of(feed) in report.feeds_changed:
            yield f"{shown_path(config, feed.path)}: written"
    counts = report.events
    numbers = ((counts.created, "created"), (counts.updated, "updated"))
    told = [
        f"{number} {what}" for number, what in (*numbers, (counts.deleted, "cancelled")) if number
    ]
    if told:
        yield f"events: {', '.join(told)}"
    yield from report.notes


def _to_look_at(report: "Report") -> Iterator[str]:
    """What waits for a person."""
    from syncer.stages.present.words import counted

    if report.events.held:
        held = counted(report.events.held, "deletion")
        yield f"{held} held: see `{command_line(f'held {report.plan}')}`"
    if report.proposals:
        moved = counted(report.proposals, "event was", "events were")
        yield f"{moved} moved in a calendar: see `{command_line(f'diff {report.plan}')}`"
    if report.errors:
        errors = counted(report.errors, "error")
        yield f"{errors} in the sheet: see `{command_line(f'check {report.plan}')}`"


def _print_failures(failures: "tuple[SyncerError, ...]") -> None:
    from syncer.cli import told

    for error in failures:
        click.echo(told(error), err=True)
