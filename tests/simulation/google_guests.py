"""What people do to a Google calendar, as plain acts on numbers."""

from datetime import date, timedelta

from connectors.google_calendar.identity import identity_of

GUEST = "guest@example.com"
COLOURS = ("1", "2", "3", "4", "7")
"""None that the product gives."""


class Guests:
    """
    People in front of one calendar; each act takes numbers and finds its event.

    Attributes:
        own_events: What people made there, by id.
        added: By id of an event of the product, what people added to it.
        moved: By UID, where people moved its event, and the cells of its row that were not
            typed again since.
    """

    def __init__(self, office):
        self.office = office
        self.diary = office.server.calendar_people(office.calendar)
        self.own_events = {}
        self.added = {}
        self.moved = {}

    def ours(self):
        """The living events of the product, as people see them."""
        return [one for one in self.office.calendar.live() if identity_of(one["id"])]

    def _event(self, n):
        events = self.ours()
        return events[n % len(events)] if events else None

    def move_event(self, n, day):
        if event := self._event(n):
            self.diary.move_event(event["id"], day)
            uid = identity_of(event["id"]).uid
            self.moved.pop(uid, None)
            said, due = self.office.crowd.said_of(uid), str(self.office.crowd.day_of(uid))
            if said and event["start"].get("date") == due != str(day):
                self.moved[uid] = day, said

    def retitle_event(self, n):
        if event := self._event(n):
            self.diary.edit_event(event["id"], summary="To be discussed")

    def stretch_event(self, n):
        if event := self._event(n):
            start = event["start"].get("date")
            if start:
                end = date.fromisoformat(start) + timedelta(days=3)
                self.diary.edit_event(event["id"], end={"date": str(end)})

    def note_event(self, n):
        """Below what the product wrote."""
        if event := self._event(n):
            note = f"note {len(self.added)}"
            text = f"{event.get('description', '')}\n{note}"
            self.diary.edit_event(event["id"], description=text)
            self._adds(event["id"], "note", note)

    def invite(self, n):
        if event := self._event(n):
            guests = [{"email": GUEST, "responseStatus": "needsAction"}]
            self.diary.edit_event(event["id"], attendees=guests)
            self._adds(event["id"], "attendees", guests)

    def colour_event(self, n, k):
        if event := self._event(n):
            self.diary.edit_event(event["id"], colorId=COLOURS[k % len(COLOURS)])
            self._adds(event["id"], "colorId", COLOURS[k % len(COLOURS)])

    def _adds(self, ident, what, value):
        self.added.setdefault(ident, {})[what] = value

    def delete_event(self, n):
        if event := self._event(n):
            self.moved.pop(identity_of(event["id"]).uid, None)
            self.diary.delete_event(event["id"])

    def restore_event(self, n):
        """Out of the calendar's bin."""
        gone = [i for i, held in self.office.calendar.events.items() if held.cancelled]
        if gone:
            ident = gone[n % len(gone)]
            self.diary.restore_event(ident)
            if not identity_of(ident):
                self._keep(ident)

    def copy_event(self, n, day):
        """With all that hangs on it, as a calendar program copies."""
        if event := self._event(n):
            times = {"extendedProperties": event["extendedProperties"]}
            ident = self.diary.add_event(event["summary"], day, **times)
            self._keep(ident)

    def own_event(self, k, day):
        self._keep(self.diary.add_event(f"Lunch {k}", day))

    def expire_tokens(self):
        self.diary.expire_tokens()

    def _keep(self, ident):
        self.own_events[ident] = self.office.calendar.event(ident)

    def look(self):
        """Forget what people added to events that are gone."""
        events = self.office.calendar.events
        self.added = {i: said for i, said in self.added.items() if not events[i].cancelled}
        for ident, event in self.own_events.items():
            assert self.office.calendar.event(ident) == event, "an event of people's was changed"
