"""The tab that we keep: made once, known by its mark, never taken from people."""

import pytest

from syncer.domain.page import Look, Page, PageCell
from syncer.errors import ConflictError
from tests.connectors.workbook.books import parts_of, rich_book
from tests.connectors.workbook.writing import SUMMARY, change, grid, opened, read, write

OTHER = Page(name="Summary", rows=((PageCell("Shorter", Look.TITLE),),))


@pytest.fixture
def plan(tmp_path):
    return rich_book(tmp_path / "plan.xlsx")


def page(shown, name=None):
    made = shown if name is None else Page(name=name, rows=shown.rows)
    return change({}, page=made)


def test_it_is_made_at_the_end_and_bears_our_mark(plan):
    before = parts_of(plan.read_bytes())
    write(plan, page(SUMMARY))
    tabs = read(plan).tabs
    assert [(tab.name, tab.ours) for tab in tabs][-2:] == [("Lists", False), ("Summary", True)]
    after = parts_of(plan.read_bytes())
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet4.xml",
    }  # fmt: skip
    book = opened(plan)
    assert book.sheetnames == ["Plan", "Team & Co", "Lists", "Summary"]
    assert book.defined_names["_syncer_summary"].hidden
    assert book.defined_names["People"].value == "Lists!$A$1:$A$2"


def test_it_shows_what_the_page_says(plan):
    write(plan, page(SUMMARY))
    assert grid(plan, "Summary") == {
        (1, 1): "Where the plan stands", (3, 1): "What", (3, 2): "Where",
        (4, 1): "late", (4, 2): "C7", (5, 1): "a & b <c>", (5, 2): "=1+1",
    }  # fmt: skip
    sheet = opened(plan)["Summary"]
    assert sheet["A1"].font.bold
    assert sheet["A1"].font.size == 16
    assert sheet["A4"].fill.fgColor.rgb.endswith("F6C7C7")
    assert sheet["A5"].alignment.wrap_text
    assert sheet["B4"].hyperlink.location == "'Plan'!C7"
    assert sheet["B4"].font.underline == "single"
    assert sheet.freeze_panes == "A4"
    assert sheet.column_dimensions["A"].width == 40


def test_rewriting_changes_its_part_and_nothing_else(plan):
    write(plan, page(SUMMARY))
    before = parts_of(plan.read_bytes())
    write(plan, page(OTHER))
    after = parts_of(plan.read_bytes())
    assert list(before) == list(after)
    assert {name for name in after if after[name] != before[name]} == {"xl/worksheets/sheet4.xml"}
    assert grid(plan, "Summary") == {(1, 1): "Shorter"}


def test_it_is_found_again_after_people_renamed_it(plan):
    write(plan, page(SUMMARY))
    book = opened(plan)
    book["Summary"].title = "How we're doing"
    book.defined_names["_syncer_summary"].value = "'How we''re doing'!$A$1"
    book.save(plan)
    assert read(plan).tab("How we're doing").ours
    write(plan, page(OTHER))
    assert [tab.name for tab in read(plan).tabs if tab.ours] == ["How we're doing"]
    assert grid(plan, "How we're doing") == {(1, 1): "Shorter"}


def test_people_s_own_tab_of_that_name_is_theirs(plan):
    octets = plan.read_bytes()
    with pytest.raises(ConflictError, match="not ours"):
        write(plan, page(SUMMARY, "team & CO"))
    assert plan.read_bytes() == octets
    write(plan, page(SUMMARY, "Summary (syncer)"))
    assert read(plan).tab("Summary (syncer)").ours


def test_after_people_deleted_it_it_can_be_made_anew(plan):
    write(plan, page(SUMMARY))
    book = opened(plan)
    del book["Summary"]
    book.defined_names["_syncer_summary"].value = "#REF!$A$1"
    book.save(plan)
    assert not any(tab.ours for tab in read(plan).tabs)
    write(plan, page(SUMMARY))
    assert [tab.name for tab in read(plan).tabs if tab.ours] == ["Summary"]
    assert parts_of(plan.read_bytes())["xl/workbook.xml"].count(b"_syncer_summary") == 1


@pytest.mark.parametrize("tab", ["Plan", "It's", "a!b", '"x" & <y>', "план 1"])
def test_a_link_leads_into_a_tab_of_any_name(plan, tab):
    linked = Page(name="Summary", rows=((PageCell("go", link=f"{tab}!B2"),),))
    write(plan, page(linked))
    quoted = tab.replace("'", "''")
    assert opened(plan)["Summary"]["A1"].hyperlink.location == f"'{quoted}'!B2"


def test_filter_choices_and_help_of_a_page(plan):
    full = Page(
        name="Summary",
        rows=((PageCell("Kind", Look.HEADING),), (PageCell("task"),)),
        filtered=1,
        choices={1: ("task", 'mile"stone')},
        helps={1: 'what it is: "task" & so on'},
    )
    write(plan, page(full))
    sheet = opened(plan)["Summary"]
    assert sheet.auto_filter.ref == "A1:A2"
    listed, helped = sheet.data_validations.dataValidation
    assert (listed.formula1, str(listed.sqref)) == ('"task,mile""stone"', "A2:A1048576")
    assert (helped.prompt, str(helped.sqref)) == ('what it is: "task" & so on', "A1")


@pytest.mark.parametrize(
    ("text", "height"),
    [("short", None), ("word " * 20, 45), ("a\nb", 30), ("日本" * 20, 30), ("", None)],
)
def test_a_row_is_as_high_as_its_wrapped_text(plan, text, height):
    wrapped = Page(name="Summary", rows=((PageCell(text, Look.WRAP),),), widths=(40,))
    write(plan, page(wrapped))
    assert opened(plan)["Summary"].row_dimensions[1].height == height
