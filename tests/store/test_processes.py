"""Several processes, and processes that die: what stands afterwards is whole."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import committing
import pytest
from committing import PLAN, state
from conformance.state_store import FULL

from syncer.domain.memory import Memory
from syncer.errors import HeldError
from syncer.store import open_store

OPENING = """
import sys
from syncer.store import open_store

sys.stdin.readline()
with open_store(sys.argv[1], wait=60) as store:
    print(store.begin("apollo").epoch)
"""

CLAIMING = """
import sys
from syncer.store import open_store

with open_store(sys.argv[1]) as store, store.claim("apollo"):
    print("claimed", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of our own Python, killed at the end if it still lives."""
    command, pipe = [sys.executable, *arguments], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout
    return (line.strip() for line in process.stdout)


@pytest.mark.parametrize(("commits", "moment"), [(0, 0.001), (1, 0.0), (3, 0.002), (8, 0.0005)])
def test_a_process_killed_while_it_commits_leaves_a_whole_state(url, commits, moment):
    """Whichever of its many steps it died in: all of one commit, and none that was told is lost."""
    with running(committing.__file__, url) as process:
        told = lines(process)
        for expected in ("ready", *map(str, range(1, commits + 1))):
            assert next(told) == expected
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(moment)  # no particular moment: wherever it has come to by then
        process.kill()
        last = int([commits, *told][-1])
    with open_store(url) as store:
        found = store.load(PLAN)
        whole = int(found.settled or 0)
        assert whole in (last, last + 1)
        expected = state(whole) if whole else Memory()
        assert replace(found, epoch=0) == expected
        before = store.begin("apollo")
        store.commit("apollo", before, replace(before, settled="again"))
        assert store.load("apollo").settled == "again"


def test_several_processes_make_the_tables_at_once(bare_url):
    """All find them made, by whichever was first; each begins a cycle of its own."""
    with (
        running("-c", OPENING, bare_url) as first,
        running("-c", OPENING, bare_url) as second,
        running("-c", OPENING, bare_url) as third,
    ):
        told = []
        for process in (first, second, third):
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in (first, second, third):
            told += lines(process)
    assert sorted(told) == ["1", "2", "3"]


def test_a_claim_names_its_holder_and_ends_when_that_is_killed(url):
    with open_store(url) as store, running("-c", CLAIMING, url) as process:
        assert next(lines(process)) == "claimed"
        held = pytest.raises(HeldError, match=rf"process {process.pid}\b.*working on plan 'apollo'")
        with held, store.claim("apollo"):
            pytest.fail("claimed twice")
        with store.claim("gemini"):
            pass
        process.kill()
        process.wait()
        wait_until_claimable(store)


def wait_until_claimable(store):
    """A server needs a moment to see that a client is gone."""
    for _ in range(10_000):
        try:
            with store.claim("apollo"):
                return
        except HeldError:
            continue
    pytest.fail("the claim of a process that is gone still holds")


def test_a_frozen_cycle_cannot_undo_a_newer_one(url):
    """Two stores as two processes: the older one wakes up after the newer one is done."""
    with open_store(url) as frozen, open_store(url) as newer:
        old = frozen.begin("apollo")
        newer.commit("apollo", newer.begin("apollo"), FULL)
        with pytest.raises(HeldError):
            frozen.commit("apollo", old, state(1))
        assert frozen.load("apollo") == replace(FULL, epoch=2)
