"""`syncer diff`: what a sync would change, and nothing changed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

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
    from rich.console import Console

    from syncer.app.difference import Difference, EventChange
    from syncer.app.look import Rehearsed
    from syncer.domain.sheet import Value

_SIGNS = {"create": ("+", "green"), "update": ("~", "yellow"), "cancel": ("-", "red")}


@click.command("diff")
@plans_argument
@json_option
@today_option
@config_option
def command(ctx: click.Context, plans: tuple[str, ...], as_json: bool, today: date | None) -> int:
    """
    Show each cell, event and feed of each PLAN (all, where none is named) that a sync would change.

    Nothing is changed by it.
    """
    config = configured(ctx)

    from syncer.app.difference import difference
    from syncer.app.look import rehearse
    from syncer.cli.plans import each
    from syncer.cli.terminal import console, print_json, working

    def compared(plan: str) -> "tuple[Rehearsed, Difference]":
        rehearsed = rehearse(config, plan, today, with_calendars=True)
        return rehearsed, difference(config, rehearsed)

    with working("comparing"):
        gone = each(config.chosen(plans), compared)
    if as_json:
        print_json({"plans": [_document(*one) for one in gone.results]})
    else:
        target = console()
        for one in gone.results:
            _print(target, *one)
    return gone.exit_code


def _document(rehearsed: "Rehearsed", found: "Difference") -> dict[str, object]:
    from syncer.engine.guard import shown

    return {
        "plan": rehearsed.seen.setup.name,
        "cells": [
            {"cell": c.cell, "column": c.column, "row": c.row, "id": c.id,
             "old": _json(c.old), "new": _json(c.new)}
            for c in found.cells
        ],
        "summary": found.summary,
        "events": [
            {"publication": e.publication, "uid": e.uid, "change": e.change,
             "day": e.now.event.day.isoformat(), "summary": e.now.event.summary,
             "was": _was(e)}
            for e in found.events
        ],
        "feeds": list(found.feeds),
        "calendars": list(found.calendars),
        "proposals": [
            {"publication": a.proposed.target, "row": a.row, "id": a.id, "title": a.title,
             "day": a.proposed.day.isoformat(), "instead_of": a.proposed.instead_of.isoformat(),
             "who": a.proposed.who or None, "seen": a.proposed.seen.isoformat(),
             "impact": a.says}
            for a in found.proposals
        ],
        "held": len(shown(rehearsed.decided.held)),
    }  # fmt: skip


def _was(change: "EventChange") -> dict[str, object] | None:
    if change.was is None:
        return None
    return {"day": change.was.event.day.isoformat(), "summary": change.was.event.summary}


def _print(target: "Console", rehearsed: "Rehearsed", found: "Difference") -> None:
    from syncer.cli.terminal import said
    from syncer.engine.guard import shown
    from syncer.stages.present.words import counted

    name = f"{rehearsed.seen.setup.title} ({rehearsed.seen.source})"
    if not found:
        target.print(said(f"{name}: a sync would change nothing", "bold"))
    else:
        cells, events = counted(len(found.cells), "cell"), counted(len(found.events), "event")
        target.print(said(f"{name}: a sync would change {cells} and {events}", "bold"))
        _print_cells(target, found)
        _print_events(target, found)
        if found.summary:
            target.print("~ the Summary tab")
        for path in found.feeds:
            target.print(said(f"~ {path}"))
        for calendar in found.calendars:
            target.print(said(f"~ the calendar {calendar}"))
    for answer in found.proposals:
        what = f"? {answer.title} (row {answer.row}): {answer.says}"
        target.print(said(what, "yellow"))
    if rehearsed.decided.judged.read.snapshot.read_only:
        target.print(
            said(f"The sheet stays as it is: {rehearsed.decided.judged.read.snapshot.read_only}")
        )
    if waiting := shown(rehearsed.decided.held):
        deletions = counted(len(waiting), "deletion")
        held = command_line(f"held {rehearsed.seen.setup.name}")
        target.print(said(f"{deletions} held: see `{held}`", "yellow"))


def _print_cells(target: "Console", found: "Difference") -> None:
    from rich.text import Text

    from syncer.cli.terminal import MOST_LINES, print_rest, said, table

    if not found.cells:
        return
    made = table("Cell", "Row", "Column", "Now", "", "Then", whole=("Cell", "Row"))
    for cell in found.cells[:MOST_LINES]:
        old, new = said(_shown(cell.old), "red"), said(_shown(cell.new), "green")
        made.add_row(cell.cell, said(cell.id), said(cell.column), old, Text("→"), new)
    target.print(made)
    print_rest(target, len(found.cells))


def _print_events(target: "Console", found: "Difference") -> None:
    from syncer.cli.terminal import MOST_LINES, print_rest, said

    for change in found.events[:MOST_LINES]:
        sign, style = _SIGNS[change.change]
        now = f"{change.now.event.day} {change.now.event.summary}"
        was = ""
        if change.was and change.change == "update":
            before = f"{change.was.event.day} {change.was.event.summary}"
            was = f" (was: {before})" if before != now else " (its description)"
        target.print(said(f"{sign} {now}{was}", style))
    print_rest(target, len(found.events))


def _shown(value: "Value") -> str:
    if value is None or value == "":
        return "(blank)"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _json(value: "Value") -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
