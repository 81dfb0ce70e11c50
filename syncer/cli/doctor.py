"""`syncer doctor`: is everything in order that a sync needs."""

import click

from syncer.cli.options import as_run, config_option, configured, json_option, plans_argument


@click.command("doctor")
@plans_argument
@json_option
@config_option
def command(ctx: click.Context, plans: tuple[str, ...], as_json: bool) -> int:
    """
    Look at everything that a sync of each PLAN (all, where none is named) needs.

    What lacks is shown with what to do. Nothing is changed. Exit code 3 where something lacks, 4
    where only another process is in the way.
    """
    config = configured(ctx)

    from syncer.app.examination import examine
    from syncer.cli.terminal import console, print_json, said, table, tick, working
    from syncer.errors import AccessError, HeldError

    with working("looking"):
        found = examine(config, config.chosen(plans))
        checks = [check._replace(todo=as_run(check.todo)) for check in found]
    if as_json:
        print_json({"checks": [check._asdict() for check in checks]})
    else:
        made = table("", "What", "Found")
        for check in checks:
            says = said(check.says)
            if check.todo:
                says.append("\n").append_text(said(f"→ {check.todo}", "dim"))
            made.add_row(tick(check.verdict), said(check.subject), says)
        console().print(made)
    lacking = [check for check in checks if check.verdict == "bad"]
    if lacking and all(check.held for check in lacking):
        return HeldError.exit_code
    return AccessError.exit_code if lacking else 0
