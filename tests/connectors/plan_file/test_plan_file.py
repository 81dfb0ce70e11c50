"""Microsoft Project's XML and Trello's JSON become tables that are read like any sheet."""

import json
from datetime import date, datetime

import pytest

from connectors.plan_file import open_source
from syncer.domain.changes import SheetChanges
from syncer.domain.plan import LinkText, LinkType, Stated
from syncer.errors import AccessError, SourceError
from tests.reading import fields, understand

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
 <Title>Our shop</Title><MinutesPerDay>480</MinutesPerDay>
 <Calendars><Calendar><UID>1</UID><Name>Standard</Name></Calendar></Calendars>
 <Tasks>
  <Task><UID>0</UID><ID>0</ID><Name>Our shop</Name><OutlineLevel>0</OutlineLevel></Task>
  <Task><UID>7</UID><ID>1</ID><Name>Choose a site</Name><OutlineNumber>1</OutlineNumber>
   <OutlineLevel>1</OutlineLevel><Milestone>0</Milestone><Duration>PT40H0M0S</Duration>
   <DurationFormat>7</DurationFormat><Start>2026-09-07T08:00:00</Start>
   <Finish>2026-09-11T17:00:00</Finish><PercentComplete>100</PercentComplete>
   <ActualFinish>2026-09-10T17:00:00</ActualFinish><Work>PT16H0M0S</Work><Cost>120000</Cost>
   <Notes>near the river &amp; the park</Notes>
   <Baseline><Number>1</Number><Finish>2026-01-01T17:00:00</Finish></Baseline>
   <Baseline><Number>0</Number><Finish>2026-09-09T17:00:00</Finish></Baseline></Task>
  <Task><UID>8</UID><ID>2</ID><IsNull>1</IsNull></Task>
  <Task><UID>9</UID><ID>3</ID><Name>Open the doors</Name><OutlineNumber>2</OutlineNumber>
   <OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><Duration>PT0H0M0S</Duration>
   <Start>2026-09-30T08:00:00</Start><Finish>2026-09-30T08:00:00</Finish>
   <PercentComplete>0</PercentComplete>
   <PredecessorLink><PredecessorUID>7</PredecessorUID><Type>1</Type><LinkLag>9600</LinkLag>
    <LagFormat>7</LagFormat></PredecessorLink></Task>
  <Task><UID>10</UID><ID>4</ID><Name>Buy flags</Name><OutlineLevel>1</OutlineLevel>
   <OutlineNumber>3</OutlineNumber><Milestone>0</Milestone><Active>0</Active>
   <Finish>2026-09-29T08:00:00</Finish></Task>
 </Tasks>
 <Resources><Resource><UID>1</UID><Name>Ann Lee</Name></Resource>
  <Resource><UID>2</UID><Name>Bo Chan</Name></Resource></Resources>
 <Assignments>
  <Assignment><TaskUID>7</TaskUID><ResourceUID>1</ResourceUID></Assignment>
  <Assignment><TaskUID>7</TaskUID><ResourceUID>2</ResourceUID></Assignment>
  <Assignment><TaskUID>9</TaskUID><ResourceUID>-65535</ResourceUID></Assignment>
 </Assignments>
</Project>
"""

BOARD = {
    "name": "Our shop",
    "lists": [
        {"id": "L1", "name": "Doing"},
        {"id": "L2", "name": "Done"},
        {"id": "L3", "name": "Old", "closed": True},
    ],
    "members": [{"id": "M1", "fullName": "Ann Lee"}, {"id": "M2", "username": "bochan"}],
    "labels": [{"id": "B1", "name": "", "color": "green"}],
    "cards": [
        {"id": "C1", "shortLink": "aa", "name": "Choose a site", "idList": "L2", "idMembers": ["M1"],
         "due": "2026-09-11T10:00:00.000Z", "start": "2026-09-07T08:00:00.000Z",
         "dueComplete": True, "idLabels": ["B1"], "closed": False},
        {"id": "C2", "shortLink": "ab", "name": "Open the doors", "idList": "L1",
         "idMembers": ["M2", "M1"], "due": "2026-09-30T10:00:00.000Z", "closed": False},
        {"id": "C3", "name": "Never mind", "idList": "L1", "closed": True},
        {"id": "C4", "name": "Long gone", "idList": "L3", "closed": False},
    ],
    "checklists": [
        {"idCard": "C2", "checkItems": [{"state": "complete"}, {"state": "incomplete"}]}
    ],
}  # fmt: skip


@pytest.fixture
def saved(tmp_path):
    """A source over a file with this text."""

    def save(name, text):
        octets = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(octets)
        return open_source(str(tmp_path / name), {})

    return save


def read(source):
    (tab,) = source.read().tabs
    return understand(tab)


def test_a_project_is_read_whole(saved):
    plan = read(saved("shop.xml", PROJECT))
    assert plan.titles() == ["Choose a site", "Open the doors", "Buy flags"]
    first, last, dropped = plan.rows
    assert (first.id, first.start, first.due) == ("7", date(2026, 9, 7), date(2026, 9, 11))
    assert (first.baseline, first.actual) == (date(2026, 9, 9), date(2026, 9, 10))
    assert (first.duration, first.effort, first.budget, first.percent) == (5, 16, 1200, 100)
    assert first.owners == ("Ann Lee", "Bo Chan")
    assert last.owners == ()
    assert last.links == (LinkText("7", LinkType.FS, 2),)
    assert plan.item("Open the doors").kind.value == "milestone"
    assert dropped.status is Stated.CANCELLED
    assert not plan.findings


def test_the_tab_is_called_as_the_project(saved):
    snapshot = saved("shop.xml", PROJECT).read()
    assert [tab.name for tab in snapshot.tabs] == ["Our shop"]
    assert "only read" in snapshot.read_only
    assert not snapshot.paged


def test_days_of_another_length_are_counted_as_the_project_does(saved):
    longer = PROJECT.replace("<MinutesPerDay>480", "<MinutesPerDay>600")
    assert read(saved("shop.xml", longer)).rows[0].duration == 4


@pytest.mark.parametrize(
    ("kind", "lag", "unit", "shown"),
    [
        ("0", "0", "7", "7FF"),
        ("2", "-4800", "7", "7SF-1d"),
        ("3", "28800", "8", "7SS+2ed"),
        ("1", "50", "19", "7FS+50%"),
        ("1", "garbage", "7", "7FS"),
    ],
)
def test_links_are_shown_as_project_shows_them(saved, kind, lag, unit, shown):
    text = PROJECT.replace("<Type>1<", f"<Type>{kind}<").replace("9600<", f"{lag}<")
    text = text.replace("<LagFormat>7", f"<LagFormat>{unit}")
    rows = saved("shop.xml", text).read().tabs[0].rows
    place = rows[0].index("Predecessors")
    assert rows[3][place] == shown


def test_elapsed_time_is_left_to_start_and_finish(saved):
    text = PROJECT.replace("<DurationFormat>7", "<DurationFormat>8")
    assert read(saved("shop.xml", text)).rows[0].duration is None


def test_a_date_that_project_writes_for_none_is_none(saved):
    text = PROJECT.replace("2026-09-10T17:00:00", "1984-01-01T00:00:00")
    assert read(saved("shop.xml", text)).rows[0].actual is None


def test_a_date_that_is_none_is_shown_to_people(saved):
    text = PROJECT.replace("<Finish>2026-09-11T17:00:00", "<Finish>2026-13-77T00:00:00")
    assert "2026-13-77" in read(saved("shop.xml", text)).said("date-impossible").message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Project><Tasks>", "is broken"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>', "declares XML entities"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><Project/>', "declares XML entities"),
        ("<Workbook/>", "no project of Microsoft Project"),
        ("plain text", "is broken"),
        ('<?xml version="1.0" encoding="klingon"?><Project/>', "cannot be read"),
        ("", "is empty"),
    ],
)
def test_what_is_no_project_is_refused_and_says_what_to_do(saved, text, said):
    with pytest.raises(SourceError, match=said) as caught:
        saved("shop.xml", text).read()
    assert caught.value.hint


def test_entities_are_refused_in_any_encoding(saved):
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>'
    with pytest.raises(SourceError, match="declares XML entities"):
        saved("shop.xml", text.encode("utf-16")).read()


def test_elements_within_elements_without_end_do_no_harm(saved):
    deep = "<a>" * 100_000 + "</a>" * 100_000
    rows = saved("shop.xml", f"<Project>{deep}</Project>").read().tabs[0].rows
    assert len(rows) == 1


def test_a_board_is_read_whole(saved):
    plan = read(saved("board.json", json.dumps(BOARD)))
    assert plan.titles() == ["Open the doors", "Choose a site"]
    last, first = plan.rows
    assert (last.id, last.due, last.percent) == ("ab", date(2026, 9, 30), 50)
    assert last.owners == ("bochan", "Ann Lee")
    assert (first.start, first.due) == (date(2026, 9, 7), date(2026, 9, 11))
    assert (last.status, first.status) == (Stated.IN_PROGRESS, Stated.DONE)
    assert fields(plan.layout)["title"] == "B"
    assert not [finding for finding in plan.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is broken in line 1"),
        ("[" * 200_000, "is broken"),
        (b"\xff\xfe\x00", "is broken"),
        ("[]", "no board of Trello"),
        ('{"name": "package"}', "no board of Trello"),
    ],
)
def test_what_is_no_board_is_refused_and_says_what_to_do(saved, text, said):
    with pytest.raises(SourceError, match=said) as caught:
        saved("board.json", text).read()
    assert caught.value.hint


def test_a_board_of_other_shapes_loses_what_cannot_be_read_and_no_more(saved):
    odd = {
        "name": 7,
        "lists": [{"id": "L1", "name": "Doing"}, None],
        "members": {"M1": "Ann"},
        "cards": [
            {"id": "C1", "name": "Alpha", "idList": "L1", "idMembers": "M1", "pos": "top"},
            {"id": "C2", "name": "Lost", "idList": 3},
            "card",
        ],
        "checklists": [{"idCard": "C1", "checkItems": [3]}],
    }
    rows = saved("board.json", json.dumps(odd)).read().tabs[0].rows
    assert [row[1] for row in rows[1:]] == ["Alpha"]


@pytest.mark.parametrize(("name", "text"), [("a.xml", PROJECT), ("b.json", json.dumps(BOARD))])
def test_a_source_is_never_written(saved, name, text):
    source = saved(name, text)
    before = source.version()
    assert source.read().version == before
    with pytest.raises(AccessError, match="which we only read"):
        source.write(SheetChanges(tab="", header_row=1, id_column=1, headers=(), rows=()), before)
    assert source.version() == before


def test_a_missing_file_is_told_with_its_path(tmp_path):
    with pytest.raises(SourceError, match="there is no file"):
        open_source(str(tmp_path / "gone.xml"), {}).read()


def test_another_kind_of_file_is_refused():
    with pytest.raises(SourceError, match="no file of a planning tool"):
        open_source("plan.mpp", {})


def test_times_are_kept_and_have_no_zone(saved):
    rows = saved("shop.xml", PROJECT).read().tabs[0].rows
    assert datetime(2026, 9, 11, 17, 0) in rows[1]
