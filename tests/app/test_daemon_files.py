"""Saved workbooks are heard of, however a program saves; nothing else is."""

import os
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from syncer.app.daemon_files import Files


class Watched:
    """A folder with a plan in it, and what is heard of it."""

    def __init__(self, folder):
        self.folder = folder
        self.plan = folder / "plan.xlsx"
        self.plan.write_bytes(b"1")
        self.heard = SimpleQueue()
        self.files = Files(self.heard.put)

    def begins(self, **sources):
        """Watch, and wait until a first save is heard of."""
        self.files.settle(sources or {"apollo": self.plan})
        for _ in range(100):
            self.saves()
            try:
                self.heard.get(timeout=0.3)
            except Empty:
                continue
            return self.quiet()
        raise AssertionError("nothing is heard")

    def saves(self, octets=b"2"):
        """As programs do: another file is put in its place."""
        new = self.folder / ".new"
        new.write_bytes(octets)
        new.replace(self.plan)

    def quiet(self, seconds=1.0):
        """Let what is on its way arrive; return it."""
        late = []
        while True:
            try:
                late.append(self.heard.get(timeout=seconds))
            except Empty:
                return late

    def hears(self):
        return self.heard.get(timeout=30)


@pytest.fixture
def watched(tmp_path):
    watched = Watched(tmp_path)
    yield watched
    watched.files.stop()


def test_a_file_that_is_replaced_or_written_in_place_is_heard_of(watched):
    watched.begins()
    watched.saves()
    assert watched.hears() == "apollo"
    watched.quiet()
    watched.plan.write_bytes(b"3")
    assert watched.hears() == "apollo"


def test_other_files_are_not_heard_of(watched):
    watched.begins()
    for name in ("other.xlsx", ".syncer-x.xlsx", "plan.xlsx.bak", "~$plan.xlsx"):
        (watched.folder / name).write_bytes(b"x")
    assert watched.quiet() == []


@pytest.mark.parametrize("lock", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_that_a_program_has_closed_it_is_heard_of(watched, lock):
    watched.begins()
    (watched.folder / lock).write_bytes(b"Ana")
    assert watched.quiet() == []
    (watched.folder / lock).unlink()
    assert watched.hears() == "apollo"


def test_a_save_over_a_link_is_heard_of(watched, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "linked.xlsx"
    link.symlink_to(watched.plan)
    watched.begins(apollo=link)
    watched.saves()
    assert watched.hears() == "apollo"


def test_two_plans_in_one_file_both_hear_of_it(watched):
    watched.begins(apollo=watched.plan, gemini=watched.plan)
    watched.saves()
    assert {watched.hears(), watched.hears()} == {"apollo", "gemini"}


def test_a_folder_that_comes_later_or_again_is_watched_from_the_next_look(watched):
    later = watched.folder / "later"
    watched.begins(apollo=watched.plan, gemini=later / "plan.ods")
    later.mkdir()
    watched.files.look()
    assert eventually_heard(watched, later / "plan.ods") == "gemini"
    watched.quiet()
    later.rename(watched.folder / "gone")
    later.mkdir()
    watched.files.look()
    assert eventually_heard(watched, later / "plan.ods") == "gemini"


def eventually_heard(watched, path: Path):
    """A thread of its own begins to watch: save until it hears."""
    for _ in range(100):
        path.write_bytes(os.urandom(8))
        try:
            return watched.heard.get(timeout=0.3)
        except Empty:
            continue
    raise AssertionError("nothing is heard")


def test_after_the_end_nothing_is_heard(watched):
    watched.begins()
    watched.files.stop()
    watched.quiet(2)
    watched.saves()
    assert watched.quiet(2) == []
