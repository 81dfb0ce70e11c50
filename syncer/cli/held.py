"""`syncer held`: deletions that wait for a person."""

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
    from syncer.domain.memory import Held


@click.command("held")
@plan_argument
@click.argument("decision", required=False, type=click.Choice(["apply", "drop"]))
@click.argument("which", metavar="[N...|all]", nargs=-1)
@json_option
@config_option
def command(
    ctx: click.Context, plan: str, decision: str | None, which: tuple[str, ...], as_json: bool
) -> int:
    """
    List the deletions of PLAN that wait for a person; apply or drop them.

    \b
    syncer held apollo              lists them with numbers
    syncer held apollo apply all    the next sync deletes all that nobody has decided on
    syncer held apollo drop 2 3     these events stay as they were last published
    """  # noqa: D301 - click reads the backspace
    config = configured(ctx)

    from syncer.app.wiring import open_state, remembered
    from syncer.cli.terminal import console, said
    from syncer.domain.memory import Decision
    from syncer.engine.guard import shown
    from syncer.stages.present.words import counted

    (name,) = config.chosen((plan,))
    held = shown(remembered(config, name).held)
    waiting = sorted(held, key=lambda one: (one.target, one.day, one.uid))
    if decision is None:
        _list(name, waiting, as_json=as_json)
        return 0
    chosen = _chosen(waiting, which, command_line(f"held {name} {decision} all"))
    with open_state(config) as store:
        met = store.decide_held(name, frozenset(one.uid for one in chosen), Decision(decision))
    if not met:
        console().print("No deletion waits for a decision.")
        return 0
    then = "the next sync deletes them" if decision == "apply" else "they stay as published"
    console().print(said(f"{counted(met, 'deletion')}: {then}"))
    return 0


def _chosen(waiting: "list[Held]", which: tuple[str, ...], hint: str) -> "list[Held]":
    """The deletions that *which* names by number, or all that nobody has decided on yet."""
    from syncer.errors import UsageError

    if which == ("all",):
        return [one for one in waiting if one.decision == "waiting"]
    if not waiting:
        raise UsageError("no deletion is held, so there is nothing to decide")
    numbers = {int(text) for text in which if text.isascii() and text.isdigit()}
    if len(numbers) != len(set(which)) or not numbers <= set(range(1, len(waiting) + 1)):
        raise UsageError(f"name deletions by numbers from 1 to {len(waiting)}, or all", hint=hint)
    if not numbers:
        raise UsageError("which deletions are meant?", hint=hint)
    return [one for number, one in enumerate(waiting, 1) if number in numbers]


def _list(plan: str, waiting: "list[Held]", *, as_json: bool) -> None:
    from syncer.cli.terminal import console, iso, print_json, said, table

    if as_json:
        print_json({"plan": plan, "held": [_document(n, one) for n, one in enumerate(waiting, 1)]})
        return
    target = console()
    if not waiting:
        target.print("No deletion is held.")
        return
    made = table("N", "Day", "Event", "Held since", "Why", "Decided", whole=("Day", "Held since"))
    for number, one in enumerate(waiting, 1):
        reason, decided = said(one.reason), one.decision.value
        made.add_row(str(number), iso(one.day), said(one.summary), iso(one.since), reason, decided)
    target.print(made)
    held = command_line(f"held {plan}")
    target.print(said(f"Decide with `{held} apply N` or `{held} drop N`."))


def _document(number: int, one: "Held") -> dict[str, object]:
    return {
        "number": number,
        "publication": one.target,
        "uid": one.uid,
        "summary": one.summary,
        "day": one.day.isoformat(),
        "since": one.since.isoformat(),
        "reason": one.reason,
        "decision": one.decision.value,
    }
