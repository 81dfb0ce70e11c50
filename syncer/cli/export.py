"""`syncer export`: the evaluated plan for other programs."""

from datetime import date
from pathlib import Path

import click

from syncer.cli.options import config_option, configured, plan_argument, today_option

_FORMATS = ("json", "csv", "ics", "xlsx")


@click.command("export")
@plan_argument
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Left out: by the file's name.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Left out: "
              "standard output.")  # fmt: skip
@today_option
@config_option
def command(
    ctx: click.Context, plan: str, form: str | None, output: Path | None, today: date | None
) -> int:
    """
    Write PLAN, evaluated, as JSON, CSV, ICS or XLSX; an earlier export at FILE is replaced.

    In CSV, text that a spreadsheet would take for a formula gets a ' before it.
    """
    config = configured(ctx)

    from syncer.app import export
    from syncer.app.look import rehearse
    from syncer.cli.terminal import working
    from syncer.errors import UsageError

    (name,) = config.chosen((plan,))
    form = form or (output.suffix.lstrip(".").casefold() if output else "json")
    if form not in _FORMATS:
        raise UsageError(f"{form!r} is no format", hint=f"--format {' | '.join(_FORMATS)}")
    if output is None and form == "xlsx":
        raise UsageError("a workbook needs a file to stand in", hint=f"-o {name}-export.xlsx")
    if output is not None:
        export.refuse_sources(config, output)
    with working(f"evaluating {name}"):
        rehearsed = rehearse(config, name, today)
    seen = rehearsed.seen
    if output is not None and form == "xlsx":
        export.write_xlsx(seen, output)
        return 0
    octets = {
        "json": lambda: export.as_json(seen),
        "csv": lambda: export.as_csv(seen),
        "ics": lambda: export.as_ics(config, rehearsed),
    }[form]()
    if output is None:
        click.echo(octets, nl=False)
    else:
        export.write_octets(octets, output)
    return 0
