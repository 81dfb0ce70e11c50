"""`syncer inspect`: how a spreadsheet is understood, without any configuration."""

from typing import TYPE_CHECKING

import click

from syncer.cli.options import config_option, config_path, credentials_option, json_option

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.engine.decide import Understood


@click.command("inspect")
@click.argument("source", type=click.Path())
@click.option("--tab", metavar="NAME", help="The tab that holds the plan.")
@click.option("--mapping", default="auto", metavar="NAME", help="A mapping, or a path to one.")
@credentials_option
@json_option
@config_option
def command(
    ctx: click.Context,
    *,
    source: str,
    tab: str | None,
    mapping: str,
    credentials: str,
    as_json: bool,
) -> int:
    """
    Show how SOURCE, a file or the address of a Google Sheet, is understood: tab, headings,
    columns, every row and finding.

    Exit code 1 means that a cell could not be read.
    """
    from syncer.app.addresses import google_sheet
    from syncer.app.google_setup import credentials_named
    from syncer.app.look import first_look
    from syncer.cli.terminal import console, print_json, working
    from syncer.stages.present.document import plan_document

    shown = credentials_named(credentials, config_path(ctx)) if google_sheet(source) else ""
    with working(f"reading {source}"):
        read = first_look(source, tab, mapping, shown)
    if as_json:
        print_json(plan_document(source, read.layout, read.plan, read.findings))
    else:
        _print(console(), read, source)
    return int(any(finding.severity == "error" for finding in read.findings))


def _print(target: "Console", read: "Understood", source: str) -> None:
    from syncer.cli.findings_table import print_findings, totals
    from syncer.cli.terminal import said
    from syncer.stages.present.words import counted

    layout = read.layout
    heading = f"headings in row {layout.header_row}" if layout.header_row else "no headings"
    target.print(said(f"{source}, tab {layout.tab}: {heading}, dates read as {layout.date_order}"))
    target.print()
    print_columns(target, read)
    target.print()
    _print_rows(target, read)
    target.print()
    target.print(f"{counted(len(read.plan.items), 'row')} understood: {totals(read.findings)}")
    print_findings(target, read.findings)


def print_columns(target: "Console", read: "Understood") -> None:
    """Print what each column of the sheet was taken for."""
    from syncer.cli.terminal import said, table

    made = table("Column", "Heading", "Read as", whole=("Column",))
    for column in read.layout.columns:
        field = said(column.field) if column.field else said("not the plan's", "dim")
        made.add_row(column.letter, said(column.header), field)
    target.print(made)


def _print_rows(target: "Console", read: "Understood") -> None:
    from syncer.cli.terminal import MOST_LINES, ROOMY, iso, print_rest, said, table

    more = ("Owner", "Start", "Baseline") if target.width >= ROOMY else ()
    names = ("Row", "ID", "Kind", "Title", *more, "Due", "Stated")
    made = table(*names, right=("Row",), whole=("Row", "ID", "Kind", "Due", "Start", "Baseline"))
    for item in read.plan.items[:MOST_LINES]:
        row = item.row
        extra = (said(", ".join(row.owners)), iso(row.start), iso(row.baseline)) if more else ()
        stated = row.status.value.replace("_", " ") if row.status else ""
        cells = (said(item.id), item.kind.value, said(row.title), *extra, iso(row.due), stated)
        made.add_row(str(row.row), *cells)
    target.print(made)
    print_rest(target, len(read.plan.items))
