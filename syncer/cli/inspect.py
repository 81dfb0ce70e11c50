"""`syncer inspect`: how a spreadsheet is understood, without any configuration."""

from typing import TYPE_CHECKING

import click

from syncer.cli.options import config_option, config_path, credentials_option, json_option

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.domain.plan import Item
    from syncer.engine.decide import Understood

_FIRST = 8
"""Rows, and kinds of findings, on the one screen that is shown without --all."""

_PHASE = 24
"""Letters of a phase's name that are shown."""

_ABOUT = "~"
"""Before a day that is the end of a week, a month or a quarter."""

_ROW_COLUMNS = (
    "Row", "ID", "Kind", "Title", "Phase", "Owner", "Start", "Baseline", "Due", "Stated",
)  # fmt: skip
_ALWAYS = ("Row", "ID", "Kind", "Title", "Due", "Stated")
_ROOMY_ONLY = ("Phase", "Owner", "Start", "Baseline")


@click.command("inspect")
@click.argument("source", type=click.Path())
@click.option("--tab", metavar="NAME", help="The tab that holds the plan.")
@click.option("--mapping", default="auto", metavar="NAME", help="A mapping, or a path to one.")
@credentials_option
@click.option("--all", "whole", is_flag=True, help="Every row and finding, not only the first.")
@json_option
@config_option
def command(
    ctx: click.Context,
    *,
    source: str,
    tab: str | None,
    mapping: str,
    credentials: str,
    whole: bool,
    as_json: bool,
) -> int:
    """
    Show how SOURCE, a file or the address of a Google Sheet, is understood: tab, headings,
    columns, rows and findings.

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
        _print(console(), read, source, whole=whole)
    return int(any(finding.severity == "error" for finding in read.findings))


def print_columns(target: "Console", read: "Understood") -> None:
    """Print what each column of the sheet was taken for, and name those that are not the plan's."""
    from syncer.cli.terminal import said, table
    from syncer.stages.present.understanding import listed
    from syncer.stages.present.words import field_name

    made = table("Column", "Heading", "Read as", "How sure", whole=("Column", "Read as"))
    others = []
    for column in read.layout.columns:
        if not column.field:
            others.append(f"{column.letter} {' '.join(column.header.split())[:20]}".strip())
            continue
        sure = said("sure", "dim") if column.sure else said(f"look: {column.why}", "yellow")
        made.add_row(column.letter, said(column.header), field_name(column.field), sure)
    if made.row_count:
        target.print(made)
    if others:
        target.print(said(f"Not the plan's: {listed(others, 6)}", "dim"))


def _print(target: "Console", read: "Understood", source: str, *, whole: bool) -> None:
    from syncer.cli.findings_table import print_findings, totals
    from syncer.cli.terminal import MOST_LINES, said
    from syncer.stages.present.understanding import standing
    from syncer.stages.present.words import counted

    items = read.plan.items
    understood = f"{counted(len(items), 'row')} understood"
    target.print(said(f"{source}, {standing(read.layout)}, {understood}", "bold"))
    _print_notes(target, read)
    target.print()
    print_columns(target, read)
    target.print()
    if items:
        _print_rows(target, read, MOST_LINES if whole else _FIRST)
        target.print()
    found = f"To mend: {totals(read.findings)}" if read.findings else "Nothing to mend"
    target.print(said(found, "bold"))
    if whole:
        print_findings(target, read.findings)
    else:
        _print_mendings(target, read)


def _print_notes(target: "Console", read: "Understood") -> None:
    """What was found out about the sheet as a whole."""
    from rich.table import Table

    from syncer.cli.terminal import said
    from syncer.stages.headings import DATES
    from syncer.stages.present.understanding import date_notes, left_alone

    layout, words = read.layout, read.words
    dates = date_notes(read.snapshot, read.tab, layout)
    if not dates and any(layout.column(name) for name in DATES):
        dates = ("none is written in a way that could be misread",)
    notes = {
        "Dates": dates,
        "Language": (words.spoken,) if words.spoken else (),
        "Made by": (words.tool,) if words.tool else (),
        "Left alone": left_alone(read.snapshot, read.tab, layout),
        "Not sure": layout.doubts,
    }
    made = Table.grid(padding=(0, 2))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for name, told in notes.items():
        for place, one in enumerate(told):
            made.add_row(said("" if place else name, "dim"), said(one))
    target.print(made)


def _print_rows(target: "Console", read: "Understood", most: int) -> None:
    from syncer.cli.terminal import ROOMY, said, table
    from syncer.stages.present.words import counted

    items = read.plan.items
    shown = [_cells(item) for item in items[:most]]
    tight = () if target.width >= ROOMY else _ROOMY_ONLY
    names = [
        name
        for name in _ROW_COLUMNS
        if name not in tight and (name in _ALWAYS or any(cells[name] for cells in shown))
    ]
    made = table(*names, right=("Row",), whole=("Row", "Kind", "Start", "Baseline", "Due"))
    for cells in shown:
        made.add_row(*(said(cells[name]) for name in names))
    target.print(made)
    if any(cells["Due"].startswith(_ABOUT) for cells in shown):
        target.print(said(f"{_ABOUT} about: the last day of a week, a month or the like", "dim"))
    if len(items) > most:
        target.print(f"… and {counted(len(items) - most, 'row')} more: --all shows them")


def _cells(item: "Item") -> dict[str, str]:
    """What is shown of an item, by column."""
    from syncer.cli.terminal import iso

    row = item.row
    about = _ABOUT if "due" in row.approximate else ""
    return {
        "Row": str(row.row),
        "ID": item.id,
        "Kind": item.kind.value,
        "Phase": _short(row.phase or ""),
        "Title": row.title,
        "Owner": ", ".join(row.owners),
        "Start": iso(row.start),
        "Baseline": iso(row.baseline),
        "Due": f"{about}{iso(row.due)}",
        "Stated": row.status.value.replace("_", " ") if row.status else "",
    }


def _short(text: str) -> str:
    return text if len(text) <= _PHASE else f"{text[: _PHASE - 1]}…"


def _print_mendings(target: "Console", read: "Understood") -> None:
    """One line for each kind of finding: where, the first of them, and what to write instead."""
    from rich.text import Text

    from syncer.cli.terminal import said, severity_text, table
    from syncer.stages.present.understanding import listed, mendings
    from syncer.stages.present.words import counted

    found = mendings(read.findings)
    made = table("Where", "Severity", "What is wrong with the first, and what to do")
    for one in found[:_FIRST]:
        what = said(one.first.message)
        if one.first.hint:
            what.append_text(Text(" → ", style="dim")).append_text(said(one.first.hint))
        made.add_row(said(listed(one.places)), severity_text(one.first.severity), what)
    if found:
        target.print(made)
    if len(found) > _FIRST:
        kinds = counted(len(found) - _FIRST, "more kind")
        target.print(f"… and {kinds} of finding: --all shows them")
