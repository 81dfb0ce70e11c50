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

    from syncer.app.config import Config
    from syncer.domain.days import WorkCalendar
    from syncer.domain.memory import Memory, Move


@click.command("history")
@plan_argument
@click.argument("row", required=False)
@click.option("--verify", is_flag=True, help="Say whether the ledger of moves is whole.")
@json_option
@config_option
def command(ctx: click.Context, plan: str, row: str | None, verify: bool, as_json: bool) -> int:
    """
    Show which due dates of PLAN moved, when that was seen, and the reason the sheet gave.

    ROW (an ID, a row number or a title) shows one row's moves only. With --verify nothing is
    listed: exit code 1 says that a move was changed, taken out or put in after it was written.
    """
    config = configured(ctx)
    if verify:
        if row is not None:
            raise click.UsageError("the ledger is verified as a whole: leave out the row", ctx)
        (name,) = config.chosen((plan,))
        return _verify(config, name, as_json=as_json)

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


def _verify(config: "Config", plan: str, *, as_json: bool) -> int:
    from syncer.app.state import verified
    from syncer.cli.terminal import console, print_json, said
    from syncer.stages.present.words import counted

    where, (length, seal) = verified(config, plan)
    if as_json:
        found = {"whole": where is None, "moves": length, "seal": seal}
        print_json({"plan": plan, **found, "break": where._asdict() if where else None})
    elif where is None:
        sealed = f", sealed {seal}" if length else ""
        console().print(said(f"The ledger of {plan} is whole: {counted(length, 'move')}{sealed}"))
    else:
        console().print(said(f"The ledger of {plan} is broken: move {where.number} {where.what}."))
        console().print(said(f"What to do is shown by `{command_line('fsck')}`."))
    return 1 if where else 0


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
