"""Saved workbooks are heard of, however a program saves; nothing else is."""

import os
from queue import Empty, SimpleQueue

import pytest
from watchfiles import watch

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
        """Watch, and wait until the watch stands, which each plan hears."""
        self.files.settle(sources or {"apollo": self.plan})
        self.files.look()
        assert self.hears()
        return self.quiet()

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
    for _ in range(2):
        later.mkdir()
        watched.files.look()
        assert [watched.hears(), watched.hears()] == ["apollo", "gemini"]
        (later / "plan.ods").write_bytes(b"1")
        assert watched.hears() == "gemini"
        later.rename(watched.folder / f"gone {os.urandom(4).hex()}")


def test_what_was_saved_before_the_watch_stood_is_heard_of_once(watched):
    watched.files.settle({"apollo": watched.plan})
    watched.saves()
    watched.files.look()
    assert watched.hears() == "apollo"
    watched.files.look()
    assert watched.quiet(2) == []


def test_a_new_file_is_not_looked_for_by_whoever_names_it(tmp_path):
    """The one thread of the daemon names it: a dead network must not keep it."""
    files = Files(print, watch=lambda *_, **__: ())

    class Dead(type(tmp_path)):
        def __fspath__(self):
            raise AssertionError("it was asked for")

    files.settle({"apollo": Dead(tmp_path / "plan.xlsx")})


def test_a_folder_that_cannot_be_watched_leaves_the_others_heard(tmp_path, caplog):
    bad = tmp_path / "bad"
    bad.mkdir()
    going = [bad]

    def goes(*folders, **options):
        """As the library does, but a folder goes before it begins."""
        if going:
            going.pop().rmdir()
        return watch(*folders, **options)

    heard = SimpleQueue()
    files = Files(heard.put, watch=goes)
    files.settle({"bad": bad / "plan.xlsx", "good": tmp_path / "plan.xlsx"})
    files.look()
    assert heard.get(timeout=30) == "good"
    (tmp_path / "plan.xlsx").write_bytes(b"1")
    assert heard.get(timeout=30) == "good"
    assert [f'"{bad}"' in line for line in caplog.messages] == [True]
    bad.mkdir()
    files.look()
    assert [heard.get(timeout=30), heard.get(timeout=30)] == ["bad", "good"]
    files.stop()


def test_after_the_end_nothing_is_heard(watched):
    watched.begins()
    watched.files.stop()
    watched.quiet(2)
    watched.saves()
    assert watched.quiet(2) == []
