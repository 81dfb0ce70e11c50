"""The addresses people subscribed to, who fetched them last, and what was offered there."""

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, select, text, update

from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only
from syncer.domain.subscription import Edition, Fetch, Subscription
from syncer.store.packing import DamagedError
from syncer.store.tables import editions, fetches, subscriptions
from syncer.store.upsert import insert

KEPT: Final = 100
"""How many editions of an address are remembered: whoever is further behind is just that."""

_AT_ONCE: Final = 500
"""Addresses that one statement names: databases take some thousand values in one."""

log: Final = logging.getLogger(__name__)

_GROUPS: Final = ("kind", "priority", "owner", "phase", "project", "health")


def read_subscriptions(db: Connection, told: set[str] | None = None) -> tuple[Subscription, ...]:
    """
    All of them, by name, also those that are answered no more.

    One that cannot be read is answered no more either, and keeps nobody from reading the others.
    It is logged, once for each that is not in the set of those that were *told* of.
    """
    try:
        found = db.execute(select(subscriptions).order_by(subscriptions.c.name)).all()
        return tuple(map(subscription_of, found))
    except ValueError:  # also of a day or a moment that is none
        return tuple(_sound(db, set() if told is None else told))


def _sound(db: Connection, told: set[str]) -> Iterator[Subscription]:
    """Those that can be read, one after another."""
    for name in db.execute(select(subscriptions.c.name).order_by(subscriptions.c.name)).scalars():
        try:
            row = db.execute(select(subscriptions).where(subscriptions.c.name == name)).one()
            yield subscription_of(row)
        except (ValueError, TypeError) as error:
            if name not in told:
                told.add(name)
                log.error(  # noqa: TRY400 - it tells of the row, not of our code
                    "the subscription %r is damaged and not answered (%s); "
                    "`syncer fsck` tells what to do",
                    name,
                    error,
                )


def rows_of(db: Connection) -> list[Row[*tuple[Any, ...]]]:
    """All of them as they stand there: compared in a moment, whatever it takes to read them."""
    names = ", ".join(column.name for column in subscriptions.c)
    return list(db.execute(text(f"SELECT {names} FROM subscriptions ORDER BY name")))  # noqa: S608 - our own names


def add(db: Connection, new: Subscription, today: date) -> bool:
    """Add *new*, in place of one of its name that is dead; False where that one lives."""
    known = {one.name: one for one in read_subscriptions(db)}
    old = known.get(new.name)
    if old is not None and old.live(today):
        return False
    if old is not None:
        _forget(db, old.digest)
        db.execute(delete(subscriptions).where(subscriptions.c.digest == old.digest))
    # Two that add one name at the same moment: the database lets one of them have it.
    added = insert(subscriptions, db.dialect.name).values(_row(new))
    once = added.on_conflict_do_nothing(index_elements=["name"])
    return db.execute(once.returning(subscriptions.c.digest)).scalar() is not None


def rotate(db: Connection, name: str, digest: str) -> None:
    """Give the subscription another address; nobody has fetched that one."""
    old = db.execute(select(subscriptions.c.digest).where(subscriptions.c.name == name)).scalar()
    if old is not None:
        _forget(db, old)
    db.execute(update(subscriptions).where(subscriptions.c.name == name).values(digest=digest))


def revoke(db: Connection, name: str, at: datetime) -> None:
    """Answer it no more."""
    mine = subscriptions.c.name == name
    db.execute(update(subscriptions).where(mine).values(revoked=at))


def note_fetches(db: Connection, told: Iterable[Fetch]) -> None:
    """Remember who fetched what last; how often is added to what is known."""
    known = _digests(db)
    rows = [one._asdict() for one in told if one.digest in known]
    if rows:
        new = insert(fetches, db.dialect.name)
        newer: dict[str, Any] = {name: new.excluded[name] for name in ("at", "client")}
        # Who asked for a filter only holds what they held before.
        newer["etag"] = func.coalesce(func.nullif(new.excluded["etag"], ""), fetches.c.etag)
        newer["times"] = fetches.c.times + new.excluded["times"]
        db.execute(new.on_conflict_do_update(index_elements=["digest"], set_=newer), rows)


def note_editions(db: Connection, told: Iterable[Edition]) -> None:
    """Remember what is offered from now on; the same as before is nothing new."""
    known, all_told = _digests(db), iter(told)
    # A plan that many subscribed to changes at all of their addresses at once.
    while some := list(islice(all_told, _AT_ONCE)):
        _note_some(db, [one for one in some if one.digest in known])


def _note_some(db: Connection, told: list[Edition]) -> None:
    mine = editions.c.digest.in_({one.digest for one in told})
    newest = select(func.max(editions.c.id)).where(mine).group_by(editions.c.digest)
    found = select(editions.c.digest, editions.c.etag).where(editions.c.id.in_(newest))
    last = {digest: etag for digest, etag in db.execute(found)}  # noqa: C416 - rows are no pairs
    rows = []
    for one in told:
        if last.get(one.digest) != one.etag:
            rows.append(one._asdict())
            last[one.digest] = one.etag
    if rows:
        db.execute(editions.insert(), rows)
        age = func.row_number().over(partition_by=editions.c.digest, order_by=editions.c.id.desc())
        aged = select(editions.c.id, age.label("age")).where(mine).subquery()
        old = select(aged.c.id).where(aged.c.age > KEPT)
        db.execute(delete(editions).where(editions.c.id.in_(old)))


def read_fetches(db: Connection) -> dict[str, Fetch]:
    """By digest, the last fetch of each address that was ever fetched."""
    names = [fetches.c[name] for name in Fetch._fields]
    return {row.digest: Fetch._make(row) for row in db.execute(select(*names))}


def read_editions(db: Connection) -> list[Edition]:
    """What was offered at all addresses, oldest first."""
    found = select(*(editions.c[name] for name in Edition._fields)).order_by(editions.c.id)
    return list(map(Edition._make, db.execute(found)))


def _digests(db: Connection) -> frozenset[str]:
    return frozenset(db.execute(select(subscriptions.c.digest)).scalars())


def _forget(db: Connection, digest: str) -> None:
    for table in (fetches, editions):
        db.execute(delete(table).where(table.c.digest == digest))


def _row(one: Subscription) -> dict[str, Any]:
    return {
        "digest": one.digest,
        "name": one.name,
        "plans": json.dumps(one.plans),
        "scope": json.dumps(_said(one.only)),
        "as_of": one.as_of,
        "created": one.created,
        "expires": one.expires,
        "revoked": one.revoked,
    }


def subscription_of(row: Row[*tuple[Any, ...]]) -> Subscription:
    """The subscription that stands in *row*; DamagedError where none does."""
    try:
        return Subscription(
            digest=row.digest,
            name=row.name,
            plans=tuple(map(str, json.loads(row.plans))),
            only=_only(json.loads(row.scope)),
            as_of=row.as_of,
            created=row.created,
            expires=row.expires,
            revoked=row.revoked,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedError(f"the subscription {row.name!r}") from error


def _said(only: Only) -> dict[str, object]:
    """*only* without the groups that are not given."""
    groups = {name: sorted(getattr(only, name)) for name in _GROUPS}
    given: dict[str, object] = {name: words for name, words in groups.items() if words}
    if only.client_visible is not None:
        given["client_visible"] = only.client_visible
    return given


def _only(said: dict[str, Any]) -> Only:
    words = {name: said.get(name, ()) for name in _GROUPS}
    return Only(
        kind=frozenset(map(Kind, words["kind"])),
        priority=frozenset(map(Priority, words["priority"])),
        owner=frozenset(map(str, words["owner"])),
        phase=frozenset(map(str, words["phase"])),
        project=frozenset(map(str, words["project"])),
        health=frozenset(map(Health, words["health"])),
        client_visible=said.get("client_visible"),
    )
