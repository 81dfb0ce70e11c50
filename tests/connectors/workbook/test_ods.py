"""LibreOffice's own files: read whole, never written."""

from datetime import date

import pytest

from connectors.workbook import open_source
from syncer.errors import AccessError, SourceError
from tests.connectors.workbook.books import zipped
from tests.connectors.workbook.writing import change, read

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
    )
)


def text(said, more=""):
    return f'<table:table-cell office:value-type="string" {more}><text:p>{said}</text:p></table:table-cell>'


def number(value, kind="float", more=""):
    return f'<table:table-cell office:value-type="{kind}" office:value="{value}" {more}/>'


def day(value):
    return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'


TITLE = text("Title", 'table:number-columns-spanned="2"')
SUM = number(3, more='table:formula="of:=1+2"')
PLAN = (
    '<table:table table:name="Plan"><table:table-column/>'
    '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    '<table:table-column table:number-columns-repeated="16381"/>'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    f"<table:table-row>{TITLE}"
    f"<table:covered-table-cell/>{text('Due')}{text('Share')}</table:table-row>"
    '<table:table-header-rows><table:table-row table:visibility="filter">'
    f"{text('Alpha')}<table:table-cell/>{day('2026-03-01')}{number(0.4, 'percentage')}"
    "</table:table-row></table:table-header-rows>"
    f"<table:table-row>{text('Beta')}<table:table-cell/>{day('2026-04-01')}"
    f"{number(0.5, 'percentage')}{SUM}"
    '</table:table-row><table:table-row table:number-rows-repeated="1048571">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
)
CONTENT = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.2">'
    '<office:automatic-styles><style:style style:name="gone" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    f"<office:body><office:spreadsheet>{PLAN}"
    '<table:table table:name="Lists" table:style-name="gone"><table:table-row><table:table-cell/>'
    '</table:table-row></table:table><table:table table:name="It&apos;s ours"><table:table-row>'
    f"{text('hello')}</table:table-row></table:table><table:named-expressions><table:named-range "
    'table:name="_syncer_summary" table:cell-range-address="$&apos;It&apos;&apos;s ours&apos;.$A$1"/>'
    "</table:named-expressions></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.ods"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "content.xml": CONTENT, "META-INF/manifest.xml": MANIFEST}
    path.write_bytes(zipped(parts))
    return path


def test_values_and_what_stands_beside_them(plan):
    tab = read(plan).tab("Plan")
    assert [tab.at(3, column) for column in (1, 3, 4)] == ["Title", "Due", "Share"]
    assert [tab.at(5, column) for column in (1, 3, 4, 5)] == ["Beta", date(2026, 4, 1), 0.5, 3.0]
    assert tab.merges == ((3, 1, 3, 2),)
    assert tab.hidden_rows == {4}
    assert tab.hidden_columns == {2, 3}
    assert tab.formulas == {(5, 5)}
    assert tab.percents == {4}


def test_hidden_tabs_and_our_own(plan):
    assert [(tab.name, tab.hidden, tab.ours) for tab in read(plan).tabs] == [
        ("Plan", False, False), ("Lists", True, False), ("It's ours", False, True),
    ]  # fmt: skip


def test_it_says_that_it_is_read_only_and_where_results_go(plan):
    octets = plan.read_bytes()
    reason = read(plan).read_only
    assert ".xlsx" in reason
    assert "feeds" in reason
    source = open_source(str(plan), {})
    with pytest.raises(AccessError) as caught:
        source.write(change({1: {2: "x"}}), source.version())
    assert caught.value.hint == reason
    assert plan.read_bytes() == octets


def test_a_broken_one(plan, tmp_path):
    broken = tmp_path / "broken.ods"
    broken.write_bytes(
        zipped({"mimetype": "x", "content.xml": CONTENT[:-30], "META-INF/manifest.xml": MANIFEST})
    )
    with pytest.raises(SourceError, match="is broken"):
        read(broken)
    broken.write_bytes(zipped({"mimetype": "x"}))
    with pytest.raises(SourceError, match="no workbook"):
        read(broken)
