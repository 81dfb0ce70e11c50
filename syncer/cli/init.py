"""`syncer init`: a configuration for a sheet, or a starter plan for a team that has none."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from syncer.cli.options import command_line, config_option, config_path

if TYPE_CHECKING:
    from rich.console import Console


@click.command("init")
@click.argument("source", required=False, type=click.Path())
@click.option("--tab", metavar="NAME", help="The tab that holds the plan.")
@click.option("--new", type=click.Path(path_type=Path), metavar="FILE.xlsx",
              help="Make a starter plan; then `init` it.")  # fmt: skip
@config_option
def command(ctx: click.Context, source: str | None, tab: str | None, new: Path | None) -> int:
    """
    Look at SOURCE (or the one spreadsheet here), show what was understood, write config.toml.

    Neither a configuration nor a spreadsheet is ever overwritten.
    """
    from syncer.app.new_config import only_sheet
    from syncer.cli.terminal import console
    from syncer.errors import UsageError

    target = console()
    if new is not None:
        if source is not None or tab is not None:
            raise UsageError("--new makes a plan; it does not go with a SOURCE or --tab")
        _make(target, new)
        return 0
    _write(target, str(only_sheet(Path())) if source is None else source, tab, config_path(ctx))
    return 0


def _make(target: "Console", path: Path) -> None:
    from zoneinfo import ZoneInfo

    from syncer.app.clock import SystemClock
    from syncer.app.new_config import machine_zone
    from syncer.app.starter import starter_pages
    from syncer.app.wiring import make_book
    from syncer.cli.terminal import said
    from syncer.errors import UsageError

    if path.suffix.casefold() != ".xlsx":
        raise UsageError(f"a starter plan is an .xlsx file, not {path.name!r}")
    if path.exists():
        raise UsageError(f"{path} is there already and is never overwritten", hint="name another")
    today = SystemClock(ZoneInfo(machine_zone())).today()
    make_book().make(path, starter_pages(today))
    target.print(said(f"{path}: a starter plan. Overwrite its rows with your own, then:"))
    target.print(said(f"  {command_line(f'init {quote(str(path))}')}"))


def _write(target: "Console", source: str, tab: str | None, config: Path) -> None:
    from syncer.app.look import first_look
    from syncer.app.new_config import (
        config_text,
        machine_zone,
        plan_name,
        refuse_overwriting,
        write_new,
    )
    from syncer.cli.findings_table import totals
    from syncer.cli.inspect import print_columns
    from syncer.cli.terminal import said, working
    from syncer.stages.present.words import counted

    refuse_overwriting(config)
    with working(f"reading {source}"):
        read = first_look(source, tab)
    rows = counted(len(read.plan.items), "row")
    heading = (
        f"headings in row {read.layout.header_row}" if read.layout.header_row else "no headings"
    )
    target.print(said(f"{source}, tab {read.layout.tab}: {heading}, {rows}", "bold"))
    print_columns(target, read)
    target.print(said(f"Reading it found {totals(read.findings)}."))
    if read.snapshot.read_only:
        target.print(said(f"Results cannot stand in it: {read.snapshot.read_only}"))
    write_new(config, config_text(Path(source), read.layout.tab, config.parent, machine_zone()))
    name = plan_name(Path(source))
    target.print()
    target.print(said(f"{config}: written. Next:"))
    for verb, what in (
        ("check", "what a person should mend"),
        ("diff", "what a sync would write, before it does"),
        ("sync", f"write it, and the feed public/{name}.ics"),
    ):
        target.print(said(f"  {command_line(f'{verb:<6}')} # {what}"))
