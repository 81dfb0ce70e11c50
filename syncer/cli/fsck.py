"""`syncer fsck`: is the state whole; and what can be rebuilt of it."""

from typing import TYPE_CHECKING, Final

import click

from syncer.cli.options import command_line, config_option, configured, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syncer.store.checking import Flaw

_REMEDIES: Final = {
    "sync": "the next sync puts it right",
    "repair": "`{fsck} --repair` takes it away and looks at the sheet and the feeds anew",
    "salvage": "`{fsck} --repair` makes a new database of what can be read",
    "restore": "put a backup back with `{restore} FILE`, or keep this in mind",
}


@click.command("fsck")
@click.option("--repair", is_flag=True, help="Rebuild what can be rebuilt.")
@json_option
@config_option
def command(ctx: click.Context, repair: bool, as_json: bool) -> int:
    """
    Check everything that is remembered: the database, the ledgers, each packed value, the feeds.

    With --repair what is damaged is taken away and made anew from the sheets and the published
    events; a database that cannot be read whole is kept beside the new one. Nothing in a sheet,
    a feed or a calendar is changed. Exit code 1 where something is (still) wrong.
    """
    config = configured(ctx)

    from syncer.app.fsck import Repaired, check_state, repair_state
    from syncer.cli.terminal import console, print_json, said, working

    with working("checking the state"):
        if repair:
            done = repair_state(config)
        else:
            found = check_state(config)
            done = Repaired(found, found)
    if as_json:
        flaws = {"found": list(map(_document, done.found)), "left": list(map(_document, done.left))}
        print_json({**flaws, "kept": done.kept or None, "refused": list(done.refused)})
        return 1 if done.left else 0
    target = console()
    if not done.found:
        target.print("The state is whole.")
        return 0
    if repair:
        _print_mended(done.found, done.left)
    for line in (f"The damaged database is kept: {done.kept}" if done.kept else "", *done.refused):
        if line:
            target.print(said(line))
    if done.left:
        _print(done.left)
    return 1 if done.left else 0


def _print_mended(found: "Sequence[Flaw]", left: "Sequence[Flaw]") -> None:
    from syncer.cli.terminal import console, said
    from syncer.stages.present.words import counted

    mended = [flaw for flaw in found if flaw[:3] not in {one[:3] for one in left}]
    for flaw in mended:
        console().print(said(f"mended: {_named(flaw)}: {flaw.what}"))
    if mended:
        then = f"bring all in line with `{command_line('sync')}`"
        console().print(said(f"{counted(len(mended), 'flaw')} mended; {then}"))


def _print(left: "Sequence[Flaw]") -> None:
    from syncer.cli.terminal import console, said, table

    made = table("Where", "What is wrong")
    for flaw in left:
        words = _REMEDIES[flaw.remedy.value]
        todo = words.format(fsck=command_line("fsck"), restore=command_line("restore"))
        text = said(flaw.what).append("\n").append_text(said(f"→ {todo}", "dim"))
        made.add_row(said(_named(flaw)), text)
    console().print(made)


def _named(flaw: "Flaw") -> str:
    return f"{flaw.plan}: {flaw.where}" if flaw.plan else flaw.where


def _document(flaw: "Flaw") -> dict[str, str | None]:
    return {
        "plan": flaw.plan or None,
        "where": flaw.where,
        "what": flaw.what,
        "remedy": flaw.remedy.value,
    }
