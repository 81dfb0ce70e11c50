"""`syncer status` shows how the daemon keeps the plans fresh, where something is amiss."""

from datetime import UTC, datetime, timedelta

import pytest

from syncer.domain.pulse import Pulse
from syncer.store import open_store


def moment(**past):
    """So long ago: the daemon's moments are the machine's."""
    return datetime.now(UTC) - timedelta(**past)  # noqa: TID251


def pulse(**known):
    return Pulse(plan="apollo", every=120, promise=720, **known)


def fresh():
    return pulse(synced=moment(), next_try=moment(seconds=-110))


def late(error="the sheet is not shared with us", hint="share it, then run `syncer doctor`"):
    return pulse(
        synced=moment(hours=3),
        failures=4,
        error=error,
        hint=hint,
        next_try=moment(minutes=-12, seconds=-15),
    )


@pytest.fixture
def daemon(team):
    """Call it with a pulse: what a daemon leaves in the state."""

    def says(one):
        (team.folder / "var").mkdir(exist_ok=True)
        with open_store(f"sqlite:///{team.folder / 'var' / 'state.db'}") as store:
            store.keep_pulses([one])

    return says


def test_a_late_plan_says_since_when_why_and_when_it_is_tried_next(team, daemon):
    daemon(late())
    lines = team.syncer("status").splitlines()
    at = lines.index(
        "last synced 3 hours ago, and it should be every 12 minutes; "
        "failed 4 times in a row: the sheet is not shared with us"
    )
    assert lines[at + 1] == "  next try in 12 minutes; try: share it, then run `syncer doctor`"


def test_where_all_is_well_nothing_is_said_of_it(team, daemon):
    before = team.syncer("status")
    daemon(fresh())
    assert team.syncer("status") == before


def test_a_plan_that_cannot_be_read_is_shown_all_the_same(team, daemon):
    daemon(late())
    team.workbook.unlink()
    team.syncer("status", code=3)
    assert "apollo: last synced 3 hours ago" in team.out
    assert team.json("status", code=3)["unread"][0]["sync"]["state"] == "late"


def test_a_daemon_that_is_gone_is_missed(team, daemon):
    daemon(late())
    assert "next try in" in team.syncer("status")
    daemon(pulse(synced=moment(hours=3), next_try=moment(hours=3)))
    assert "the daemon seems not to run" in team.syncer("status")


def test_a_daemon_that_was_stopped_promises_nothing(team, daemon):
    daemon(pulse(synced=moment(hours=3)))
    assert "last synced" not in team.syncer("status")


def test_json_tells_it_whole(team, daemon):
    assert team.json("status")["plans"][0]["sync"] is None
    said = late()
    daemon(said)
    sync = team.json("status")["plans"][0]["sync"]
    assert (sync["state"], sync["failures"], sync["promise"]) == ("late", 4, 720)
    assert sync["error"] == "the sheet is not shared with us"
    assert datetime.fromisoformat(sync["next_try"]) == said.next_try


def test_what_an_error_quotes_is_harmless(team, daemon):
    daemon(late("\x1b]2;pwn\x07 [red]x[/red]\nnew line", hint=""))
    assert "\x1b" not in team.syncer("status")
    assert "[red]x[/red] new line" in team.out
