"""
The daemon in a process that can be ended with SIGKILL just before any act of a cycle.

An act is whatever the world could notice: a file of ours opened for writing, renamed or removed,
a transaction committed, a request sent. Between two acts nothing outside happens, so that before
the next one is after the one before. Python's own audit hooks, SQLAlchemy's events and the
standard library's HTTP client tell of them; nothing in the product knows of it.

Each line of its input is a life to live: {"config": PATH, "plan": NAME, "act": N}. It answers with
lines {"pid"}, {"act"} for the plan named, {"ended", "outcome", "told"} for each cycle, {"exit"}.
Everything is loaded before the first life, and each is a fork: that saves a second a life.
"""

import ctypes
import gc
import http.client
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

import google.auth  # noqa: F401 - before tests/google can be taken for it
from sqlalchemy import Engine, event

from connectors import google_calendar, google_sheet, ics_feed, workbook  # noqa: F401
from connectors._google import changes  # noqa: F401
from syncer.app import daemon, daemon_plans
from syncer.app.config import load
from syncer.store import open_store
from tests.reading import understand

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_here = threading.local()
"""`plan`: the plan of the cycle that runs on this thread."""


def end_with_parent():
    """Nothing of this outlives tests that are killed (prctl: PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def say(**told):
    """One line, in one write."""
    os.write(1, json.dumps(told).encode() + b"\n")


class Killer:
    """Counts the acts of one plan's cycles, and kills this process before the one that is due."""

    def __init__(self, plan, due, folder):
        self.plan, self.due, self.folder = plan, due, folder
        self.done = 0

    def before(self, what):
        if getattr(_here, "plan", None) != self.plan:
            return
        self.done += 1
        say(act=self.done, what=what)
        if self.done == self.due:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self):
        sys.addaudithook(self.audit)
        event.listen(Engine, "commit", lambda _: self.before("commit"))
        send = http.client.HTTPConnection.putrequest

        def putrequest(line, method, url, *args, **kwargs):
            self.before(f"{method} {url.partition('?')[0]}")
            return send(line, method, url, *args, **kwargs)

        http.client.HTTPConnection.putrequest = putrequest

    def audit(self, name, args):
        if name == "open":
            path, mode, flags = args
            if isinstance(path, int) or not (flags & _WRITES or set(mode or "") & set("wxa+")):
                return
        elif name in ("os.rename", "os.link"):
            path = args[1]
        elif name in ("os.remove", "os.truncate"):
            path = args[0]
        else:
            return
        where = str(path)
        if where.startswith(self.folder) and not where.endswith(".lock"):
            self.before(f"{name} {Path(where).suffix}")


class QuickTick:
    """The daemon's tick without the second between two: here thousands of lives are lived."""

    def __init__(self, act):
        self.act = act

    def run(self):
        self.act()
        return 0.03


def hear_cycles():
    run_cycle = daemon_plans.run_cycle

    def heard(setup, ports):
        _here.plan = setup.name
        try:
            report = run_cycle(setup, ports)
        except Exception as error:
            say(ended=setup.name, outcome="refused", told=repr(error))
            raise
        finally:
            _here.plan = None
        told = [str(error) for error in report.failures]
        say(ended=setup.name, outcome=report.outcome, told=told)
        return report

    daemon_plans.run_cycle = heard


def live(config, plan, act):
    """One daemon, until it is killed."""
    say(pid=os.getpid())
    path = Path(config)
    logging.basicConfig(filename=path.parent / "daemon.log", level=logging.INFO)
    # What it serves is another test's: here the process only stands for itself.
    daemon.server_command = lambda _: ["sh", "-c", "exec cat > /dev/null"]
    daemon.Tick = QuickTick
    hear_cycles()
    if plan:
        Killer(plan, act, str(path.parent)).install()
    daemon.run(load(path))


def main():
    end_with_parent()
    # Alembic, pandas, the vocabulary and its index: what is loaded only where it is used.
    open_store("sqlite://").close()
    understand("Milestone | Due\nLaunch | 2026-03-02")
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            end_with_parent()
            try:
                live(**json.loads(line))
            finally:
                logging.shutdown()
                os._exit(0)
        _, status = os.waitpid(child, 0)
        say(exit=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
