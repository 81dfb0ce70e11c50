"""`syncer check`: everything in the plans that a person should mend."""

from datetime import date

import click

from syncer.cli.options import config_option, configured, json_option, plans_argument, today_option


@click.command("check")
@plans_argument
@json_option
@today_option
@config_option
def command(ctx: click.Context, plans: tuple[str, ...], as_json: bool, today: date | None) -> int:
    """
    List what a person should mend in each PLAN (all, where none is named).

    Each finding names its cell, what is wrong and what to write instead. Exit code 1 means that
    there are errors among them.
    """
    config = configured(ctx)

    from syncer.app.look import look
    from syncer.cli.findings_table import print_findings, totals
    from syncer.cli.plans import each
    from syncer.cli.terminal import console, print_json, said, working
    from syncer.stages.present.words import counted

    with working("checking"):
        gone = each(config.chosen(plans), lambda plan: look(config, plan, today))
    if as_json:
        print_json({"plans": [{"plan": s.setup.name, **s.document} for s in gone.results]})
    else:
        target = console()
        for seen in gone.results:
            rows = counted(len(seen.judged.read.plan.items), "row")
            found = totals(seen.judged.findings)
            target.print(said(f"{seen.setup.title} ({seen.source}): {rows}, {found}", "bold"))
            print_findings(target, seen.judged.findings)
    return gone.exit_code or int(any(seen.judged.errors for seen in gone.results))
