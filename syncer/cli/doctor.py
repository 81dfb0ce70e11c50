"""`syncer doctor`: is everything in order that a sync needs."""

import click

from syncer.cli.options import config_option, configured, json_option, plans_argument


@click.command("doctor")
@plans_argument
@json_option
@config_option
def command(ctx: click.Context, plans: tuple[str, ...], as_json: bool) -> int:
    """
    Look at everything that a sync of each PLAN (all, where none is named) needs.

    What lacks is shown with what to do. Nothing is changed. Exit code 3 where something lacks.
    """
    config = configured(ctx)

    from syncer.app.examination import examine
    from syncer.cli.terminal import console, print_json, said, table, tick, working
    from syncer.errors import AccessError

    with working("looking"):
        checks = list(examine(config, config.chosen(plans)))
    if as_json:
        print_json({"checks": [check._asdict() for check in checks]})
    else:
        made = table("", "What", "Found")
        for check in checks:
            found = said(check.says)
            if check.todo:
                found.append("\n").append_text(said(f"→ {check.todo}", "dim"))
            made.add_row(tick(check.verdict), said(check.subject), found)
        console().print(made)
    return AccessError.exit_code if any(check.verdict == "bad" for check in checks) else 0
