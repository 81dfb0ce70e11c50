"""The parts of a memory that are packed whole, since nobody asks the database for less."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from syncer.store.facts import pack_facts, pack_former, unpack_facts, unpack_former
from syncer.store.packing import (
    pack_days,
    pack_seen,
    pack_texts,
    unpack_days,
    unpack_seen,
    unpack_texts,
)


class Packing(NamedTuple):
    """How one of the notes of a plan becomes octets, and the octets the note again."""

    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], Any]


NOTES: Final = {
    "seen": Packing(pack_seen, unpack_seen),
    "reviewed": Packing(pack_days, unpack_days),
    "reviewed_before": Packing(pack_days, unpack_days),
    "headings": Packing(pack_texts, unpack_texts),
    "columns": Packing(pack_texts, unpack_texts),
    "facts": Packing(pack_facts, unpack_facts),
    "former": Packing(pack_former, unpack_former),
}
"""By the name of the field of Memory."""
