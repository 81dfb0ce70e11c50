"""The log into a pipe or a socket whose reader may stall: then lines are lost, and nobody waits."""

import io
import os
import select
import stat
from typing import Final, TextIO

_ROOM: Final = 4096
"""Octets that a pipe takes without a wait where it takes any (pipe(7), PIPE_BUF)."""
PATIENCE: Final = 1.0
"""Seconds that a reader gets, once, to go on."""


def unhurried(stream: TextIO) -> "TextIO | LogPipe":
    """*stream*, or, where others read it as it is written, what writes there and never waits."""
    try:
        descriptor = stream.fileno()
        mode = os.fstat(descriptor).st_mode
    except (OSError, ValueError):  # it is none of the system's
        return stream
    return LogPipe(descriptor) if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else stream


class LogPipe(io.TextIOBase):
    """
    Writes whole texts to *descriptor*; one that its reader leaves no room for is let go.

    A daemon that waited for whoever reads its log would sync no plan meanwhile.
    """

    def __init__(self, descriptor: int, patience: float = PATIENCE) -> None:
        self._descriptor = descriptor
        self._patience = patience
        self._stalled = False
        self._torn = b""
        self._lost = 0

    def write(self, text: str) -> int:
        """Write *text*, or count it as lost; OSError where nobody reads any more."""
        octets = self._torn + text.encode("utf-8", "backslashreplace")
        at = 0
        while at < len(octets) and self._has_room():
            at += os.write(self._descriptor, octets[at : at + _ROOM])
        if at < len(octets):
            self._lost += 1
            # What comes next begins a line of its own.
            self._torn = b"\n" if at > len(self._torn) else self._torn[at:]
        else:
            self._torn = b""
        return len(text)

    def lost(self) -> int:
        """How many texts were lost before the last one, which was written; they are told once."""
        if self._stalled:
            return 0
        count, self._lost = self._lost, 0
        return count

    def _has_room(self) -> bool:
        room = select.poll()
        room.register(self._descriptor, select.POLLOUT)
        # Whoever has once kept us waiting is not waited for again until it reads.
        self._stalled = not room.poll(0 if self._stalled else self._patience * 1000)
        return not self._stalled
