"""What a workbook sets off: bold rows, groups that fold, indentation."""

import xlsxwriter

from tests.connectors.workbook.writing import read


def tab_of(path, fill):
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("Plan"))
    return read(path).tab("Plan")


def test_rows_whose_first_filled_cell_is_bold(tmp_path):
    def fill(book, sheet):
        bold, plain = book.add_format({"bold": True}), book.add_format({"italic": True})
        sheet.write_row("A1", ["Title", "Due"], bold)
        sheet.write_blank("A2", None, plain)
        sheet.write("B2", "Design", bold)
        sheet.write("A3", "Draft", plain)
        sheet.write("B3", "urgent", bold)
        sheet.write("A4", "Build")

    assert tab_of(tmp_path / "plan.xlsx", fill).bold_rows == {1, 2}


def test_groups_that_fold(tmp_path):
    def fill(_book, sheet):
        sheet.write_column("A1", ["Title", "Design", "Draft", "Detail", "Build"])
        sheet.set_row(2, None, None, {"level": 1})
        sheet.set_row(3, None, None, {"level": 2, "hidden": True})

    tab = tab_of(tmp_path / "plan.xlsx", fill)
    assert (tab.depths, tab.hidden_rows) == ({3: 1, 4: 2}, {4})


def test_indentation_counts_where_nothing_is_grouped(tmp_path):
    def fill(book, sheet):
        deep = book.add_format({"indent": 2})
        sheet.write("A1", "Design")
        sheet.write("A2", "Draft", deep)

    assert tab_of(tmp_path / "plan.xlsx", fill).depths == {2: 2}


def test_a_plain_sheet_sets_nothing_off(tmp_path):
    tab = tab_of(tmp_path / "plan.xlsx", lambda _, sheet: sheet.write("A1", "Title"))
    assert (tab.bold_rows, tab.depths) == (frozenset(), {})
