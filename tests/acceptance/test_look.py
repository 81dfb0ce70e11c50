"""What a person sees who opens the synced example: everything of theirs, and ours beside it."""

import os
import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import pytest
from apollo import TOP, copied, syncer

OURS = (
    *("ID", "Computed status", "Health", "Forecast"),
    *("Slip (workdays)", "Why", "Moves", "Checked"),
)


def converted(form, *workbooks):
    """*workbooks* of one folder as LibreOffice opens them and saves them again."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftotext") is None:
        reason = "needs LibreOffice and poppler-utils: apt install libreoffice-calc poppler-utils"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = workbooks[0].parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", form, "--outdir", folder, *workbooks],
        check=True,
        capture_output=True,
    )
    return [workbook.with_suffix(f".{form}") for workbook in workbooks]


def content(spreadsheet):
    """The XML of an .ods, names without their namespaces."""
    with zipfile.ZipFile(spreadsheet) as opened:
        text = opened.read("content.xml").decode()
    root = ET.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.partition("}")[2]
        element.attrib = {name.partition("}")[2]: value for name, value in element.items()}
    return root


@pytest.fixture(scope="module")
def synced(tmp_path_factory):
    folder = tmp_path_factory.mktemp("look")
    workbook = copied(folder)
    syncer(folder, "sync")
    return workbook


@pytest.fixture(scope="module")
def opened(synced):
    """The synced example and the example itself, as LibreOffice has them."""
    before = synced.with_name("before.xlsx")
    shutil.copy(TOP / "examples" / "apollo.xlsx", before)
    return tuple(map(content, converted("ods", synced, before)))


def table(root, name):
    return next(one for one in root.iter("table") if one.get("name") == name)


def texts(row):
    return ["".join(cell.itertext()) for cell in row.iter("table-cell")]


def heading(root):
    return next(found for row in table(root, "Plan").iter("table-row")
                if "Task name" in (found := texts(row)))  # fmt: skip


def test_our_columns_stand_beside_theirs(opened):
    after, before = opened
    theirs = [text for text in heading(before) if text]
    assert [text for text in heading(after) if text] == [*theirs, *OURS]


def test_the_chart_is_still_there(opened):
    for root in opened:
        assert len(list(table(root, "Plan").iter("object"))) == 1


@pytest.mark.parametrize(
    ("tag", "fewest"),
    [
        ("conditional-format", 4),
        ("content-validation", 4),
        ("annotation", 2),
    ],
)
def test_nothing_of_theirs_is_lost(opened, tag, fewest):
    after, before = opened

    def kept(root):
        return [ET.tostring(element) for element in root.iter(tag)]

    assert len(kept(before)) >= fewest
    # Styles are numbered anew at each saving, and a validation's name with them.
    assert len(kept(after)) == len(kept(before))


def test_a_name_that_people_gave_is_still_there(opened):
    after, _ = opened
    named = {one.get("name"): one.get("cell-range-address") for one in after.iter("named-range")}
    assert named["StatusDate"] == "$Plan.$L$2"


def test_every_formula_is_still_one_with_the_same_result(opened):
    def formulas(root):
        cells = [cell for cell in root.iter("table-cell") if cell.get("formula")]
        return [(cell.get("formula"), cell.get("value")) for cell in cells]

    after, before = opened
    assert len(formulas(before)) > 30
    assert formulas(after) == formulas(before)


def test_the_filter_still_covers_the_table(opened):
    def filtered(root):
        ranges = root.iter("database-range")
        return [one.get("target-range-address") for one in ranges]

    after, before = opened
    assert filtered(before) == ["Plan.A4:Plan.U54"]
    assert filtered(after) == filtered(before)


def test_the_summary_tab_is_there_and_says_where_the_plan_stands(opened):
    after, _ = opened
    tabs = [one.get("name") for one in after.iter("table")]
    assert [name for name in tabs if name in {"Plan", "Team", "Budget", "Summary"}] == tabs
    said = " ".join("".join(table(after, "Summary").itertext()).split())
    assert "Apollo: where the plan stands on 2 March 2026" in said
    assert "Battery safety test at the lab" in said


def test_on_paper_the_plan_is_as_wide_as_one_page(synced):
    (pdf,) = converted("pdf", synced)
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    first = text.partition("\f")[0]
    assert "Apollo folding e-bike: spring launch" in first
    assert "Computed status" in first
    assert "Budget and spent by phase" in text
    assert re.search(r"where the plan stands on 2 March 2026", text)
