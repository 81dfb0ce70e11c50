"""How the facts of events stand in one cell of the database: each different one once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from syncer.domain.board import Facts, Former
from syncer.domain.events import Event, Revision
from syncer.domain.plan import Health, Kind, Priority
from syncer.store.packing import pack, unpack


def facts_from(said: list[Any]) -> Facts:
    """The facts as JSON has the tuple of them."""
    kind, priority, owners, phase, project, health, client_visible = said
    stated = None if priority is None else Priority(priority)
    return Facts(
        Kind(kind), stated, tuple(owners), phase, project, Health(health), bool(client_visible)
    )


def pack_facts(facts: Mapping[str, Facts]) -> bytes:
    """The facts of each event, by UID."""
    return pack(facts_said(facts))


def unpack_facts(octets: bytes) -> dict[str, Facts]:
    """What `pack_facts` packed; DamagedError where it is not that."""
    return unpack(octets, facts_of)


def pack_former(former: Mapping[str, tuple[Former, ...]]) -> bytes:
    """What each event was not long ago, by UID."""
    return pack(former_said(former))


def unpack_former(octets: bytes) -> dict[str, tuple[Former, ...]]:
    """What `pack_former` packed; DamagedError where it is not that."""
    return unpack(octets, former_of)


def facts_said(facts: Mapping[str, Facts]) -> list[object]:
    """The facts as JSON has them. A plan has far fewer of them than events."""
    places = _places(facts.values())
    return [_listed(places), {uid: places[one] for uid, one in facts.items()}]


def facts_of(said: Any) -> dict[str, Facts]:
    """The facts that `facts_said` told."""
    listed, by_uid = said
    known = list(map(facts_from, listed))
    return {uid: known[place] for uid, place in by_uid.items()}


def former_said(former: Mapping[str, tuple[Former, ...]]) -> list[object]:
    """What events were, as JSON has it."""
    places = _places(one.facts for past in former.values() for one in past)
    by_uid = {
        uid: [[places[one.facts], *_former_said(one)] for one in past]
        for uid, past in former.items()
    }
    return [_listed(places), by_uid]


def former_of(said: Any) -> dict[str, tuple[Former, ...]]:
    """What `former_said` told."""
    listed, by_uid = said
    known = list(map(facts_from, listed))
    return {
        uid: tuple(_former_of(uid, known[place], *said) for place, *said in past)
        for uid, past in by_uid.items()
    }


def _former_said(one: Former) -> list[object]:
    event, sequence, created, modified, since = one.ghost
    days = [day.toordinal() for day in (one.until, event.day, since or event.day)]
    moments = [moment.isoformat() for moment in (one.left, created, modified)]
    return [*days, *moments, sequence, event.summary]


def _former_of(uid: str, facts: Facts, *said: Any) -> Former:
    until, day, since = map(date.fromordinal, said[:3])
    left, created, modified = map(datetime.fromisoformat, said[3:6])
    sequence, summary = said[6:]
    event = Event(uid=uid, day=day, summary=summary, cancelled=True)
    return Former(facts, until, left, Revision(event, sequence, created, modified, since))


def _places(facts: Iterable[Facts]) -> dict[Facts, int]:
    return {one: place for place, one in enumerate(dict.fromkeys(facts))}


def _listed(facts: Iterable[Facts]) -> list[tuple[object, ...]]:
    return [tuple(one) for one in facts]
