"""`syncer run` as a process of its own, its log read line by line as it is written."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Any, Self

MAIN = "import sys; from syncer.cli import main; sys.exit(main())"
PATIENCE = 60.0
"""Seconds that a busy machine may need for what takes one."""


class Running:
    """
    A daemon in *folder*, ended with the context; *first* is Python that it runs before.

    Attributes:
        log: The messages so far.
        address: Where it serves, once it has said so.
    """

    def __init__(self, folder: Path, *, first: str = "", **variables: str) -> None:
        self.folder = folder
        self.log: list[str] = []
        self.address = ""
        self._new: SimpleQueue[str | None] = SimpleQueue()
        self._passed: list[str] = []
        environment = {**os.environ, "SYNCER_LOG": "json", **variables}
        environment.pop("NOTIFY_SOCKET", None)
        environment |= {k: v for k, v in variables.items() if k == "NOTIFY_SOCKET"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{first}\n{MAIN}", "-c", str(folder / "config.toml"), "run"],
            cwd=folder,
            env=environment,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self._reader.join(PATIENCE)
        if kind is not None:
            print("\n".join(self.log), file=sys.stderr)  # noqa: T201 - what a failed test is read by

    def says(self, words: str, within: float = PATIENCE) -> str:
        """The next message with *words* in it of those that were not asked for yet."""
        until = monotonic() + within
        while True:
            for message in self._passed:
                if words in message:
                    self._passed.remove(message)
                    return message
            try:
                message = self._new.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                raise AssertionError(
                    f"{words!r} was not said in {within:.0f} s: {self.log}"
                ) from None
            if message is None:
                raise AssertionError(f"it ended before it said {words!r}: {self.log}")
            self._passed.append(message)

    def hears(self) -> Self:
        """Wait until it serves; with it, everything is set up."""
        self.address = self.says("serving at ").split()[-1]
        return self

    def ends(self, number: int = signal.SIGTERM, within: float = PATIENCE) -> float:
        """End it by a signal; its exit code must be 0. Return the seconds that it took."""
        begun = monotonic()
        self.process.send_signal(number)
        assert self.process.wait(within) == 0, self.log
        return monotonic() - begun

    def get(self, path: str) -> tuple[int, str]:
        """The status and text of a page."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def ready(self) -> tuple[int, Any]:
        """The status of /readyz, and what it says."""
        status, text = self.get("/readyz")
        return status, json.loads(text)

    def counter(self, name: str) -> float:
        """The sum of a counter in /metrics over all its labels."""
        _, text = self.get("/metrics")
        lines = (line for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{")))
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    def _read(self) -> None:
        assert self.process.stderr
        with self.process.stderr as lines:
            for line in lines:
                message = _message(line)
                self.log.append(message)
                self._new.put(message)
        self._new.put(None)


def _message(line: bytes) -> str:
    try:
        entry = json.loads(line)
        return "\n".join(filter(None, (entry["message"], entry.get("traceback"))))
    except (ValueError, LookupError, TypeError):
        return line.decode("utf-8", "replace").rstrip()


def eventually(look: Any, within: float = PATIENCE, every: float = 0.05) -> Any:
    """What *look* returns as soon as that is true of anything; for what nobody is told of."""
    pause, until = SimpleQueue[None](), monotonic() + within
    while not (found := look()):
        assert monotonic() < until, f"not so in {within:.0f} s: {look}"
        try:
            pause.get(timeout=every)
        except Empty:
            continue
    return found
