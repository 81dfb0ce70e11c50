"""The tables of the state. What they were in the past stands in migrations/."""

import re
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """*text* as it will stand in the database."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


class Prose(TypeDecorator[str]):
    """Text of any origin: what no database can hold (NUL, half a character) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Replace them as the value goes in."""
        return value and storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite keeps no zone, so it is taken away and given back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """In UTC; ValueError for a moment that nobody could place."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone is no moment")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata: Final = MetaData()


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Prose, primary_key=key, nullable=False)


def _plan(*, key: bool = False) -> Column[str]:
    return Column("plan", Prose, ForeignKey("plans.name"), primary_key=key, nullable=False)


plans: Final = Table(
    "plans",
    metadata,
    _text("name", key=True),
    Column("epoch", Integer, nullable=False),
    # The epoch in which a person last asked for something (a baseline, a held deletion): the
    # cycle that runs then has not heard of it, so it must not say that all is settled.
    Column("asked_in", Integer, nullable=False),
    _text("instance"),
    _text("settled"),
    Column("next_key", Integer, nullable=False),
    Column("review", Date),
    Column("review_before", Date),
    Column("synced", Date),
    Column("summary_made", Boolean, nullable=False),
    Column("errors", Integer, nullable=False),
)

# Not columns of `plans`: raising the epoch would write the whole of them again.
notes: Final = Table(
    "notes",
    metadata,
    _plan(key=True),
    _text("topic", key=True),
    Column("body", LargeBinary, nullable=False),
)

baselines: Final = Table(
    "baselines",
    metadata,
    Column("id", Integer, primary_key=True),
    _plan(),
    _text("key"),
    _text("name"),
    Column("day", Date, nullable=False),
    Column("set_on", Date),
    _text("reason"),
    _text("approved_by"),
    Index("baselines_by_item", "plan", "key"),
)

# The ledger, numbered and sealed by plan (see domain/ledger.py). Triggers of the database refuse
# to change or delete what stands in it.
due_changes: Final = Table(
    "due_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _plan(),
    _text("key"),
    Column("old", Date),
    Column("new", Date),
    Column("seen", Date, nullable=False),
    _text("reason"),
    Column("number", Integer, nullable=False),
    _text("seal"),
    Index("due_changes_by_item", "plan", "key"),
    Index("due_changes_by_number", "plan", "number", unique=True),
)

# Where each ledger ends, so that it is noticed when its end is cut off.
ledgers: Final = Table(
    "ledgers",
    metadata,
    _plan(key=True),
    Column("length", Integer, nullable=False),
    _text("seal"),
)

published: Final = Table(
    "published",
    metadata,
    _plan(key=True),
    _text("publication", key=True),
    _text("uid", key=True),
    Column("sequence", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("modified", Moment, nullable=False),
    Column("cancelled_on", Date),
    Column("event", Text, nullable=False),
)

digests: Final = Table(
    "digests",
    metadata,
    _plan(key=True),
    _text("publication", key=True),
    _text("digest"),
)

places: Final = Table(
    "places",
    metadata,
    _plan(key=True),
    _text("publication", key=True),
    _text("place"),
)

held: Final = Table(
    "held",
    metadata,
    _plan(key=True),
    _text("target", key=True),
    _text("uid", key=True),
    _text("summary"),
    Column("day", Date, nullable=False),
    Column("since", Date, nullable=False),
    _text("reason"),
    _text("decision"),
)

proposed: Final = Table(
    "proposed",
    metadata,
    _plan(key=True),
    _text("target", key=True),
    _text("uid", key=True),
    Column("day", Date, nullable=False),
    Column("instead_of", Date, nullable=False),
    Column("seen", Date, nullable=False),
    _text("who"),
    Column("at", Moment),
    Column("answered", Boolean, nullable=False),
)

# Of plans that `plans` does not know too: one that could never be read is the one to look at.
pulses: Final = Table(
    "pulses",
    metadata,
    _text("plan", key=True),
    Column("body", Text, nullable=False),
)

# What is served: the newest board of each day on which it changed. Only the newest of all has a
# document; *number* rises with each that is put up.
boards: Final = Table(
    "boards",
    metadata,
    _plan(key=True),
    Column("day", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    _text("title"),
    Column("packed", LargeBinary, nullable=False),
    Column("document", LargeBinary),
)

# Of an address only the SHA-256 of its token stands here. *plans* and *scope* are JSON.
subscriptions: Final = Table(
    "subscriptions",
    metadata,
    _text("digest", key=True),
    _text("name"),
    Column("plans", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("as_of", Date),
    Column("created", Moment, nullable=False),
    Column("expires", Date),
    Column("revoked", Moment),
    Index("subscriptions_by_name", "name", unique=True),
)

fetches: Final = Table(
    "fetches",
    metadata,
    _text("digest", key=True),
    Column("at", Moment, nullable=False),
    _text("client"),
    _text("etag"),
    Column("times", Integer, nullable=False),
)

editions: Final = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("digest"),
    _text("etag"),
    Column("made", Moment, nullable=False),
    Index("editions_by_digest", "digest"),
)

# When what is done now and then was done last: "tidy", "backup".
chores: Final = Table(
    "chores",
    metadata,
    _text("name", key=True),
    Column("day", Date, nullable=False),
)
