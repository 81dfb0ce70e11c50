"""People, plans, faults and cycles in any order: at rest each milestone has one event, on its day."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from connectors.google_calendar.identity import event_id
from connectors.google_calendar.wording import LINE
from syncer.domain.events import Event
from syncer.errors import SyncerError
from tests.connectors.google_calendar.desk import DAY, OWNER, Desk, settle, sync
from tests.google.faults import CutAfter, CutBefore, Refuse, Truncated

UIDS = [f"M-{n:04}@{OWNER}" for n in range(4)]
WHICH = st.sampled_from(UIDS)
WHEN = st.integers(0, 9).map(lambda n: DAY + timedelta(days=n))
FAULTS = st.sampled_from(
    [CutBefore(), CutAfter(), Truncated(300), Refuse(503), Refuse(429), Refuse(403, "forbidden")]
)


class People(RuleBasedStateMachine):
    """What people add is written down here, and must be there at the end."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        server = self.desk.server
        server.reset()
        server.limits.lift()
        calendar = server.add_calendar()
        options = {**self.desk.options, "calendar": calendar.id}
        self.at = Desk(server, calendar, server.calendar_people(calendar), options)
        self.ours = self.at.open()
        self.wanted: dict[str, Event] = {}
        self.notes: dict[str, list[str]] = {}
        self.guests: set[str] = set()
        self.own = {self.at.people.add_event("Lunch", DAY)}

    def standing(self, uid: str, act: Callable[[str, dict[str, Any]], None]) -> bool:
        """Let a person act on the event of *uid* that they see, if there is one."""
        for generation in range(9):
            ident = event_id(uid, generation)
            held = self.at.calendar.events.get(ident)
            if held is not None and not held.cancelled:
                act(ident, self.at.calendar.event(ident))
                return True
        return False

    @initialize(revives=st.booleans(), tokens=st.booleans())
    def settle_what_is_unsettled(self, revives: bool, tokens: bool) -> None:
        self.at.server.unsettled.update_revives = revives
        self.at.server.unsettled.token_with_filter = tokens

    @rule(uid=WHICH, day=WHEN, title=st.sampled_from(["Alpha", "Beta"]))
    def plan(self, uid: str, day: date, title: str) -> None:
        self.wanted[uid] = Event(uid=uid, day=day, summary=f"{title} {uid}", categories=("Red",))

    @rule(uid=WHICH)
    def drop(self, uid: str) -> None:
        self.wanted.pop(uid, None)
        self.notes.pop(uid, None)
        self.guests.discard(uid)

    @rule(uid=WHICH, day=WHEN)
    def move(self, uid: str, day: date) -> None:
        self.standing(uid, lambda ident, _: self.at.people.move_event(ident, day))

    @rule(uid=WHICH)
    def delete(self, uid: str) -> None:
        self.standing(uid, lambda ident, _: self.at.people.delete_event(ident))
        if not self.at.server.unsettled.update_revives:
            # With its id all that people had added to it is gone.
            self.notes.pop(uid, None)
            self.guests.discard(uid)

    @rule(uid=WHICH)
    def take_out_of_the_bin(self, uid: str) -> None:
        held = self.at.calendar.events.get(event_id(uid))
        if held is not None and held.cancelled:
            self.at.people.restore_event(event_id(uid))

    @rule(uid=WHICH, text=st.sampled_from(["retitled", "Alpha"]))
    def retitle(self, uid: str, text: str) -> None:
        self.standing(uid, lambda ident, _: self.at.people.edit_event(ident, summary=text))

    @rule(uid=WHICH, text=st.sampled_from(["bring cake", "ask <b>Zo</b>"]))
    def note(self, uid: str, text: str) -> None:
        def write(ident: str, event: dict[str, Any]) -> None:
            self.at.people.edit_event(ident, description=f"{event['description']}\n{text}")

        if self.standing(uid, write) and uid in self.wanted:
            self.notes.setdefault(uid, []).append(text)

    @rule(uid=WHICH)
    def invite(self, uid: str) -> None:
        def ask(ident: str, _: dict[str, Any]) -> None:
            self.at.people.edit_event(ident, attendees=[{"email": "guest@example.com"}])

        if self.standing(uid, ask) and uid in self.wanted:
            self.guests.add(uid)

    @rule()
    def expire(self) -> None:
        self.at.people.expire_tokens()

    @rule(nth=st.integers(1, 6), fault=FAULTS)
    def break_down(self, nth: int, fault: Any) -> None:
        self.at.server.faults.clear()
        self.at.server.faults.at(nth, fault)

    @rule(nth=st.integers(1, 5), uid=WHICH, day=WHEN)
    def move_amid_a_cycle(self, nth: int, uid: str, day: date) -> None:
        faults = self.at.server.faults
        faults.between(faults.seen + nth, lambda: self.move(uid, day))

    @rule()
    def start_anew(self) -> None:
        self.ours = self.at.open()

    @rule()
    def cycle(self) -> None:
        with suppress(SyncerError):
            sync(self.ours, self.wanted)

    @rule()
    def rest(self) -> None:
        self.at.server.faults.clear()
        settle(self.ours, self.wanted, cycles=3)
        standing = [e for e in self.at.calendar.live() if e["id"] not in self.own]
        assert sorted((e["summary"], e["start"]["date"]) for e in standing) == sorted(
            (event.summary, str(event.day)) for event in self.wanted.values()
        )
        for uid in self.wanted:
            self.standing(uid, lambda _, event, uid=uid: self.check(uid, event))

    def check(self, uid: str, event: dict[str, Any]) -> None:
        below = event["description"].partition(LINE)[2]
        assert all(note in below for note in self.notes.get(uid, ()))
        assert bool(event.get("attendees")) or uid not in self.guests

    @invariant()
    def what_is_peoples_own_is_untouched(self) -> None:
        for ident in self.own:
            assert self.at.calendar.event(ident)["summary"] == "Lunch"

    def teardown(self) -> None:
        self.rest()
        self.at.server.check()


def test_people_at_work(desk: Desk):
    machine = type("Machine", (People,), {"desk": desk})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
