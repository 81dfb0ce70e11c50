"""History and baselines, as people see and set them."""

import io
import re
from datetime import date

import pytest


class TestHistoryAndBaseline:
    @pytest.fixture
    def moved(self, team):
        """The beta was moved once, by six working days."""
        team.syncer("sync")
        team.type_in("G5", date(2026, 5, 25))
        team.syncer("sync")
        return team

    def test_history_tells_each_move(self, moved):
        assert re.search(r"2026-03-02 +B2 +Beta .* 2026-05-15 +2026-05-25 +\+6", moved.syncer(
            "history", "apollo"))  # fmt: skip
        (move,) = moved.json("history", "apollo", "B2")["moves"]
        assert (move["old"], move["new"], move["workdays"]) == ("2026-05-15", "2026-05-25", 6)
        assert moved.json("history", "apollo", "A2")["moves"] == []

    def test_history_of_an_unknown_row_names_the_nearest(self, moved):
        moved.syncer("history", "apollo", "B22", code=2)
        assert "no row is called 'B22'; did you mean" in moved.err

    def test_a_plan_never_synced_has_no_history(self, team):
        assert "Nothing is remembered of apollo yet" in team.syncer("history", "apollo")

    def test_a_new_baseline_counts_from_then_on_and_hides_nothing(self, moved):
        moved.syncer(
            "baseline", "apollo", "--name", "Replan", "--reason", "supplier changed",
            "--approved-by", "Steering group", "--row", "B2",
        )  # fmt: skip
        assert "1 baseline 'Replan' set" in moved.out
        last = moved.json("baseline", "apollo", "--row", "B2")["baselines"][-1]
        assert (last["name"], last["day"], last["reason"], last["approved_by"]) == (
            "Replan", "2026-05-25", "supplier changed", "Steering group",
        )  # fmt: skip
        moved.syncer("sync")
        computed = moved.json("status")["plans"][0]["items"][3]["computed"]
        assert computed["slip_workdays"] == 0
        assert computed["slip_original"] == 6

    def test_rows_already_reached_keep_theirs(self, moved):
        moved.syncer("baseline", "apollo", "--name", "R", "--reason", "r")
        keys = {one["id"] for one in moved.json("baseline", "apollo")["baselines"]
                if one["name"] == "R"}  # fmt: skip
        assert keys == {"A2", "B1", "B2"}
        moved.syncer("baseline", "apollo", "--name", "R", "--reason", "r", "--row", "A1", code=2)
        assert "keeps its baseline" in moved.err

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--reason", "x"], "new baselines need a name"),
            (["--name", "R"], "needs a reason"),
            (["--name", "R", "--reason", "r", "--on", "2026-06-01"], "one day for the whole plan"),
            (["--name", "R", "--reason", "r", "--row", "Z9"], "no row is called 'Z9'"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, moved, args, said):
        moved.syncer("baseline", "apollo", *args, code=2)
        assert said in moved.err

    def test_the_reason_is_asked_for_on_a_terminal(self, moved, monkeypatch):
        terminal = io.StringIO("a new supplier\n")
        terminal.isatty = lambda: True
        monkeypatch.setattr("sys.stdin", terminal)
        moved.syncer("baseline", "apollo", "--name", "R", "--row", "B2")
        last = moved.json("baseline", "apollo", "--row", "B2")["baselines"][-1]
        assert last["reason"] == "a new supplier"

    def test_before_a_first_sync_there_is_nothing_to_set(self, team):
        team.syncer("baseline", "apollo", "--name", "R", "--reason", "r", code=2)
        assert "run `syncer sync apollo` first" in team.err
