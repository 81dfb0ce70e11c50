"""What must stand in the sheet and in the calendar of an office that came to rest."""

from collections import Counter
from datetime import timedelta

from connectors.google_calendar.identity import identity_of
from syncer.domain.days import short_day
from syncer.domain.layout import Owned
from syncer.domain.plan import Kind
from syncer.engine.decide import decide
from syncer.errors import SourceError
from syncer.stages.diff import same_value
from syncer.stages.present.cells import own_cells
from syncer.stages.present.events import uid_of
from syncer.stages.present.impact import is_impact
from tests.simulation.google_office import CALENDAR, PLAN
from tests.simulation.grid import BLANK, STATUS, TAG, TITLE
from tests.simulation.world import KEY, _lasting


def stands(office):
    """Every row shows its own results, every ID is one row's, every milestone has one event."""
    memory = office.store.load(PLAN)
    try:
        decided = decide(
            office.source.read(),
            memory,
            office.setup,
            today=office.clock.today(),
            now=office.clock.now(),
            told={CALENDAR: office.events.proposals()},
        )
    except SourceError:
        return  # nothing there can be read as a plan
    judged = decided.judged
    if judged.read.layout.column("title") is None or judged.read.tab.name != office.typed.tab.title:
        return
    results_stand(judged, decided.impacts)
    ids_stand(office, judged)
    rows_are_items(office, judged)
    events_stand(office, judged, memory)
    additions_stand(office)
    proposals_stand(office, judged)


def results_stand(judged, impacts):
    layout, plan, tab = judged.read.layout, judged.read.plan, judged.read.tab
    wanted = own_cells(plan, judged.evaluation, judged.findings, impacts)
    for column in layout.owned:
        if column.name is Owned.IMPACT and not impacts and not column.exists:
            continue
        assert column.exists, f"{column.header} is missing"
        for item, value in zip(plan.items, wanted[column.name], strict=True):
            seen = tab.at(item.row.row, column.index)
            said = (column.header, item.row.row, seen, value)
            if column.name is Owned.IMPACT and seen not in BLANK and not is_impact(seen):
                continue  # what people write there stays
            assert same_value(seen, value) or _lasting(seen) == (value or ""), said
    rows = {item.row.row for item in plan.items}
    top = layout.header_row + 1
    own = {column.index: column for column in layout.owned if column.exists}
    keys = layout.own(Owned.ID).index
    for number in {*range(top, len(tab.rows) + 1)} - rows:
        shown = [tab.at(number, at) for at in own]
        cells = enumerate(tab.rows[number - 1], start=1)
        if number <= layout.last_row or all(at in own or value in BLANK for at, value in cells):
            assert all(value in BLANK for value in shown) or not KEY.fullmatch(
                str(tab.at(number, keys))
            ), (number, shown)


def ids_stand(office, judged):
    """Nobody got a second ID, and no two have the same."""
    layout, plan, tab = judged.read.layout, judged.read.plan, judged.read.tab
    column = layout.own(Owned.ID).index
    ids = {item.row.row: tab.at(item.row.row, column) for item in plan.items}
    assert all(KEY.fullmatch(str(key)) for key in ids.values()), ids
    assert len(set(ids.values())) == len(ids), ids
    crowd = office.crowd
    tags = Counter(crowd.value(row, TAG) for row in crowd.items())
    now = {crowd.value(row, TAG): key for row, key in ids.items()}
    sure = {t: k for t, k in now.items() if tags[t] == 1 and t not in crowd.doubtful}
    for tag, key in sure.items():
        assert office.ids.get(tag, key) == key, f"the row {tag} was {office.ids[tag]}, is {key}"
    office.ids = {t: k for t, k in (office.ids | sure).items() if t not in crowd.doubtful}


def rows_are_items(office, judged):
    crowd = office.crowd
    rows = {item.row.row for item in judged.read.plan.items}
    for row in crowd.items():
        if crowd.value(row, TITLE) not in BLANK and crowd.due(row):
            assert row in rows, f"row {row} was not read"


def events_stand(office, judged, memory):
    if any(f.code in {"column-lost", "column-missing"} for f in judged.findings):
        return
    live = {}
    for event in office.guests.ours():
        uid = identity_of(event["id"]).uid
        assert uid not in live, f"{uid} stands in the calendar twice"
        live[uid] = event
    items = judged.read.plan.items
    stay = {held.uid for held in memory.held if held.target == CALENDAR}
    due, cancelled = {}, set()
    for item in items:
        uid = uid_of(item.key, memory.instance)
        if item.row.unread:
            stay.add(uid)
        day, state = office.crowd.due(item.row.row), office.crowd.value(item.row.row, STATUS)
        if item.kind is Kind.MILESTONE and day and state not in {"Done", "Cancelled"}:
            due[uid] = day
        if state == "Cancelled":
            cancelled.add(uid)
    assert not live.keys() & cancelled, "what people cancelled is still shown"
    for uid, day in due.items():
        assert uid in live, f"{uid} has no event"
        assert live[uid]["start"] == {"date": str(day)}, (uid, day, live[uid])
        assert live[uid]["end"] == {"date": str(day + timedelta(days=1))}, (uid, day, live[uid])
    dated = {
        uid_of(item.key, memory.instance)
        for item, verdict in zip(items, judged.evaluation.verdicts, strict=True)
        if verdict.due or verdict.forecast
    }
    assert live.keys() <= dated | stay, live.keys() - dated - stay


def additions_stand(office):
    """What people added to our events is still there."""
    for ident, said in office.guests.added.items():
        event = office.calendar.event(ident)
        for what, value in said.items():
            if what == "note":
                assert value in event["description"].splitlines(), (value, event)
            else:
                assert event.get(what) == value, (what, value, event)


def proposals_stand(office, judged):
    """A move in the calendar that nobody has answered is told beside its row."""
    crowd, guests = office.crowd, office.guests
    guests.moved = {
        uid: (day, cells)
        for uid, (day, cells) in guests.moved.items()
        if crowd.said_of(uid) == cells and crowd.due(crowd.row_of(uid))
    }
    column = judged.read.layout.own(Owned.IMPACT)
    for uid, (day, _) in guests.moved.items():
        row = crowd.row_of(uid)
        if crowd.value(row, STATUS) in {"Done", "Cancelled"} or crowd.due(row) == day:
            continue
        told = judged.read.tab.at(row, column.index) if column and column.exists else None
        if told in BLANK or is_impact(told):
            assert short_day(day, office.clock.today()) in str(told), (uid, day, told)
