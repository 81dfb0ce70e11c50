"""`syncer inspect`: how a spreadsheet is understood, without any configuration."""

from typing import TYPE_CHECKING

import click

from syncer.cli.options import config_option, json_option

if TYPE_CHECKING:
    from rich.console import Console

    from syncer.engine.decide import Understood

_FIRST = 8
"""Rows, and kinds of findings, on the one screen that is shown without --all."""


@click.command("inspect")
@click.argument("source", type=click.Path())
@click.option("--tab", metavar="NAME", help="The tab that holds the plan.")
@click.option("--mapping", default="auto", metavar="NAME", help="A mapping, or a path to one.")
@click.option("--all", "whole", is_flag=True, help="Every row and finding, not only the first.")
@json_option
@config_option
def command(  # noqa: PLR0917
    ctx: click.Context,  # noqa: ARG001
    source: str,
    tab: str | None,
    mapping: str,
    whole: bool,
    as_json: bool,
) -> int:
    """
    Show how SOURCE, a spreadsheet, is understood: tab, headings, columns, rows and findings.

    Exit code 1 means that a cell could not be read.
    """
    from syncer.app.look import first_look
    from syncer.cli.terminal import console, print_json, working
    from syncer.stages.present.document import plan_document

    with working(f"reading {source}"):
        read = first_look(source, tab, mapping)
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
    from syncer.stages.present.words import counted

    layout, items = read.layout, read.plan.items
    heading = f"headings in row {layout.header_row}" if layout.header_row else "no headings"
    understood = f"{counted(len(items), 'row')} understood"
    target.print(said(f"{source}, tab {layout.tab}: {heading}, {understood}", "bold"))
    _print_notes(target, read)
    target.print()
    print_columns(target, read)
    target.print()
    if items:
        _print_rows(target, read, MOST_LINES if whole else _FIRST)
        target.print()
    target.print(said(f"To mend: {totals(read.findings)}", "bold"))
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
    from syncer.cli.terminal import ROOMY, iso, said, table
    from syncer.stages.present.words import counted

    roomy = target.width >= ROOMY
    more = ("Owner", "Start", "Baseline") if roomy else ()
    names = ("Row", "ID", "Kind", "Title", *more, "Due", "Stated")
    made = table(*names, right=("Row",), whole=("Row", "Kind", "Due", "Start", "Baseline"))
    items = read.plan.items
    for item in items[:most]:
        row = item.row
        extra = (said(", ".join(row.owners)), iso(row.start), iso(row.baseline)) if more else ()
        stated = row.status.value.replace("_", " ") if row.status else ""
        cells = (said(item.id), item.kind.value, said(row.title), *extra, iso(row.due), stated)
        made.add_row(str(row.row), *cells)
    target.print(made)
    if len(items) > most:
        target.print(f"… and {counted(len(items) - most, 'row')} more: --all shows them")


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
