"""What the daemon tells the server process, a line of JSON each."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from syncer.domain.channel import Channel
from syncer.domain.pulse import Pulse, pulse_document, read_pulse

SILENCE: Final = 20.0
"""Seconds without a bulletin after which the daemon counts as hung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """
    How the daemon and its plans are doing.

    Attributes:
        at: When it was written, in UTC.
        metrics: The daemon's own, in Prometheus' text format.
        state_writable: The state took the last thing that was written to it.
        channels: By which Drive tells of changes of a plan's sheet; their tokens are secrets.
    """

    at: datetime
    pulses: tuple[Pulse, ...] = ()
    metrics: str = ""
    state_writable: bool = True
    channels: Mapping[str, Channel] = field(default_factory=dict)


def bulletin_line(bulletin: Bulletin) -> bytes:
    """*bulletin* as one line, its end included."""
    document = {
        "at": bulletin.at.isoformat(),
        "pulses": [pulse_document(one) for one in bulletin.pulses],
        "metrics": bulletin.metrics,
        "state_writable": bulletin.state_writable,
        "channels": {plan: _written(one) for plan, one in bulletin.channels.items()},
    }
    return json.dumps(document).encode() + b"\n"


def read_bulletin(line: bytes) -> Bulletin:
    """What `bulletin_line` wrote; ValueError: it did not."""
    try:
        document = json.loads(line)
        return Bulletin(
            at=datetime.fromisoformat(document["at"]),
            pulses=tuple(read_pulse(one) for one in document["pulses"]),
            metrics=document["metrics"],
            state_writable=document["state_writable"],
            channels={plan: _channel(one) for plan, one in document["channels"].items()},
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no bulletin: {error}") from None


def _written(channel: Channel) -> dict[str, Any]:
    return {**asdict(channel), "ends": channel.ends.isoformat()}


def _channel(document: Mapping[str, Any]) -> Channel:
    return Channel(**{**document, "ends": datetime.fromisoformat(document["ends"])})
