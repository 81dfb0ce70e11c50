import io
import json
from contextlib import redirect_stdout

import pytest
from rich.cells import cell_len
from rich.console import Console

from syncer.cli.findings_table import findings_table, totals
from syncer.cli.terminal import PIPE_WIDTH, console, health_text, print_json, said, table, tick
from syncer.domain.findings import Finding, Severity
from syncer.domain.plan import Health

FINDINGS = (
    Finding(7, "C7", "due", Severity.ERROR, "date-unreadable", "'31/02/2026' is no day",
            "write it like 2026-02-28"),
    Finding(0, "", None, Severity.WARNING, "doubt", "[red]the sheet\x1b[0m"),
    Finding(9, "", None, Severity.ADVICE, "vague", "the title says little"),
)  # fmt: skip


def shown(thing, width=80, **options):
    target = Console(file=io.StringIO(), width=width, markup=False, **options)
    target.print(thing)
    return target.file.getvalue()


def test_lines_on_a_pipe_end_with_their_text(capsys):
    made = table("Name", "Why")
    made.add_row("A", "b")
    made.add_row("Longer", "than the others")
    console().print(made)
    assert capsys.readouterr().out.splitlines()[1] == "A       b"


class Gone(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def test_a_reader_that_has_gone_is_left_to_the_command_line():
    with redirect_stdout(Gone()), pytest.raises(BrokenPipeError):
        console().print("more than anybody reads")


def test_findings_in_80_columns_have_their_hint_below():
    lines = [line.rstrip() for line in shown(findings_table(FINDINGS, 80)).splitlines()]
    assert lines[0].split() == ["Cell", "Severity", "What", "is", "wrong"]
    assert lines[1].split(maxsplit=2) == ["C7", "Error", "'31/02/2026' is no day"]
    assert lines[2].strip() == "→ write it like 2026-02-28"
    assert lines[3].split(maxsplit=2) == ["sheet", "Warning", "[red]the sheet\ufffd[0m"]
    assert lines[4].split(maxsplit=2)[:2] == ["row", "9"]


def test_findings_in_a_wide_terminal_have_their_hint_beside():
    (line,) = [li for li in shown(findings_table(FINDINGS, 120), 120).splitlines() if "C7" in li]
    assert line.split("  ")[-1].strip() == "write it like 2026-02-28"


def test_totals_count_by_severity():
    assert totals(FINDINGS) == "1 error, 1 warning, 1 piece of advice"
    assert totals(FINDINGS[:1] * 2) == "2 errors"
    assert totals(()) == "nothing to mend"


@pytest.mark.parametrize("health", list(Health))
def test_health_is_told_by_word_and_sign_also_without_colour(health, monkeypatch, capsys):
    signs = {health_text(one).plain.split()[0] for one in Health}
    assert len(signs) == len(Health)
    assert health.value.capitalize() in health_text(health).plain


def test_signs_are_letters_where_the_terminal_has_no_others(monkeypatch):
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="latin-1"))
    for thing in (*map(health_text, Health), *map(tick, ("good", "bad", "note"))):
        assert thing.plain.encode("ascii")


def test_titles_of_any_script_leave_the_columns_straight():
    made = table("ID", "Title", "Due")
    for title in ("里程碑评审", "אבן דרך", "👩‍🚀 launch", "plain", "[bold]x[/bold]"):
        made.add_row("M1", said(title), "2026-03-02")
    ends = {cell_len(line.rstrip()) for line in shown(made, 60).splitlines()[1:]}
    assert len(ends) == 1


def test_a_pipe_has_room_for_sentences_unless_columns_says_otherwise(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console().width == PIPE_WIDTH
    monkeypatch.setenv("COLUMNS", "77")
    assert console().width == 77


def test_no_colour_reaches_a_pipe(capsys):
    console().print(health_text(Health.RED))
    assert "\x1b" not in capsys.readouterr().out


def test_json_is_utf_8_whatever_the_title(capfdbinary):
    print_json({"title": "é 里 \ud800 \x1b"})
    octets = capfdbinary.readouterr().out
    assert json.loads(octets) == {"title": "é 里 \ud800 \x1b"}
    assert "é 里".encode() in octets
    assert b"\x1b" not in octets
