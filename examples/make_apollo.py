"""
Makes apollo.xlsx: the spring launch of a folding bicycle, as its team keeps it.

Run it as `python examples/make_apollo.py [FILE]`. The same octets come out every time. Its days
lie around 2 March 2026, the day that config.example.toml sets. Six cells hold mistakes of the
kind people make; apollo_plan.py marks them.
"""

# ruff: noqa: INP001 - a script, not a package

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter
from apollo_plan import KINDS, MAYA, PHASES, PRIORITIES, STATUS_DATE, STATUSES, TEAM
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MONTHS: Final = ("Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul")
HEADING: Final = 4  # rows count from 1, as in the sheet


class Column(NamedTuple):
    """One column of the plan: its heading, its width in characters, the look of its cells."""

    name: str
    heading: str
    width: float
    look: str


COLUMNS: Final = (
    Column("no", "No.", 5, "number"),
    Column("title", "Task name", 40, "text"),
    Column("kind", "Type", 11, "text"),
    Column("owner", "Owner", 15, "text"),
    Column("moscow", "MoSCoW", 9, "text"),
    Column("start", "Start", 10, "date"),
    Column("days", "Duration (days)", 9, "number"),
    Column("base", "Baseline", 10, "date"),
    Column("due", "Due", 10, "date"),
    Column("done", "Done on", 10, "date"),
    Column("pct", "% done", 7, "share"),
    Column("status", "Status", 12, "text"),
    Column("after", "Depends on", 24, "text"),
    Column("risk", "Risk", 7, "text"),
    Column("plan_b", "Contingency", 30, "text"),
    Column("kpi", "KPI", 13, "text"),
    Column("target", "Target", 13, "text"),
    Column("budget", "Budget", 10, "money"),
    Column("spent", "Spent", 10, "money"),
    Column("left", "Left", 10, "money"),
    Column("notes", "Notes", 44, "text"),
)
PLACE: Final = {column.name: place for place, column in enumerate(COLUMNS)}
WIDE: Final = len(COLUMNS) - 1


def _bands() -> tuple[range, ...]:
    """The rows of each phase's items; its title stands in the row before them."""
    bands, row = [], HEADING + 2
    for phase in PHASES:
        bands.append(range(row, row + len(phase.items)))
        row = bands[-1].stop + 1
    return tuple(bands)


BANDS: Final = _bands()
FIRST: Final = HEADING + 1
LAST: Final = BANDS[-1].stop - 1


def main() -> None:
    """Write the workbook to the path given, else beside this script."""
    path = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("apollo.xlsx")
    make(Path(path))


def make(path: Path) -> None:
    """Write the whole workbook to *path*."""
    with xlsxwriter.Workbook(str(path)) as book:
        # Else the moment of making stands in the file.
        book.set_properties(
            {"title": "Apollo launch plan", "author": MAYA, "created": datetime(2025, 10, 27)}  # noqa: DTZ001 - the file has no zone
        )
        looks = _looks(book)
        plan = book.add_worksheet("Plan")
        team = book.add_worksheet("Team")
        money = book.add_worksheet("Budget")
        book.define_name("StatusDate", "=Plan!$L$2")
        _write_plan(plan, looks)
        _write_totals(plan, looks)
        _dress(plan, looks)
        _write_team(team, looks)
        _write_money(money, looks)
        _add_chart(book, plan)


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    body = {"font_name": "Calibri", "font_size": 10, "valign": "top", "border": 1}
    cell = body | {"border_color": "#D0D5DD"}
    bold = {"font_name": "Calibri", "bold": True}
    looks = {
        "title": bold | {"font_size": 16, "font_color": "#1D3557"},
        "quiet": {"font_name": "Calibri", "font_size": 10, "italic": True, "font_color": "#667085"},
        "status_date": bold | {"num_format": "d mmm yyyy", "align": "left"},
        "heading": bold
        | {"font_color": "#FFFFFF", "bg_color": "#1D3557", "text_wrap": True, "valign": "vcenter"},
        "band": bold | {"font_size": 11, "bg_color": "#DCE6F2", "font_color": "#1D3557"},
        "text": cell | {"text_wrap": True},
        "number": cell | {"align": "center"},
        "date": cell | {"num_format": "d mmm yy", "align": "center"},
        "share": cell | {"num_format": "0%", "align": "center"},
        "money": cell | {"num_format": "£#,##0"},
        "total": bold | {"top": 2, "num_format": "£#,##0"},
        "overdue": {"font_color": "#B42318", "bold": True},
        "over": {"font_color": "#B42318"},
        "reached": {"font_color": "#027A48"},
        "stuck": {"bg_color": "#FEE4E2"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_plan(sheet: Worksheet, looks: dict[str, Format]) -> None:
    """Title, heading, and each phase under its band."""
    sheet.merge_range("A1:L1", "Apollo folding e-bike: spring launch", looks["title"])
    sheet.write("A2", f"Last updated 27 February 2026 by {MAYA}", looks["quiet"])
    sheet.write("J2", "Status date:", looks["quiet"])
    sheet.write_datetime("L2", STATUS_DATE, looks["status_date"])
    sheet.set_row(0, 24)
    sheet.set_row(HEADING - 1, 30)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write(HEADING - 1, place, column.heading, looks["heading"])
    for phase, band in zip(PHASES, BANDS, strict=True):
        title = band.start - 1
        sheet.merge_range(title - 1, 0, title - 1, WIDE, phase.title, looks["band"])
        for row, values in zip(band, phase.items, strict=True):
            _write_item(sheet, looks, row, values)


def _write_item(
    sheet: Worksheet, looks: dict[str, Format], row: int, values: dict[str, Any]
) -> None:
    for place, column in enumerate(COLUMNS):
        look = looks[column.look]
        value = values.get(column.name)
        if column.name == "left" and "budget" in values:
            formula = f"={_at(row, 'budget')}-{_at(row, 'spent')}"
            sheet.write_formula(row - 1, place, formula, look, values["budget"] - values["spent"])
        elif isinstance(day := _day(value) if column.look == "date" else None, date):
            sheet.write_datetime(row - 1, place, day, look)
        else:
            sheet.write(row - 1, place, value, look)
    if any(len(str(values.get(column.name, ""))) > column.width * 1.3 for column in COLUMNS):
        sheet.set_row(row - 1, 28)  # two lines
    if "comment" in values:
        sheet.write_comment(f"I{row}", values["comment"], {"author": MAYA})


def _day(text: str | None) -> date | None:
    """Read 27 Feb as a day of the project, November 2025 to July 2026; other text is no day."""
    day, _, month = (text or "").partition(" ")
    if month not in MONTHS:
        return None
    years, place = divmod(MONTHS.index(month) + 10, 12)
    return date(2025 + years, place + 1, int(day))


def _at(row: int, name: str) -> str:
    return f"{xl_col_to_name(PLACE[name])}{row}"


def _span(name: str, first: int = FIRST, last: int = LAST) -> str:
    return f"{_at(first, name)}:{_at(last, name)}"


def _sum(name: str, items: Sequence[dict[str, Any]]) -> int:
    return sum(values.get(name, 0) for values in items)


def _write_totals(sheet: Worksheet, looks: dict[str, Format]) -> None:
    everything = [values for phase in PHASES for values in phase.items]
    spent, budget = _sum("spent", everything), _sum("budget", everything)
    for place in range(len(COLUMNS)):
        sheet.write_blank(LAST, place, None, looks["total"])
    sheet.write(LAST, PLACE["title"], "Total", looks["total"])
    for name, value in (("budget", budget), ("spent", spent), ("left", budget - spent)):
        formula = f"=SUM({_span(name)})"
        sheet.write_formula(LAST, PLACE[name], formula, looks["total"], value)
    reading = (
        "15FS+5d: five working days after No. 15 is finished. Bank holidays are no working days."
    )
    sheet.write(LAST + 1, PLACE["title"], reading, looks["quiet"])


def _dress(sheet: Worksheet, looks: dict[str, Format]) -> None:
    """Filter, frozen panes, drop-downs, conditional formats, and how it prints."""
    sheet.autofilter(HEADING - 1, 0, LAST - 1, WIDE)
    sheet.freeze_panes(HEADING, PLACE["title"] + 1)
    owners = f"=Team!$A$4:$A${3 + len(TEAM)}"
    for name, source in (
        ("kind", list(KINDS)),
        ("owner", owners),
        ("moscow", list(PRIORITIES)),
        ("status", list(STATUSES)),
    ):
        # A warning only: that is how such columns come to hold other things too.
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(_span(name), options)
    overdue = f'=AND(ISNUMBER($I{FIRST}),$I{FIRST}<StatusDate,$J{FIRST}="",$L{FIRST}<>"Cancelled")'
    _colour(sheet, _span("due"), overdue, looks["overdue"])
    _colour(sheet, _span("status"), f'=$L{FIRST}="Done"', looks["reached"])
    stuck = f'=OR($L{FIRST}="Blocked",$L{FIRST}="At risk",$L{FIRST}="On hold")'
    _colour(sheet, _span("status"), stuck, looks["stuck"])
    _colour(sheet, _span("left"), f"=N($T{FIRST})<0", looks["over"])
    bar = {"type": "data_bar", "bar_color": "#9EC5E8", "bar_solid": True, "max_value": 1}
    sheet.conditional_format(
        _span("pct"), bar | {"min_type": "num", "max_type": "num", "min_value": 0}
    )
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&F, &A&RPage &P of &N")


def _colour(sheet: Worksheet, cells: str, rule: str, look: Format) -> None:
    sheet.conditional_format(cells, {"type": "formula", "criteria": rule, "format": look})


def _write_team(sheet: Worksheet, looks: dict[str, Format]) -> None:
    sheet.write("A1", "Who is who", looks["title"])
    for place, heading in enumerate(("Name", "Looks after", "Mail")):
        sheet.write(2, place, heading, looks["heading"])
        for row, person in enumerate(TEAM, start=3):
            sheet.write_string(row, place, person[place], looks["text"])
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 28)


def _write_money(sheet: Worksheet, looks: dict[str, Format]) -> None:
    sheet.write("A1", "Money by phase", looks["title"])
    for place, heading in enumerate(("Phase", "Budget", "Spent")):
        sheet.write(2, place, heading, looks["heading"])
    for row, (phase, band) in enumerate(zip(PHASES, BANDS, strict=True), start=3):
        sheet.write(row, 0, phase.title.partition(" · ")[2], looks["text"])
        for place, name in enumerate(("budget", "spent"), start=1):
            formula = f"=SUM(Plan!{_span(name, band.start, band.stop - 1)})"
            sheet.write_formula(row, place, formula, looks["money"], _sum(name, phase.items))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 12)


def _add_chart(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    """Budget and spent by phase, below the table."""
    chart = book.add_chart({"type": "column"})
    last = 2 + len(PHASES)
    for place, colour in ((1, "#9EC5E8"), (2, "#1D3557")):
        chart.add_series(
            {
                "name": ["Budget", 2, place],
                "categories": ["Budget", 3, 0, last, 0],
                "values": ["Budget", 3, place, last, place],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "Budget and spent by phase", "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "£#,##0", "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 620, "height": 300})
    sheet.insert_chart(LAST + 3, PLACE["title"], chart, {"description": "Budget by phase"})


if __name__ == "__main__":
    main()
