"""
A daemon killed with -9 before and after each act of a cycle: the next one makes it good.

Beside each office that suffers there is one that does not: the same plans, the same edits, no
kill. What people can see must be the same in both.
"""

import os
from itertools import count
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from feed_rules import pair_violations

from tests.chaos.offices import Office
from tests.running import Running, eventually

KINDS = {"workbook": {"books": ["apollo"]}, "google sheet": {"sheets": ["apollo"]}}
TEN = {
    "books": ["apollo", "ares", "atlas", "aura", "argo", "astra", "athena"],
    "sheets": ["gemini", "galileo", "giotto"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_cycle_of_a_plan(lives, server, tmp_path, kind):
    """Columns are added, keys given, calendars filled: nothing of it twice."""
    calm = Office(tmp_path / "calm", server, **KINDS[kind])
    lives.until_quiet(calm.config, calm.plans)
    wanted = calm.outcome("apollo")
    for act in count(1):
        office = Office(tmp_path / f"killed-{act}", server, **KINDS[kind])
        what = lives.until_killed(office.config, "apollo", act)
        assert office.feed("apollo") in (b"", wanted["feed"]), f"torn before {act}: {what}"
        lives.until_quiet(office.config, office.plans)
        assert office.outcome("apollo") == wanted, f"killed before {act}: {what}"
        assert office.flaws() == ()
        if not what:
            assert act > 5
            return


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_plan(lives, server, tmp_path, kind):
    """A date was moved and a row added, time and again: nothing lost, nothing done twice."""
    calm, office = (Office(tmp_path / name, server, **KINDS[kind]) for name in ("calm", "killed"))
    assert suffering(lives, calm, office, "apollo", count(1)) > 5


def test_an_edited_plan_among_ten(lives, server, tmp_path):
    """The same while nine others are looked after; CHAOS=all stops before every act here too."""
    calm = Office(tmp_path / "calm", server, books=["ares"], sheets=["gemini"])
    office = Office(tmp_path / "killed", server, **TEN)
    lives.until_quiet(office.config, office.plans)
    others = {name: office.outcome(name) for name in office.plans if name not in calm.plans}
    step = 1 if os.environ.get("CHAOS") == "all" else 7
    assert suffering(lives, calm, office, "gemini", count(2, step)) > 5
    assert {name: office.outcome(name) for name in others} == others


def suffering(lives, calm, office, victim, acts):
    """Edit the plans of *calm* in both, kill one before each of *acts*; return the last."""
    for one in (calm, office):
        lives.until_quiet(one.config, one.plans)
    for act in acts:
        before = office.feed(victim)
        for name in calm.plans:
            calm.plans[name].edit(act)
            office.plans[name].edit(act)
        lives.until_quiet(calm.config, calm.plans)
        what = lives.until_killed(office.config, victim, act)
        assert office.feed(victim) in (before, calm.feed(victim)), f"torn before {act}: {what}"
        lives.until_quiet(office.config, office.plans)
        for name in calm.plans:
            assert office.outcome(name) == calm.outcome(name), f"killed before {act}: {what}"
        if not what:
            break
    assert office.flaws() == ()
    return act


def test_an_edit_between_the_kill_and_the_next_start(lives, server, tmp_path):
    """What subscribers saw is not told otherwise under the same SEQUENCE and stamps."""
    office = Office(tmp_path / "killed", server, books=["apollo"])
    path = office.folder / "public" / "apollo.ics"
    lives.until_quiet(office.config, office.plans)
    for act in count(1):
        first = path.read_bytes()
        office.plans["apollo"].edit(act)
        what = lives.until_killed(office.config, "apollo", act)
        second = path.read_bytes()
        office.plans["apollo"].edit(1000 + act)  # the same date once more, and one more row
        lives.until_quiet(office.config, office.plans)
        third = path.read_bytes()
        for before, after in ((first, second), (second, third), (first, third)):
            assert pair_violations(before, after) == [], f"killed before {act}: {what}"
        assert b"Added %d" % (1000 + act) in third
        if not what:
            break
    assert act > 5
    assert office.flaws() == ()


def test_the_whole_service_killed_while_people_edit(server, tmp_path):
    """The real processes, at whatever moment: feeds are served again, and nothing is lost."""
    calm, office = (Office(tmp_path / name, server, **TEN) for name in ("calm", "killed"))
    google = {"SYNCER_GOOGLE_ENDPOINT": server.netloc}
    for number, words in enumerate(("apollo: ", "gemini: ", "galileo: ")):
        with Running(office.folder, **google) as service:
            address = service.hears().address
            service.says(words)
        eventually(lambda address=address: is_silent(address))
        for name in ("apollo", "gemini", "galileo"):
            office.plans[name].edit(number)
            calm.plans[name].edit(number)
    for one in (calm, office):
        with Running(one.folder, **google) as service:
            service.hears()
            eventually(lambda service=service: service.ready()[0] == 200)
            assert '"apollo"' in service.get("/api/plans")[1]
    for name in office.plans:
        assert without_moves(office, name) == without_moves(calm, name)
    assert office.flaws() == ()


def is_silent(address):
    """The server has gone with its daemon."""
    try:
        urlopen(f"{address}/healthz", timeout=5).close()
    except URLError:
        return True
    return False


def without_moves(office, name):
    """Of edits that came faster than cycles only the last is seen: the way there may differ."""
    found = office.outcome(name)
    days = [line for line in found["feed"].split(b"\r\n") if line.startswith((b"UID", b"DTSTART"))]
    titles = [row[:5] for row in next(iter(found["cells"].values()))]
    return days, titles, sorted(found["events"].values()), found["keys"]
