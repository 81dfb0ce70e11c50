"""Each verb over files in a folder, as a team runs it."""

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from team import CONFIG, HEADINGS, ROWS


def octets(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestInit:
    def test_it_writes_a_configuration_that_works_as_it_stands(self, team):
        (team.folder / "config.toml").unlink()
        out = team.syncer("init", "plan.xlsx")
        assert "plan.xlsx, tab Plan: headings in row 1, 4 rows" in out
        assert re.search(r"G +Due +due", out)
        assert "config.toml: written" in out
        plan = tomllib.loads((team.folder / "config.toml").read_text())["plan"]["plan"]
        assert (plan["source"], plan["tab"]) == ("plan.xlsx", "Plan")
        team.syncer("sync", "--today", "2026-03-02")
        assert (team.folder / "public" / "plan.ics").exists()

    def test_the_only_sheet_here_need_not_be_named(self, team):
        (team.folder / "config.toml").unlink()
        assert "plan.xlsx, tab Plan" in team.syncer("init")

    def test_several_sheets_here_must_be_chosen_from(self, team):
        (team.folder / "config.toml").unlink()
        (team.folder / "other.csv").write_text("Title,Due\n")
        team.syncer("init", code=2)
        assert "other.csv, plan.xlsx" in team.err

    def test_a_second_tab_that_may_be_a_plan_is_named(self, team):
        (team.folder / "config.toml").unlink()
        book = openpyxl.load_workbook(team.workbook)
        book.copy_worksheet(book["Plan"]).title = "Next year"
        book.save(team.workbook)
        said = "Only “Plan” is read, though “Next year” may hold a plan as well."
        assert said in team.syncer("init", "plan.xlsx")

    def test_it_overwrites_no_configuration(self, team):
        team.syncer("init", "plan.xlsx", code=2)
        assert "config.toml is there already and is never overwritten" in team.err
        assert (team.folder / "config.toml").read_text() == CONFIG

    def test_paths_are_meant_from_the_configurations_folder(self, team):
        (team.folder / "conf").mkdir()
        team.syncer("init", "plan.xlsx", "-c", "conf/own.toml")
        plan = tomllib.loads((team.folder / "conf" / "own.toml").read_text())["plan"]["plan"]
        assert plan["source"] == "../plan.xlsx"
        assert "syncer -c conf/own.toml check" in team.out
        team.syncer("-c", "conf/own.toml", "status")

    def test_a_name_that_toml_must_escape(self, team):
        (team.folder / "config.toml").unlink()
        odd = team.workbook.rename(team.folder / 'Team "Ä" plan\\v2.xlsx')
        team.syncer("init", odd.name)
        plans = tomllib.loads((team.folder / "config.toml").read_text())["plan"]
        assert plans["team-a-plan-v2"]["source"] == odd.name

    def test_a_starter_plan_is_a_whole_plan(self, team):
        (team.folder / "config.toml").unlink()
        team.syncer("init", "--new", "fresh.xlsx")
        assert "syncer init fresh.xlsx" in team.out
        plan = team.json("inspect", "fresh.xlsx")
        assert len(plan["items"]) == 6
        assert plan["findings"] == []
        assert [c["header"] for c in plan["columns"] if c["field"] is None] == []
        team.syncer("init", "fresh.xlsx")
        team.syncer("check")
        team.syncer("sync")
        sheet = openpyxl.load_workbook("fresh.xlsx")["Plan"]
        rules = sheet.data_validations.dataValidation
        assert [rule.type for rule in rules].count("list") == 3
        assert sum(bool(rule.prompt) for rule in rules) == len(HEADINGS) + 3

    def test_a_starter_plan_overwrites_nothing(self, team):
        before = team.workbook.read_bytes()
        team.syncer("init", "--new", "plan.xlsx", code=2)
        assert team.workbook.read_bytes() == before


class TestInspect:
    def test_it_shows_what_it_understood_without_a_configuration(self, team):
        (team.folder / "config.toml").unlink()
        out = team.syncer("inspect", "plan.xlsx")
        assert out.startswith("plan.xlsx, tab Plan: headings in row 1, 4 rows understood")
        assert re.search(r"K +Depends on +depends on +sure", out)
        assert re.search(r"3 +A2 +milestone +Prototype shown to ten users", out)
        assert "\nNothing to mend\n" in out

    def test_a_long_plan_is_one_screen_and_all_of_it_on_demand(self, team):
        rows = "".join(f"Item {n},TBC\n" for n in range(30))
        (team.folder / "long.csv").write_text(f"Title,Due\n{rows}")
        out = team.syncer("inspect", "long.csv")
        assert len(out.splitlines()) < 24
        assert "… and 22 rows more: --all shows them" in out
        assert re.search(r"B2, B3, B4 and 27 more +\w+ +“TBC”", out)
        whole = team.syncer("inspect", "long.csv", "--all")
        assert whole.count("“TBC”") == 30
        assert "Item 29" in whole

    def test_a_column_that_is_not_sure_is_shown_with_why(self, team):
        (team.folder / "odd.csv").write_text("Title,Due dte\nDesign,2026-04-03\nBuild,2026-05-03\n")
        out = team.syncer("inspect", "odd.csv")
        assert re.search(r"B +Due dte +due date +look: its heading is nearly “due date”", out)

    def test_json_is_the_documented_one(self, team):
        plan = team.json("inspect", "plan.xlsx")
        assert list(plan) == [
            "source", "tab", "header_row", "date_order", "columns", "doubts", "items", "findings",
        ]  # fmt: skip
        item = plan["items"][3]
        assert {key: item[key] for key in ("row", "id", "kind", "due", "depends_on")} == {
            "row": 5,
            "id": "B2",
            "kind": "milestone",
            "due": "2026-05-15",
            "depends_on": [{"on": "B1", "type": "FS", "lag": 2}],
        }
        assert "computed" not in item

    def test_it_ends_with_1_where_a_cell_cannot_be_read(self, team):
        team.type_in("G3", "31/02/2026")
        team.syncer("inspect", "plan.xlsx", code=1)
        assert "G3" in team.out


class TestStatus:
    def test_a_manager_reads_where_each_milestone_stands(self, team):
        out = team.syncer("status")
        assert out.startswith("Apollo on 2 March 2026\n")
        (line,) = [line for line in out.splitlines() if "Prototype shown" in line]
        assert line.split("  ")[0] == "A2"
        for part in ("Ben", "20 Mar", "+10", "At risk", "Red"):
            assert part in line
        assert "Write the software" not in out
        assert [line.strip() for line in out.splitlines() if line.strip().startswith("Design")]

    def test_all_shows_the_tasks_too(self, team):
        assert "Write the software" in team.syncer("status", "--all")

    def test_80_columns_hold_it(self, team, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        lines = team.syncer("status").splitlines()
        assert max(map(len, lines)) <= 80
        at = next(n for n, line in enumerate(lines) if "Prototype shown to ten users" in line)
        assert lines[at].split()[-5:] == ["20", "Mar", "+10", "✖", "Red"]
        assert lines[at + 1].strip().startswith("At risk, Ben: expected 20 Mar")

    def test_another_today_tells_another_story(self, team):
        plan = team.json("status", "--today", "2026-05-20")["plans"][0]
        assert plan["today"] == "2026-05-20"
        assert plan["items"][3]["computed"]["status"] == "late"

    def test_json_has_everything_computed(self, team):
        plan = team.json("status")["plans"][0]
        assert (plan["plan"], plan["title"], plan["health"]) == ("apollo", "Apollo", "red")
        assert plan["items"][1]["computed"]["slip_workdays"] == 10
        assert {phase["name"] for phase in plan["phases"]} == {"Design", "Build"}

    def test_titles_are_harmless_and_never_markup(self, team):
        team.type_in("C3", "[red]Beta[/red] :boom: x")
        team.type_in("C5", "turned \u202e round")
        out = team.syncer("status")
        assert "[red]Beta[/red] :boom: x" in out
        assert "turned \ufffd round" in out
        assert "\x1b" not in out

    def test_it_changes_nothing_and_makes_nothing(self, team):
        before = octets(team.folder)
        for verb in ("status", "check", "diff"):
            team.syncer(verb)
        assert octets(team.folder) == before


class TestSync:
    def test_it_says_what_it_did_and_then_that_nothing_changed(self, team):
        out = team.syncer("sync")
        assert "plan.xlsx: " in out
        assert "public/apollo.ics: written" in out
        assert "3 created" in out
        before = octets(team.folder)
        assert team.syncer("sync") == "apollo: nothing changed\n"
        assert octets(team.folder) == before

    def test_json_is_the_documented_one(self, team):
        (first,) = team.json("sync")["plans"]
        assert list(first) == [
            "plan", "outcome", "rows", "errors", "cells_written", "events", "feeds_changed",
            "api_calls", "seconds", "proposals",
        ]  # fmt: skip
        assert (first["outcome"], first["rows"], first["feeds_changed"]) == ("changed", 4, 1)
        (second,) = team.json("sync")["plans"]
        assert (second["outcome"], second["cells_written"]) == ("unchanged", 0)
        assert second["events"]["unchanged"] == 3

    def test_an_edit_changes_what_follows_from_it_and_no_more(self, team):
        team.syncer("sync")
        team.type_in("G5", date(2026, 5, 18))
        out = team.syncer("sync")
        assert "1 updated" in out
        assert team.column("Moves") == [None, None, None, 1]

    def test_where_one_stands_makes_no_difference(self, team, monkeypatch):
        team.syncer("sync")
        elsewhere = team.folder / "elsewhere"
        elsewhere.mkdir()
        monkeypatch.chdir(elsewhere)
        before = octets(team.folder)
        assert team.syncer("-c", "../config.toml", "sync") == "apollo: nothing changed\n"
        assert "would change nothing" in team.syncer("-c", "../config.toml", "diff")
        assert octets(team.folder) == before

    def test_a_changed_configuration_is_reckoned_with(self, team):
        team.syncer("sync")
        team.configure(CONFIG.replace("today", "tolerance = 20\ntoday"))
        team.syncer("sync")
        assert team.column("Health")[1] == "Amber"

    def test_only_the_named_plan(self, team):
        team.syncer("sync", "apolo", code=2)
        assert "there is no plan 'apolo'" in team.err
        assert "did you mean 'apollo'?" in team.err


class TestDiff:
    def test_it_says_what_a_sync_then_does(self, team):
        planned = team.json("diff")["plans"][0]
        before = octets(team.folder)
        done = team.json("sync")["plans"][0]
        assert len(planned["cells"]) == done["cells_written"]
        assert len(planned["events"]) == done["events"]["created"]
        assert planned["feeds"] == ["public/apollo.ics"]
        assert before != octets(team.folder)
        nothing = team.json("diff")["plans"][0]
        assert (nothing["cells"], nothing["events"], nothing["feeds"]) == ([], [], [])

    def test_each_cell_is_shown_from_old_to_new(self, team):
        team.syncer("sync")
        assert "a sync would change nothing" in team.syncer("diff")
        team.type_in("G5", date(2026, 5, 18))
        out = team.syncer("diff")
        assert re.search(r"B2 +Forecast +2026-05-15 +→ +2026-05-18", out)
        assert "~ 2026-05-18 Beta signed off by the pilot team" in out
        assert "~ public/apollo.ics" in out


class TestDoctor:
    def test_all_is_well(self, team):
        out = team.syncer("doctor")
        for subject in ("configuration", "state", "apollo: day", "apollo: sheet", "apollo: feed"):
            assert subject in out
        team.syncer("sync")
        says = {one["subject"]: one["says"] for one in team.json("doctor")["checks"]}
        assert "can be read and written, tables are up to date" in says["state"]
        assert says["apollo: feed"].endswith("public/apollo.ics: stands")

    def test_it_changes_nothing(self, team):
        before = octets(team.folder)
        team.syncer("doctor")
        assert octets(team.folder) == before

    def test_what_lacks_is_shown_with_what_to_do(self, team):
        (team.folder / ".~lock.plan.xlsx#").write_text("Ana,ana,desk,,;")
        checks = team.json("doctor", code=3)["checks"]
        (bad,) = [check for check in checks if check["verdict"] == "bad"]
        assert bad["subject"] == "apollo: sheet"
        assert "open" in bad["says"]
        assert bad["todo"]

    def test_a_missing_sheet(self, team):
        team.workbook.unlink()
        team.syncer("doctor", code=3)
        assert "there is no file plan.xlsx" in team.out


class TestOtherSources:
    def test_a_csv_plan_is_kept_beside_its_rows(self, team):
        rows = [",".join(str(row.get(name, "")) for name in HEADINGS) for row in ROWS]
        rows.insert(0, ",".join(HEADINGS))
        (team.folder / "plan.csv").write_text("\r\n".join(rows) + "\r\n", newline="")
        team.configure(CONFIG.replace("plan.xlsx", "plan.csv"))
        team.syncer("sync")
        head, *lines = (team.folder / "plan.csv").read_text().splitlines()
        assert head.startswith(",".join(HEADINGS))
        assert "Computed status" in head
        assert len(lines) == 4
        assert team.syncer("sync") == "apollo: nothing changed\n"


def test_the_installed_command_runs_in_a_process_of_its_own(team):
    syncer = Path(sys.executable).with_name("syncer")

    def run(*args):
        done = subprocess.run(
            [syncer, *args], cwd=team.folder, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    assert run("sync")[0] == 0
    assert run("sync") == (0, "apollo: nothing changed\n", "")
    code, out, err = run("status", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["plans"][0]["plan"] == "apollo"
    code, out, err = run("status", "nobody")
    assert (code, out) == (2, "")
    assert err.startswith("syncer: there is no plan 'nobody' in ")


def test_a_reader_that_has_seen_enough_is_no_error(team):
    syncer = Path(sys.executable).with_name("syncer")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", '"$0" status --json | head -c 1', syncer],
        cwd=team.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("{", "")


@pytest.mark.parametrize(
    ("encoding", "verbs"),
    [
        ("ascii", (["status"], ["status", "--json"], ["diff"], ["check"])),
        ("latin-1", (["status"],)),
        ("utf-8", (["status", "--json"],)),
    ],
)
def test_any_terminal_can_show_any_title(team, encoding, verbs):
    team.type_in("C3", "里程碑 \u2713 ö")
    syncer = Path(sys.executable).with_name("syncer")
    for args in verbs:
        done = subprocess.run(
            [syncer, *args],
            cwd=team.folder,
            env={"PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        if "--json" in args:
            title = json.loads(done.stdout)["plans"][0]["items"][1]["title"]
            assert title == "里程碑 \u2713 ö"
