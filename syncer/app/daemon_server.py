"""The server process as the daemon holds it: started, told of plans, started again if it dies."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, NamedTuple

from syncer.app.config import Config
from syncer.domain.bulletin import Bulletin, bulletin_line

log: Final = logging.getLogger(__name__)

PULSE: Final = 5.0
"""Seconds after which a bulletin goes out although nothing is new."""
FIRST: Final = 1.0
"""Seconds until a server that died is started again; twice as long after each further time."""
LONGEST: Final = 60.0
STEADY: Final = 60.0
"""Seconds after which one that lived counts as sound."""
SILENT: Final = 60.0
"""Seconds without a word to what it was told after which a server hangs, and is replaced."""
STARTING: Final = 600.0
"""The same for one that does not listen yet: a large state is read first."""
_GRACE: Final = 3.0
"""Seconds that it gets to end by itself."""


class Due(NamedTuple):
    """A hook that was believed."""

    plan: str
    why: str
    number: int = 0
    channel: str = ""


def server_command(config: Path) -> tuple[str, ...]:
    """What starts the server process; the configuration of *config* is its first line."""
    return sys.executable, "-m", "syncer.app.serving", str(config), "-"


def configuration_line(config: Config) -> bytes:
    """The first line for the server: by now the file may be another one, and not in force."""
    return json.dumps(config.text).encode() + b"\n"


class Server:
    """
    One child process, looked after by one thread; what it says is handed to *due* and *listening*.

    Those are called on a thread of its own.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        due: Callable[[Due], None],
        listening: Callable[[str], None],
        first: bytes = b"",
    ) -> None:
        self._command = command
        self._first = first
        self._due = due
        self._listening = listening
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._told: object = None
        self._threads: tuple[Thread, ...] = ()
        self._sent = float("-inf")
        self._unanswered: float | None = None
        self._listens = False
        self._began = 0.0
        self._again = 0.0
        self._deaths = 0
        self._wanted = True

    def look(self, now: float) -> None:
        """Start it where it does not run and may; end one that hangs."""
        if self._child is not None and self._child.poll() is None:
            patience = SILENT if self._listens else STARTING
            if self._unanswered is not None and now - self._unanswered >= patience:
                log.error("the server has not answered for %.0f s and is killed", patience)
                self._unanswered = now
                self._child.kill()
            return
        if self._child is not None:
            self._buried(self._child.returncode, now)
        if self._wanted and now >= self._again:
            self._start(now)

    def tell(self, news: object, bulletin: Callable[[], Bulletin], now: float) -> None:
        """Send a *bulletin* if *news* are others than before, or nothing was sent for a while."""
        if self._child is None or (news == self._told and now - self._sent < PULSE):
            return
        if self._lines.qsize() > 1:
            return  # it does not read: it will get a later one
        self._told, self._sent = news, now
        if self._unanswered is None:
            self._unanswered = now
        self._lines.put(bulletin_line(bulletin()))

    def dismiss(self) -> None:
        """Let it end; `stop` sees to it that it does."""
        self._wanted = False
        self._lines.put(None)

    def stop(self) -> None:
        """Let it end; it is killed where it does not within seconds."""
        self.dismiss()
        child, self._child = self._child, None
        if child is None:
            return
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            log.warning("the server did not end by itself and is killed")
            child.kill()
            child.wait()
        for thread in self._threads:
            thread.join(1.0)

    def _start(self, now: float) -> None:
        pipe = subprocess.PIPE
        self._began = now
        try:
            child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe)  # noqa: S603 - our own
        except OSError as error:
            self._buried(None, now)
            log.error("the server cannot be started: %s", error.strerror)  # noqa: TRY400 - said whole
            return
        self._child, self._listens = child, False
        self._lines, self._told, self._unanswered = SimpleQueue(), None, None
        if self._first:
            self._lines.put(self._first)
        self._threads = (
            Thread(target=_write, args=(child, self._lines), name="to server", daemon=True),
            Thread(target=self._read, args=(child,), name="from server", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def _buried(self, code: int | None, now: float) -> None:
        self._child = None
        self._lines.put(None)
        self._deaths = 1 if now - self._began >= STEADY else self._deaths + 1
        pause = min(LONGEST, FIRST * 2.0 ** min(self._deaths - 1, 10))
        self._again = now + pause
        if code is not None and self._wanted:
            log.error("the server ended with %s; it is started again in %.0f s", code, pause)

    def _read(self, child: "subprocess.Popen[bytes]") -> None:
        pipe = child.stdout
        assert pipe is not None  # noqa: S101 - it was asked for
        with pipe:
            for line in pipe:
                match _document(line):
                    case {"heard": True}:
                        self._unanswered = None
                    case {"listening": str(address)}:
                        self._listens = True
                        self._listening(address)
                    case {"due": str(plan), "why": str(why), **rest}:
                        self._due(Due(plan, why, *_message(rest)))


def _message(told: Mapping[Any, Any]) -> tuple[int, str]:
    """Number and channel of a message of Drive's; 0 and empty for others."""
    number, channel = told.get("number", 0), told.get("channel", "")
    return (
        number if isinstance(number, int) else 0,
        channel if isinstance(channel, str) else "",
    )


def _document(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _write(child: "subprocess.Popen[bytes]", lines: "SimpleQueue[bytes | None]") -> None:
    """Hand *lines* on until None, or until nobody reads any more."""
    pipe = child.stdin
    assert pipe is not None  # noqa: S101 - it was asked for
    with suppress(OSError):
        while (line := lines.get()) is not None:
            pipe.write(line)
            pipe.flush()
    with suppress(OSError):
        pipe.close()
