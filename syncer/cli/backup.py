"""`syncer backup`: a copy of the state, taken while the daemon runs."""

from pathlib import Path

import click

from syncer.cli.options import command_line, config_option, configured, json_option


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "instead", is_flag=True, help="Replace FILE where it stands already.")
@json_option
@config_option
def command(ctx: click.Context, file: Path, instead: bool, as_json: bool) -> int:
    """
    Copy all that is remembered (history, baselines, what is published, subscriptions) to FILE.

    It may run while a daemon does, and is as of one moment. The file is for `syncer restore`,
    into SQLite or PostgreSQL, whichever it came from. Keep it where only you can read it.
    """
    config = configured(ctx)

    from syncer.app.state import back_up
    from syncer.cli.terminal import console, print_json, said, working
    from syncer.stages.present.words import counted

    with working("copying the state"):
        done = back_up(config, file, instead=instead)
    if as_json:
        print_json({"file": str(file), **done._asdict()})
        return 0
    what = f"{counted(done.plans, 'plan')}, {counted(done.rows, 'row')}, {done.octets:,} octets"
    target = console()
    target.print(said(f"Backed up to {file}: {what}."))
    target.print(said(f"Put it back with `{command_line(f'restore {file}')}`.", "dim"))
    return 0
