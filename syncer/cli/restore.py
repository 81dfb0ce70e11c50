"""`syncer restore`: puts a backup of the state back."""

from pathlib import Path

import click

from syncer.cli.options import command_line, config_option, configured, json_option


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@config_option
def command(ctx: click.Context, file: Path, as_json: bool) -> int:
    """
    Let the state be what the backup FILE says; the one that stands is kept beside it.

    End the daemon first. FILE is read whole before anything is replaced. What was published since
    it was made is not forgotten; subscriptions stay as they are now.
    """
    config = configured(ctx)

    from syncer.app.state import put_back
    from syncer.cli.terminal import console, print_json, said, working
    from syncer.stages.present.words import counted

    with working("restoring the state"):
        done = put_back(config, file)
    if as_json:
        print_json({"file": str(file), **done._asdict()})
        return 0
    target = console()
    target.print(said(f"Restored from {file}: {counted(done.rows, 'row')}."))
    if done.kept:
        target.print(said(f"What stood there before is kept: {done.kept}"))
    if done.addresses:
        changed = counted(done.addresses, "subscription")
        target.print(said(f"{changed} changed since the backup: left as they were just now."))
    target.print(said(f"Bring everything in line with `{command_line('sync')}`.", "dim"))
    return 0
