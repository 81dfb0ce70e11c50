"""`syncer history`: which due dates moved, when, and why."""

from typing import TYPE_CHECKING

import click

from syncer.cli.options import (
    command_line,
    config_option,
    configured,
    json_option,
    plan_argument,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.domain.days import WorkCalendar
    from syncer.domain.memory import Memory, Move


@click.command("history")
@plan_argument
@click.argument("row", required=False)
@json_option
@config_option
def command(ctx: click.Context, plan: str, row: str | None, as_json: bool) -> int:
    """
    Show which due dates of PLAN moved, when that was seen, and the reason the sheet gave.

    ROW (an ID, a row number or a title) shows one row's moves only.
    """
    config = configured(ctx)

    from syncer.app.remembered_items import Called, found
    from syncer.app.wiring import calendar_of, remembered
    from syncer.cli.terminal import print_json

    (name,) = config.chosen((plan,))
    memory = remembered(config, name)
    seen = [Called(one.key, one.id, one.row, one.title) for one in memory.seen.values()]
    only = found(row, seen).key if row is not None else None
    moves = sorted(
        (move for key in ([only] if only else memory.moves) for move in memory.moves.get(key, ())),
        key=lambda move: (move.seen, move.key),
    )
    calendar = calendar_of(config.plans[name])
    if as_json:
        print_json({"plan": name, "moves": [_document(m, memory, calendar) for m in moves]})
    else:
        _print(name, moves, memory, calendar)
    return 0


def _document(move: "Move", memory: "Memory", calendar: "WorkCalendar") -> dict[str, object]:
    seen = memory.seen.get(move.key)
    return {
        "seen": move.seen.isoformat(),
        "key": move.key,
        "id": seen.id if seen else move.key,
        "title": seen.title if seen else "",
        "old": move.old.isoformat() if move.old else None,
        "new": move.new.isoformat() if move.new else None,
        "workdays": _moved(move, calendar),
        "reason": move.reason,
    }


def _moved(move: "Move", calendar: "WorkCalendar") -> int | None:
    return calendar.count(move.old, move.new) if move.old and move.new else None


def _print(plan: str, moves: "Sequence[Move]", memory: "Memory", calendar: "WorkCalendar") -> None:
    from syncer.cli.terminal import console, iso, said, table
    from syncer.stages.present.words import signed

    target = console()
    if not memory.seen:
        target.print(
            f"Nothing is remembered of {plan} yet: `{command_line(f'sync {plan}')}` begins with it."
        )
        return
    if not moves:
        target.print("No due date has moved.")
        return
    days = ("Seen", "From", "To")
    made = table("Seen", "ID", "Title", "From", "To", "Slip", "Reason", right=("Slip",), whole=days)
    for move in moves:
        seen, slip = memory.seen.get(move.key), _moved(move, calendar)
        made.add_row(
            iso(move.seen),
            said(seen.id if seen else move.key),
            said(seen.title if seen else ""),
            iso(move.old),
            iso(move.new) or "(taken out)",
            "" if slip is None else signed(slip),
            said(move.reason),
        )
    target.print(made)
