"""How fresh the daemon kept each plan, for other processes to see."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from syncer.domain.pulse import Pulse, pulse_document, read_pulse
from syncer.store.packing import DamagedError
from syncer.store.tables import pulses
from syncer.store.upsert import insert


def write_pulses(db: Connection, kept: Iterable[Pulse]) -> None:
    """Keep each of *kept* in place of the one before."""
    rows = [{"plan": one.plan, "body": json.dumps(pulse_document(one))} for one in kept]
    if rows:
        new = insert(pulses, db.dialect.name)
        newer = {"body": new.excluded.body}
        db.execute(new.on_conflict_do_update(index_elements=["plan"], set_=newer), rows)


def read_pulses(db: Connection) -> dict[str, Pulse]:
    """The pulse of each plan that a daemon of this state ever worked on."""
    found = db.execute(select(pulses.c.plan, pulses.c.body).order_by(pulses.c.plan))
    return {plan: _read(plan, body) for plan, body in found}


def _read(plan: str, body: str) -> Pulse:
    try:
        return read_pulse(json.loads(body))
    except (ValueError, TypeError) as error:
        raise DamagedError(f"the pulse of {plan!r}") from error
