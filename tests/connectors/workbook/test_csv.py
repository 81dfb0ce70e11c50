"""Text tables: how they are written is found out and kept; only our fields change."""

import codecs
from datetime import date

import pytest

from connectors.workbook import open_source
from connectors.workbook.csv_text import LONGEST_FIELD
from syncer.errors import SourceError
from tests.connectors.workbook.writing import SUMMARY, change, read, write


@pytest.fixture
def rewritten(tmp_path):
    """The octets of a file after our two columns were added, and its cells as they are read."""

    def act(octets, rows, headers=None, name="plan.csv"):
        path = tmp_path / name
        path.write_bytes(octets)
        write(path, change(rows, tab="plan", headers=headers, header_row=1))
        return path.read_bytes(), cells(path)

    return act


def cells(path):
    return [list(row) for row in read(path).tabs[0].rows]


OURS = {"rows": {2: {3: "M-1"}, 3: {3: "M-2"}}, "headers": {3: "ID"}}


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_the_way_it_is_written_stays(rewritten, *, delimiter, end, closed, mark, encoding):
    lines = [["Titel", "Fällig"], ["Müller", '"31/12/2026"'], ['"a, b; c\t|""q"""', "x"]]
    ours = ["ID", "M-1", "M-2"]

    def octets(rows):
        text = end.join(delimiter.join(row) for row in rows) + (end if closed else "")
        return mark + text.encode(encoding)

    after, shown = rewritten(octets(lines), **OURS)
    assert after == octets([[*row, own] for row, own in zip(lines, ours, strict=True)])
    assert shown[:3] == [
        ["Titel", "Fällig", "ID"], ["Müller", "31/12/2026", "M-1"], ['a, b; c\t|"q"', "x", "M-2"],
    ]  # fmt: skip
    assert shown[3:] == []


def test_a_field_over_several_lines_is_one_row(rewritten):
    after, shown = rewritten(b'Title,Notes\nAlpha,"one\r\ntwo, ""three"""\nBeta,x\n', **OURS)
    assert after == b'Title,Notes,ID\nAlpha,"one\r\ntwo, ""three""",M-1\nBeta,x,M-2\n'
    assert shown[1] == ["Alpha", 'one\r\ntwo, "three"', "M-1"]


def test_odd_quoting_of_others_stays_as_it_is(rewritten):
    before = b'Title,Size\n5" pipe,"abc"def\n "x" , ""\n'
    after, shown = rewritten(before, **OURS)
    assert after == b'Title,Size,ID\n5" pipe,"abc"def,M-1\n "x" , "",M-2\n'
    assert shown[1] == ['5" pipe', "abcdef", "M-1"]


def test_ragged_rows_are_filled_up_only_where_we_write(rewritten):
    after, _ = rewritten(b"A,B,,\n1\n\n1,2,3,4,5\n", {2: {4: "x"}, 3: {4: None}, 4: {4: "y"}})
    assert after == b"A,B,,\n1,,,x\n\n1,2,3,y,5\n"


def test_rows_beyond_the_last_are_added(rewritten):
    after, _ = rewritten(b"A,B\r\n1,2", {4: {2: "x"}})
    assert after == b"A,B\r\n1,2\r\n\r\n,x"


def test_where_all_is_quoted_so_are_we(rewritten):
    after, _ = rewritten(b'"A","B"\n"1","2"\n', {2: {3: 7, 4: date(2026, 3, 1)}}, {3: "N", 4: "D"})
    assert after == b'"A","B","N","D"\n"1","2","7","2026-03-01"\n'


def test_a_separator_named_in_the_first_line_is_no_row(rewritten):
    after, shown = rewritten(b"sep=;\r\nA;B,C\r\n1;2,5\r\n3;4\r\n", **OURS)
    assert after == b"sep=;\r\nA;B,C;ID\r\n1;2,5;M-1\r\n3;4;M-2\r\n"
    assert shown[0] == ["A", "B,C", "ID"]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (-3, b"-3"),
        (-3.0, b"-3"),
        (2.5, b"2.5"),
        (True, b"TRUE"),
        (date(2026, 3, 1), b"2026-03-01"),
        (None, b""),
        ("=1+1", b"'=1+1"),
        ("+1+cmd|'/c calc'!A0", b"'+1+cmd|'/c calc'!A0"),
        ("-2+3+cmd|' /C calc'!A0", b"'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(1+1)*2", b"'@SUM(1+1)*2"),
        ("\t=1+1", b"'\t=1+1"),
        ("\r=1+1", b'"\'\r=1+1"'),
        ("＝1+1", "'＝1+1".encode()),
        ("\u200b=1+1", "'\u200b=1+1".encode()),
        ("'=1+1' is not a date", b"''=1+1' is not a date"),
        ('say "x", or y', b'"say ""x"", or y"'),
        ("don't", b"don't"),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_disarmed_and_read_as_it_was(rewritten, value, field):
    after, shown = rewritten(b"A,B\n1,2\n", {2: {3: value}}, {3: "Why"})
    assert after == b"A,B,Why\n1,2," + field + b"\n" if value is not None else b"A,B,Why\n1,2\n"
    if isinstance(value, str):
        assert shown[1][2] == value


def test_what_people_disarmed_themselves_is_not_touched(rewritten):
    after, shown = rewritten(b"A,B\n'=1+1,'x\n", {2: {3: "M-1"}})
    assert after == b"A,B\n'=1+1,'x,M-1\n"
    assert shown[1] == ["=1+1", "'x", "M-1"]


def test_an_equal_field_keeps_its_own_quoting(rewritten):
    before = b'A,ID\nx,"M-1"\n'
    assert rewritten(before, {2: {2: "M-1"}})[0] == before


def test_a_character_that_the_encoding_lacks_becomes_a_question_mark(rewritten):
    after, _ = rewritten("Träger,B\n1,2\n".encode("cp1252"), {2: {3: "→ späť"}})
    assert after == b"Tr\xe4ger,B\n1,2,? sp\xe4?\n"


def test_there_is_no_page_in_it(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(b"A,B\n1,2\n")
    source = open_source(str(path), {})
    before = source.version()
    assert source.write(change({}, page=SUMMARY), before).version == before
    assert path.read_bytes() == b"A,B\n1,2\n"


def test_a_quotation_mark_that_nothing_closes_is_a_letter_and_stops_the_writing(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(b'Title,Due\n"5"" pipe",1\n"3 inch pipe,2\nHose,3\n')
    source = open_source(str(path), {})
    snapshot = source.read()
    assert cells(path) == [["Title", "Due"], ['5" pipe', "1"], ['"3 inch pipe', "2"], ["Hose", "3"]]
    assert "line 3" in snapshot.read_only
    assert "line 3" in snapshot.doubts[0]
    with pytest.raises(SourceError, match="cannot be written"):
        source.write(change({2: {3: "x"}}), snapshot.version)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16-le", "Task;Due\nAlpha;2026-03-01\n"),
        ("utf-16-be", "Task;Due\nAlpha;2026-03-01\n"),
        ("cp1252", "Tâche;Échéance\nDébut;1\n"),
        ("cp1252", "Aufgabe;Fällig\nPrüfung bei Müller;1\n"),
        ("cp1252", "Tarefa;Início\nRevisões e ações;1\n"),
        ("cp1250", "Zadanie;Początek\nOdbiór części;1\n"),
        ("cp1250", "Úkol;Začátek\nPřípravná schůzka;1\n"),
        ("cp1250", "Feladat;Kezdés\nElőkészítés üzembe;1\n"),
        ("cp1254", "Görev;Başlangıç\nYazılım işleri;1\n"),
        ("cp1251", "Task;Начало\nПодготовка плана;1\n"),
        ("koi8-r", "Задача;Начало\nПодготовка плана;1\n"),
        ("cp1253", "Εργασία;Έναρξη\nΣχεδιασμός;1\n"),
        ("cp1255", "משימה;התחלה\nתכנון;1\n"),
        ("cp1256", "المهمة;البداية\nالتخطيط;1\n"),
        ("cp932", "作業内容;開始日\nコーディング;1\n"),
        ("cp949", "작업;시작일\n요구사항 분석;1\n"),
        ("gb18030", "任务;开始日期\n需求分析;1\n"),
        ("big5", "任務;開始日期\n需求分析;1\n"),
    ],
)
def test_an_encoding_is_told_by_its_letters_and_said(tmp_path, encoding, text):
    path = tmp_path / "plan.csv"
    path.write_bytes(text.encode(encoding))
    assert cells(path) == [line.split(";") for line in text.splitlines()]
    assert encoding in open_source(str(path), {}).read().doubts[0]


def test_letters_that_were_encoded_twice_are_put_right_and_said(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Title,Owner\nPrÃ¼fung â€“ Teil 1,MÃ¼ller\nZoë,Ann\n", "utf-8")
    assert cells(path)[1:] == [["Prüfung – Teil 1", "Müller"], ["Zoë", "Ann"]]
    assert "Prüfung – Teil 1" in read(path).doubts[0]


def test_letters_that_may_be_meant_so_stay(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Title,Owner\nPrÃ¼fung,MÃ³ and Ã…\nAlloÃ®x,Ã€ la Ãœ x Â» y â€ z\n", "utf-8")
    assert cells(path)[1][0] == "PrÃ¼fung"


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"A,B\n1,\x002\n", "NUL"),
        (b'1,"' + b'""\n' * LONGEST_FIELD + b'"\n', "characters in line 1"),
        (b"x" * (LONGEST_FIELD + 1), "characters in line 1"),
        (b"A,B\n1," + b"x" * (LONGEST_FIELD + 1) + b"\n", "characters in line 2"),
        (b"\xff\xfeA\x00\x00\xd8", "UTF-16"),
        (b"\xef\xbb\xbfA\xff", "UTF-8"),
    ],
)
def test_what_is_no_text_table_is_refused(tmp_path, octets, told):
    path = tmp_path / "plan.csv"
    path.write_bytes(octets)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert told in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one\ntwo\n", [["one"], ["two"]]),
        ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ('"x;y";b\n"1;2";3\n', [["x;y", "b"], ["1;2", "3"]]),
        ("Title,Due\nA; B; C,1\nD; E,2\n", [["Title", "Due"], ["A; B; C", "1"], ["D; E", "2"]]),
        (
            "k\tn, m\n1\tb, c\n2\t\t\td, e\nx\ty",
            [["k", "n, m"], ["1", "b, c"], ["2", "", "", "d, e"], ["x", "y"]],
        ),
        ("a,b\n\n\nc,d", [["a", "b"], [""], [""], ["c", "d"]]),
    ],
)
def test_the_delimiter_is_the_one_that_divides_evenly(tmp_path, text, rows):
    path = tmp_path / "plan.csv"
    path.write_text(text, "utf-8")
    assert cells(path) == rows


def test_a_single_table_holds_no_page_of_ours(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Title,Due\nA,2026-03-01\n", "utf-8")
    assert not open_source(str(path), {}).read().paged
