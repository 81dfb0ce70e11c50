"""`syncer init`: a configuration for a sheet, or a starter plan for a team that has none."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from syncer.cli.options import command_line, config_option, config_path, credentials_option

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.engine.decide import Understood


@click.command("init")
@click.argument("source", required=False, type=click.Path())
@click.option("--tab", metavar="NAME", help="The tab that holds the plan.")
@click.option("--new", type=click.Path(path_type=Path), metavar="FILE.xlsx",
              help="Make a starter plan; then `init` it.")  # fmt: skip
@credentials_option
@click.option("--login", is_flag=True, help="Log in to Google as yourself, in the browser.")
@click.option("--no-browser", is_flag=True, help="Print the address for that login.")
@click.option("--apps-script", metavar="URL",
              help="Print a script with which a Google Sheet tells `syncer run` at URL of edits.")  # fmt: skip
@config_option
def command(
    ctx: click.Context,
    *,
    source: str | None,
    tab: str | None,
    new: Path | None,
    credentials: str,
    login: bool,
    no_browser: bool,
    apps_script: str | None,
) -> int:
    """
    Look at SOURCE, a file or the address of a Google Sheet (or the one spreadsheet here), show
    what was understood, write config.toml.

    Neither a configuration nor a spreadsheet is ever overwritten.
    """
    from syncer.app.new_config import only_sheet
    from syncer.cli.terminal import console
    from syncer.errors import UsageError

    target, config = console(), config_path(ctx)
    if new is not None:
        if source is not None or tab is not None:
            raise UsageError("--new makes a plan; it does not go with a SOURCE or --tab")
        _make(target, new)
        return 0
    if login:
        from syncer.cli.google_login import log_in

        credentials = log_in(target, credentials, config, browser=not no_browser)
    if source is not None or not (login or apps_script):
        named = str(only_sheet(Path())) if source is None else source
        _write(target, named, tab, config, credentials)
    if apps_script:
        from syncer.cli.apps_script import print_scripts

        print_scripts(target, config, apps_script)
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


def _write(target: "Console", source: str, tab: str | None, config: Path, credentials: str) -> None:
    from syncer.app.addresses import google_sheet
    from syncer.app.look import first_look
    from syncer.app.new_config import (
        config_text,
        found_file,
        refuse_overwriting,
        write_new,
        zone_of,
    )
    from syncer.cli.terminal import said, working

    refuse_overwriting(config)
    if google_sheet(source):
        from syncer.cli.google_sheet import look_at_google

        read, found = look_at_google(target, source, tab, config, credentials)
    else:
        with working(f"reading {source}"):
            read = first_look(source, tab)
        found = found_file(Path(source), read.layout.tab)
    _print_read(target, source, read)
    write_new(config, config_text(found, config.parent, zone_of(read.snapshot)))
    target.print()
    target.print(said(f"{config}: written. Next:"))
    looks = (("doctor", "is everything shared that a sync needs"),) if found.credentials else ()
    for verb, what in (
        *looks,
        ("check", "what a person should mend"),
        ("diff", "what a sync would write, before it does"),
        ("sync", f"write it, and the feed public/{found.name}.ics"),
    ):
        target.print(said(f"  {command_line(f'{verb:<6}')} # {what}"))


def _print_read(target: "Console", source: str, read: "Understood") -> None:
    from syncer.cli.findings_table import totals
    from syncer.cli.inspect import print_columns
    from syncer.cli.terminal import said
    from syncer.stages.present.understanding import standing
    from syncer.stages.present.words import counted

    rows = counted(len(read.plan.items), "row")
    target.print(said(f"{source}, {standing(read.layout)}, {rows}", "bold"))
    print_columns(target, read)
    for doubt in read.layout.doubts:
        target.print(said(doubt, "yellow"))
    target.print(said(f"Reading it found {totals(read.findings)}."))
    if read.snapshot.read_only:
        target.print(said(f"Results cannot stand in it: {read.snapshot.read_only}"))
