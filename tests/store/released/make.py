"""
Keeps a state as the release that is installed writes it: run once for each release.

    python -m tests.store.released.make 0.1.0

writes 0.1.0.db (SQLite) and 0.1.0.sql (PostgreSQL, by pg_dump) beside this file. Later versions
open them in tests/store/test_released.py, so they are never made again.
"""

import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from syncer.domain.memory import Baseline, Decision
from syncer.store import open_store
from tests.conformance.state_store import FULL
from tests.cycles import World, row
from tests.postgres import USER, _programs, postgres

HERE = Path(__file__).parent
ROWS = (
    ("Design approved", date(2026, 3, 6), date(2026, 3, 6)),
    ("Prototype shown", date(2026, 3, 20), date(2026, 3, 13)),
    ("Beta signed off", date(2026, 4, 10), date(2026, 4, 10)),
    ("Manual printed", date(2026, 4, 17), ""),
    ("Training held", date(2026, 4, 24), ""),
    ("Launch", date(2026, 5, 8), date(2026, 5, 1)),
)


def remember(url: str) -> None:
    """
    Two plans: `plan` with the past of ten days, `apollo` with every field that there is.

    Of `plan`: a date moved twice, one row taken away at once, four more the day after, which
    are held; one of those a person drops; a baseline set by hand; an event moved in the calendar.
    """
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), [row(t, due, baseline=b) for t, due, b in ROWS])
        world.store.close()
        world.store = open_store(url)
        world.sync()
        _live(world)
        memory = world.store.begin("apollo")
        world.store.commit("apollo", memory, replace(FULL, epoch=memory.epoch))
        world.store.close()


def _live(world: World) -> None:
    def due(at: int, day: date) -> None:
        world.sheet.rows[at][2] = day

    world.clock.day = date(2026, 3, 9)
    due(6, date(2026, 5, 15))
    world.sync()
    agreed = Baseline("M-0004", "replan", date(2026, 4, 17), date(2026, 3, 10), "cut", "Ann")
    world.store.set_baselines("plan", (agreed,))
    world.clock.day = date(2026, 3, 11)
    due(6, date(2026, 5, 22))
    del world.sheet.rows[2]
    world.sync()
    event = next(uid for uid in world.calendar.stored() if uid.startswith("M-0003@"))
    world.calendar.move(event, date(2026, 4, 14), who="Zoë")
    world.sync()
    world.clock.day = date(2026, 3, 13)
    del world.sheet.rows[2:6]
    world.sync()
    held = world.store.load("plan").held
    world.store.decide_held("plan", frozenset({held[0].uid}), Decision.DROP)


@contextmanager
def _server():
    yield from postgres.__wrapped__()


def main(release: str) -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as folder:
        remember(f"sqlite:///{folder}/state.db")
        shutil.copyfile(Path(folder, "state.db"), HERE / f"{release}.db")
    with _server() as server:
        name = server.create()
        remember(server.url(name))
        dump = [_programs() / "pg_dump", "-h", server.folder, "-U", USER, "--no-owner", "--inserts"]
        said = subprocess.run([*dump, name], check=True, capture_output=True, text=True).stdout
    # Lines for psql alone, and what differs from run to run, are left out.
    lines = (line for line in said.splitlines() if not line.startswith(("\\", "--")) and line)
    (HERE / f"{release}.sql").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
