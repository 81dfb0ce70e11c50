"""Takes away what nobody asks for any more; the ledger and the baselines are for ever."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, text

from syncer.stages.thinning import thinned
from syncer.store.tables import (
    boards,
    chores,
    editions,
    fetches,
    metadata,
    plans,
    pulses,
    subscriptions,
)
from syncer.store.upsert import insert


def prune_boards(db: Connection, today: date, keep: timedelta) -> int:
    """Thin the boards of past days; return how many went. What a live address shows stays."""
    asked = set(db.execute(select(subscriptions.c.as_of).where(_live(today))).scalars()) - {None}
    gone = 0
    for plan in db.execute(select(plans.c.name)).scalars().all():
        mine = boards.c.plan == plan
        days = db.execute(select(boards.c.day).where(mine)).scalars().all()
        shown = {max((d for d in days if d <= day), default=day) for day in asked if day}
        kept = thinned(days, today, keep) | shown
        for day in set(days) - kept:
            db.execute(delete(boards).where(mine, boards.c.day == day))
            gone += 1
    return gone


def prune_subscriptions(db: Connection, today: date, keep: timedelta) -> int:
    """Forget the addresses that were dead before *keep* began; return how many."""
    day = today - keep
    before = datetime.combine(day, time(), UTC)
    dead = or_(subscriptions.c.revoked < before, subscriptions.c.expires < day)
    digests = select(subscriptions.c.digest).where(dead)
    for table in (fetches, editions):
        db.execute(delete(table).where(table.c.digest.in_(digests)))
    return db.execute(delete(subscriptions).where(dead)).rowcount


def prune_pulses(db: Connection, names: Iterable[str]) -> None:
    """Forget how the daemon did with plans other than *names*."""
    db.execute(delete(pulses).where(pulses.c.plan.not_in(list(names))))


def size_in_octets(db: Connection) -> int:
    """How much room all of our tables take."""
    if db.dialect.name == "sqlite":
        pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(db.execute(text(pages)).scalar_one())
    sizes = (func.pg_total_relation_size(name) for name in metadata.tables)
    return sum(db.execute(select(*sizes)).one())


def done_on(db: Connection, chore: str) -> date | None:
    """The day on which *chore* was done last; None where it never was."""
    found = select(chores.c.day).where(chores.c.name == chore)
    day: date | None = db.execute(found).scalar()
    return day


def note_done(db: Connection, chore: str, day: date) -> None:
    """Remember that *chore* was done on *day*."""
    row = insert(chores, db.dialect.name).values(name=chore, day=day)
    db.execute(row.on_conflict_do_update(index_elements=["name"], set_={"day": day}))


def _live(today: date) -> ColumnElement[bool]:
    expires = subscriptions.c.expires
    return subscriptions.c.revoked.is_(None) & or_(expires.is_(None), expires >= today)
