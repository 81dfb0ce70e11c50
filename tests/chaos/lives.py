"""Lives of a daemon, one after the other, seen from outside."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Any

PATIENCE = 60.0
"""Seconds that a busy machine may need for what takes one."""
WELL = ("changed", "unchanged")
ROOT = Path(__file__).parents[2]


class Lives:
    """Starts daemons over the configuration of a folder; each is killed at its end."""

    def __init__(self, **variables: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.rig"],
            cwd=ROOT,
            env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._rest = b""
        self._pid = 0

    def close(self) -> None:
        self._kill()
        self._process.kill()
        self._process.communicate()

    def until_killed(self, config: Path, plan: str, act: int) -> str:
        """
        Live until SIGKILL comes just before the act *act* of *plan*; return what that was.

        Empty where a whole cycle of the plan had fewer.
        """
        self._begin(config, plan, act)
        what = ""
        while True:
            told = self._line()
            if "act" in told:
                what = told["what"]
            elif "exit" in told:
                assert told["exit"] == -signal.SIGKILL, told
                return what
            elif told.get("ended") == plan and told["outcome"] in WELL:
                self._end()
                return ""

    def until_quiet(self, config: Path, plans: Iterable[str]) -> None:
        """Live until a cycle of each plan has gone well, then be killed."""
        self._begin(config, "", 0)
        waiting, failures = set(plans), []
        while waiting:
            told = self._line(failures)
            assert "exit" not in told, f"the daemon ended with {told} after {failures}"
            if told.get("outcome") in WELL:
                waiting.discard(told["ended"])
            elif "ended" in told:
                failures.append(told)
        self._end()

    def _begin(self, config: Path, plan: str, act: int) -> None:
        assert self._process.stdin
        line = json.dumps({"config": str(config), "plan": plan, "act": act})
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        self._pid = self._line()["pid"]

    def _end(self) -> None:
        self._kill()
        while "exit" not in self._line():
            pass

    def _kill(self) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)

    def _line(self, so_far: object = "") -> dict[str, Any]:
        assert self._process.stdout
        until = monotonic() + PATIENCE
        while b"\n" not in self._rest:
            left = until - monotonic()
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, left))
            assert ready, f"nothing was heard for {PATIENCE:.0f} s: {so_far}"
            octets = os.read(self._process.stdout.fileno(), 65536)
            assert octets, "the rig is gone"
            self._rest += octets
        line, self._rest = self._rest.split(b"\n", 1)
        told: dict[str, Any] = json.loads(line)
        if "exit" in told:
            self._pid = 0
        return told
