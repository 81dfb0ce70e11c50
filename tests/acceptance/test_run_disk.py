"""The daemon on a disk that fills up or can only be read: it says so, and gets over it."""

import os
import resource
import subprocess
from contextlib import contextmanager

import pytest
from running import Running, eventually

CONFIG = """\
[service]
state = "sqlite:///var/state.db"
every = "10s"
promise = "0s"
[server]
listen = "127.0.0.1:0"
[plan.apollo]
source = "plan.xlsx"
[[plan.apollo.publish]]
to = "ics"
path = "public/apollo.ics"
"""
ROOT = os.geteuid() == 0


@pytest.fixture
def small(team):
    """The state's folder; root's is a disk of its own, of 4 MB."""
    folder = team.folder / "var"
    folder.mkdir()
    if ROOT:
        mount("-t", "tmpfs", "-o", "size=4m", "syncer-test", folder)
    yield folder
    if ROOT:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def running(team, small):
    team.configure(CONFIG)
    with Running(team.folder) as running:
        running.hears()
        eventually(lambda: running.ready()[0] == 200)
        yield running


def mount(*how):
    subprocess.run(["mount", *map(str, how)], check=True)


@contextmanager
def full(running, folder):
    """Nothing more fits; for others than root: no file may grow."""
    if not ROOT:
        before = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
        yield
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, before)
        return
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (4096, 512, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    yield
    filler.unlink()


@contextmanager
def read_only(folder):
    """Nothing there can be opened for writing any more."""
    if ROOT:
        mount("--bind", folder, folder)
        mount("-o", "remount,ro,bind", folder)
        yield
        subprocess.run(["umount", folder], check=True)
        return
    modes = {path: path.stat().st_mode for path in (*folder.iterdir(), folder)}
    for path, mode in modes.items():
        path.chmod(mode & 0o500)
    yield
    for path, mode in reversed(modes.items()):
        path.chmod(mode)


def error_of(running):
    status, page = running.ready()
    return page["plans"][0]["sync"]["error"] if status == 503 else ""


def test_a_full_disk_is_said_turns_readyz_red_and_is_got_over(running, team, small):
    with full(running, small):
        team.type_in("C3", "While the disk is full")
        said = running.says("cannot")
        eventually(lambda: error_of(running))
        assert "the state" in said
        assert running.process.poll() is None
    eventually(lambda: "While the disk is full" in team.feed.read_text("utf-8"), within=120)
    eventually(lambda: running.ready()[0] == 200, within=120)
    assert running.ends() < 10


def test_a_state_that_can_only_be_read_is_said_turns_readyz_red_and_is_got_over(
    running, team, small
):
    with read_only(small):
        team.type_in("C3", "While it is read-only")
        eventually(lambda: error_of(running))
        assert "may" in error_of(running)
        assert [line for line in running.log if "let the user who runs syncer write there" in line]
    eventually(lambda: "While it is read-only" in team.feed.read_text("utf-8"), within=120)
    eventually(lambda: running.ready()[0] == 200, within=120)
    assert running.ends() < 10
