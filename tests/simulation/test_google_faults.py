"""
Whatever goes wrong at whatever call of a sync, the next ones come to the same end.

By default each kind strikes every fourth call, each call is struck by every fourth kind;
`SIMULATION_STEPS=1 pytest tests/simulation/test_google_faults.py` strikes all of them.
"""

import os
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from connectors.google_calendar.identity import identity_of
from tests.google.faults import (
    CutAfter,
    CutBefore,
    HtmlPage,
    Partly,
    Refuse,
    Truncated,
    WrongOrder,
)
from tests.simulation.google_office import Office
from tests.simulation.google_standing import stands
from tests.simulation.world import START

FAULTS = {
    "500": Refuse(500),
    "503": Refuse(503),
    "503, no JSON": Refuse(503, bare=True),
    "429": Refuse(429),
    "429 with a time": Refuse(429, retry_after=9),
    "429 with an hour": Refuse(429, retry_after=3600),
    "403 rateLimitExceeded": Refuse(403, "rateLimitExceeded"),
    "403 userRateLimitExceeded": Refuse(403, "userRateLimitExceeded"),
    "403 quotaExceeded": Refuse(403, "quotaExceeded"),
    "403 forbidden": Refuse(403, "forbidden"),
    "403, no JSON": Refuse(403, bare=True),
    "401": Refuse(401),
    "400": Refuse(400),
    "404": Refuse(404),
    "cut before": CutBefore(),
    "cut after": CutAfter(),
    "truncated": Truncated(),
    "truncated late": Truncated(400),
    "login page": HtmlPage(),
    "login page, done": HtmlPage(took_effect=True),
    "wrong order": WrongOrder(),
    "partly": Partly(1),
}
OF_EVENTS = {
    "409": (Refuse(409), ("insert",)),
    "410": (Refuse(410), ("list",)),
    "412": (Refuse(412), ("update", "patch", "delete")),
}
"""What the calendar says, and of what."""
ROWS = 4
ASKED = bool(os.environ.get("SIMULATION_STEPS"))
STRIDE = 1 if ASKED else 4
PAIRS = 200 if ASKED else 8


def first(days=ROWS):
    return Office([START + timedelta(days=n) for n in range(days)], tight=True)


def begun():
    office = first()
    office.rest()
    return office


def edit(office, n):
    """Dates, a row that is new, one that went, and what people did in the calendar."""
    office.act("type_due", 0, START + timedelta(days=30 + n))
    office.act("insert_row", 2, n, START + timedelta(days=20))
    office.act("delete_row", 1)
    office.act("note_event", 0)


def nothing(_office, _n):
    pass


SYNCS = {"first": (first, nothing), "edited": (begun, edit)}


def end(office):
    """All that people see: cells and events. (Ids differ where one could not be used again.)"""
    events = [
        {name: one.get(name) for name in ("summary", "description", "start", "colorId")}
        for one in office.calendar.live()
        if identity_of(one["id"])
    ]
    return office.typed.tab.entered(), sorted(events, key=str)


def told(calls):
    """The numbers of *calls*; of a batch its first part and its last."""
    ends = {}
    for number, call in enumerate(calls, start=1):
        ends.setdefault(call.exchange, []).append(number)
    return sorted({number for parts in ends.values() for number in (parts[0], parts[-1])})


@cache
def smooth(sync):
    """Its calls by number, and the ends after each of so many syncs as there are calls to strike."""
    begin, change = SYNCS[sync]
    office = begin()
    try:
        change(office, 0)
        office.server.calls.clear()
        office.cycle()
        calls = list(office.server.calls)
        office.rest()
        ends = [end(office)]
        for n in range(1, len(told(calls))):
            change(office, n)
            office.rest()
            ends.append(end(office))
    finally:
        office.close()
    return calls, ends


def strike(sync, troubles_at, turn):
    """
    Let each call of *sync* meet its troubles; it must come to the end that it has without.

    Only the calls whose *turn* it is: by default every fourth.
    """
    begin, change = SYNCS[sync]
    calls, ends = smooth(sync)
    office = begin()
    try:
        struck = [n for n in told(calls)[turn % STRIDE :: STRIDE] if troubles_at(n, calls)]
        for n, number in enumerate(struck):
            if n and sync == "first":
                office.close()
                office = begin()
            change(office, n)
            office.cycle(troubles_at(number, calls))
            office.rest()
            stands(office)
            assert end(office) == ends[0 if sync == "first" else n], (number, calls[number - 1])
    finally:
        office.close()


@pytest.mark.parametrize("sync", SYNCS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_any_call(sync, name):
    turn = [*FAULTS].index(name)
    strike(sync, lambda number, _calls: [(number, "fault", FAULTS[name])], turn)


@pytest.mark.parametrize("sync", SYNCS)
@pytest.mark.parametrize("name", OF_EVENTS)
def test_a_conflict_at_any_call_of_the_calendar(sync, name):
    fault, methods = OF_EVENTS[name]

    def fits(number, calls):
        fitting = calls[number - 1].method.endswith(methods)
        return [(number, "fault", fault)] if fitting else []

    for turn in range(STRIDE):
        strike(sync, fits, turn)


@pytest.mark.parametrize("sync", SYNCS)
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_process_that_is_killed_at_any_call(sync, done):
    for turn in range(STRIDE):
        strike(sync, lambda number, _calls: [(number, "kill", done)], turn)


@pytest.mark.parametrize("sync", SYNCS)
@pytest.mark.parametrize("step", ["before publish", "after publish", "before commit"])
def test_a_process_that_is_killed_at_any_step(sync, step):
    strike(sync, lambda number, _calls: [(step, "kill")] if number == 1 else [], 0)


@pytest.mark.parametrize("sync", SYNCS)
def test_two_faults_in_one_sync(sync):
    random = Random(f"{sync} {PAIRS}")

    def pair(_number, calls):
        numbers = random.sample(range(1, len(calls) + 2), 2)
        return [(number, "fault", FAULTS[random.choice([*FAULTS])]) for number in numbers]

    for turn in range(max(1, PAIRS * STRIDE // len(told(smooth(sync)[0])))):
        strike(sync, pair, turn)
