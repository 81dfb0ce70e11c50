"""`syncer baseline`: the days agreed for each row; lists them, or sets new ones."""

from datetime import date
from typing import TYPE_CHECKING

import click

from syncer.cli.options import (
    Day,
    command_line,
    config_option,
    configured,
    json_option,
    plan_argument,
    today_option,
)

if TYPE_CHECKING:
    from syncer.app.config import Config
    from syncer.domain.memory import Baseline, Memory


@click.command("baseline")
@plan_argument
@click.option("--name", help="Set new baselines, and call them this.")
@click.option("--reason", help="Why they are set; asked for where it is missing.")
@click.option("--approved-by", default="", metavar="WHO", help="Who approved them.")
@click.option("--row", "rows", multiple=True, help="Only this row: ID, row number or title.")
@click.option("--on", type=Day(), metavar="YYYY-MM-DD", help="The agreed day; "
              "left out: the due date each row has now.")  # fmt: skip
@json_option
@today_option
@config_option
def command(
    ctx: click.Context,
    plan: str,
    *,
    name: str | None,
    reason: str | None,
    approved_by: str,
    rows: tuple[str, ...],
    on: date | None,
    as_json: bool,
    today: date | None,
) -> int:
    """
    List the baselines of PLAN, or set new ones with --name and --reason.

    A new baseline hides no slip: the one from the first stays known, and until somebody has
    approved the new one the worse of the two decides the colour. Rows already reached keep theirs.
    """
    config = configured(ctx)

    from syncer.app.wiring import remembered

    (plan_name,) = config.chosen((plan,))
    _refuse_mixed(plan_name, name, sets=bool(reason or approved_by or on), as_json=as_json)
    if name is None:
        _list(plan_name, remembered(config, plan_name), rows, as_json=as_json)
        return 0
    from syncer.app.baselines import new_baselines
    from syncer.app.look import look

    agreed = new_baselines(
        look(config, plan_name, today),
        rows,
        name=name,
        on=on,
        reason=_reason(reason),
        approved_by=approved_by,
    )
    _set(config, plan_name, agreed, name)
    return 0


def _refuse_mixed(plan: str, name: str | None, *, sets: bool, as_json: bool) -> None:
    """UsageError where options of listing and of setting stand together."""
    from syncer.errors import UsageError

    if name is None and sets:
        hint = command_line(f'baseline {plan} --name "Replan" --reason "why"')
        raise UsageError("new baselines need a name", hint=hint)
    if name is not None and as_json:
        raise UsageError("--json lists baselines; it does not go with --name")


def _reason(given: str | None) -> str:
    """The reason, asked for on a terminal where none was given."""
    import sys

    from syncer.errors import UsageError

    reason = given or (click.prompt("Why is it set anew", err=True) if sys.stdin.isatty() else "")
    if not reason.strip():
        raise UsageError("a new baseline needs a reason", hint='add --reason "what was agreed"')
    return reason.strip()


def _set(config: "Config", plan: str, agreed: "tuple[Baseline, ...]", name: str) -> None:
    from syncer.app.wiring import open_state
    from syncer.cli.terminal import console, said
    from syncer.stages.present.words import counted

    with open_state(config) as store:
        store.set_baselines(plan, agreed)
    count = sum(baseline.name == name for baseline in agreed)
    console().print(
        said(f"{counted(count, 'baseline')} {name!r} set; the next sync reckons with it")
    )


def _list(plan: str, memory: "Memory", rows: tuple[str, ...], *, as_json: bool) -> None:
    from syncer.app.remembered_items import Called, found
    from syncer.cli.terminal import print_json

    called = [Called(one.key, one.id, one.row, one.title) for one in memory.seen.values()]
    keys = {found(row, called).key for row in rows} or set(memory.baselines)
    listed = [b for key, known in memory.baselines.items() if key in keys for b in known]
    if as_json:
        print_json({"plan": plan, "baselines": [_document(b, memory) for b in listed]})
    else:
        _print(listed, memory)


def _document(baseline: "Baseline", memory: "Memory") -> dict[str, object]:
    seen = memory.seen.get(baseline.key)
    return {
        "key": baseline.key,
        "id": seen.id if seen else baseline.key,
        "title": seen.title if seen else "",
        "name": baseline.name,
        "day": baseline.day.isoformat(),
        "set_on": baseline.set_on.isoformat() if baseline.set_on else None,
        "reason": baseline.reason,
        "approved_by": baseline.approved_by,
    }


def _print(listed: "list[Baseline]", memory: "Memory") -> None:
    from syncer.cli.terminal import console, iso, said, table

    target = console()
    if not listed:
        target.print("None was set or changed: each row is held against its baseline column, else")
        target.print("against the first due date it was seen with.")
        return
    names = ("ID", "Title", "Baseline", "Day", "Set on", "Reason", "Approved by")
    made = table(*names, whole=("Day", "Set on"))
    for one in listed:
        seen = memory.seen.get(one.key)
        made.add_row(
            said(seen.id if seen else one.key),
            said(seen.title if seen else ""),
            said(one.name),
            iso(one.day),
            iso(one.set_on),
            said(one.reason),
            said(one.approved_by),
        )
    target.print(made)
