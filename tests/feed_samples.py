"""Feeds to try things with: plain, empty, hostile, long, with ghosts."""

from datetime import UTC, date, datetime, timedelta

from syncer.domain.events import Event, Feed, Revision

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def event(uid="M-0001@5eed", day=date(2026, 3, 10), summary="Alpha", **more):
    return Event(uid=uid, day=day, summary=summary, **more)


def revision(*args, sequence=0, modified=MONDAY, cancelled_on=None, **more):
    return Revision(event(*args, **more), sequence, MONDAY, modified, cancelled_on)


def feed(*revisions, title="Apollo", **more):
    return Feed(title=title, revisions=revisions, **more)


ALPHA = revision(
    summary="Beta sign-off (moved +8 wd, 3rd move)",
    description=(
        "At risk, Amber\nOwner: Ada Lovelace\nDue: 10 Mar 2026\n"
        "Why: three moves; the last one, of 2 Mar, is 3 working days\n"
        "From: apollo.xlsx, tab Plan, ID M-0001"
    ),
    categories=("Amber", "Build", "Milestone", "Must"),
    priority=1,
    predecessors=("M-0002@5eed",),
    reminders=(7, 1, 0),
)
BETA = revision("M-0002@5eed", date(2026, 2, 27), "Größe festgelegt (done)", sequence=2)
GHOST = Revision(
    event("M-0003@5eed", date(2026, 12, 31), "Gamma").ghost(), 1, MONDAY, TUESDAY, date(2026, 3, 3)
)
LONG = revision(
    "M-0004@5eed",
    summary="👩‍👩‍👧‍👦" * 12,
    description="Zoë" + "e\u0301" * 60 + "\n" + "x, y; z\\ " * 30 + "\n\n" + "漢字" * 40,
    url="https://example.org/plan?" + "row=7&" * 20,
)
HOSTILE = (
    revision("M-0005@5eed", summary="x\r\nATTENDEE:mailto:evil@e"),
    revision("M-0006@5eed", summary="a bare\rreturn"),
    revision("M-0007@5eed", summary="NUL\x00 ESC\x1b LS\u2028 NEL\x85 end"),
    revision("M-0008@5eed", description="END:VEVENT\r\nBEGIN:VEVENT"),
    revision("u\r\nX-INJ:1", summary="an injected UID", predecessors=("v\nX-INJ:2",)),
    revision("M-0009@5eed", summary="a script", url="javascript:alert(1)"),
    revision("M-0010@5eed", summary="a broken address", url="http://a\r\nX:1"),
    revision("M-0011@5eed", summary=';VALUE=DATE:"quoted"', categories=(';VALUE=DATE:"x"',)),
    revision("M-0012@5eed", summary="lone \ud800 surrogate"),
    revision("M-0013@5eed", summary="turned \u202eround\u202c", description="\ufeffBOM"),
    revision("M-0014@5eed", summary="  ", categories=("a, b", ";\\", ",", "", "a / b")),
    revision("M-0015@5eed" * 30, summary="a very long UID"),
    revision("M-0016@5eed", date.max, "the last day there is", priority=12, sequence=2**40),
    revision("M-0017@5eed", summary="blanks" + " " * 200 + "within", description="\t\n \n x \n"),
)

FEEDS = {
    "empty": feed(title="Nothing yet"),
    "plain": feed(BETA, ALPHA, GHOST, description="Milestones of Apollo, by day"),
    "long": feed(LONG, title="Ein Titel; mit, allem " + "ü" * 60, refresh=timedelta(minutes=90)),
    "hostile": feed(*HOSTILE, title="a\r\nX-INJ:3", description="b\nEND:VCALENDAR"),
}
