"""A backup takes the place of a state, which is kept; what must not be undone is not undone."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from backups import LATER, NOW, back_up, leftovers
from conformance.state_store import FEED, FULL, remember

from syncer.domain.events import Revision
from syncer.domain.memory import Memory
from syncer.domain.subscription import Subscription
from syncer.errors import ConfigError, HeldError
from syncer.store import SqlStore, open_store
from syncer.store.backup import Backup, Batch
from syncer.store.place import find
from syncer.store.restoring import restore


def test_the_state_that_stood_there_is_kept(full, tmp_path, url):
    file = back_up(full, tmp_path)
    remember(full, Memory(instance="newer"), plan="later")
    done = restore(full.place, Backup(file), LATER)
    assert full.load("later") == Memory()
    with opened_again(done.kept, url) as old:
        assert old.load("later").instance == "newer"
        assert old.load("apollo") == replace(FULL, epoch=1)


@contextmanager
def opened_again(kept: str, url: str) -> Iterator[SqlStore]:
    """What a restore kept, opened as a person would who wants it back."""
    schema = kept.removeprefix("schema ")
    with open_store(f"sqlite:///{kept}" if schema == kept else with_schema(url, schema)) as store:
        yield store


def with_schema(url: str, schema: str) -> str:
    return f"{url}&options=-csearch_path%3D{schema}"


def test_restores_within_one_second_keep_what_stood_there_before_each(full, tmp_path, url):
    file = back_up(full, tmp_path)
    remember(full, Memory(instance="newer"), plan="later")
    first, second = (restore(full.place, Backup(file), LATER).kept for _ in range(2))
    assert first != second
    with opened_again(first, url) as old:
        assert old.load("later").instance == "newer"


def test_no_cycle_from_before_a_restore_can_commit(full, tmp_path):
    file = back_up(full, tmp_path)
    for _ in range(5):
        frozen = full.begin("apollo")
    restore(full.place, Backup(file), NOW)
    assert full.load("apollo").epoch == frozen.epoch + 1
    with pytest.raises(HeldError):
        full.commit("apollo", frozen, replace(frozen, settled="by the frozen one"))


def test_addresses_stay_as_they_are_now(full, tmp_path):
    """One revoked since stays dead, one rotated since has its new address, one made since lives."""
    for name in ("revoked", "rotated", "same"):
        assert full.add_subscription(address(name), NOW.date())
    file = back_up(full, tmp_path)
    full.revoke_subscription("revoked", LATER)
    full.rotate_subscription("rotated", "new")
    full.add_subscription(address("later"), NOW.date())
    before = full.subscriptions()
    assert restore(full.place, Backup(file), LATER).addresses == 3
    assert full.subscriptions() == before


class Meanwhile(Backup):
    """A backup, and what somebody does just when all of it was read."""

    def __init__(self, file: Path, act: Callable[[], None]) -> None:
        super().__init__(file)
        self.act = act

    def batches(self) -> Iterator[Batch]:
        yield from super().batches()
        self.act()


def test_an_address_revoked_while_the_state_is_replaced_is_not_alive_afterwards(
    full, open_it, tmp_path
):
    """Either of the two is told that it did not happen."""
    full.add_subscription(address("Ada"), NOW.date())
    file = back_up(full, tmp_path)
    other = open_it(wait=0.1)

    def revoke() -> None:
        other.revoke_subscription("Ada", LATER)
        other.close()

    with pytest.raises(HeldError):
        restore(full.place, Meanwhile(file, revoke), NOW)
    (ada,) = full.subscriptions()
    assert (ada.revoked is None) == (full.place.file is None)
    assert leftovers(full) == []


def test_what_was_published_since_is_not_forgotten(full, tmp_path):
    """No SEQUENCE falls, no number is given twice, no calendar is made again, of no plan."""
    file = back_up(full, tmp_path)
    before = full.begin("apollo")
    uid, new = "m-0001@abc", "m-0009@abc"
    told = {
        uid: raised(before.published[FEED][uid], uid),
        new: raised(before.published[FEED][uid], new),
    }
    places = {FEED: "c_another@group.calendar.google.com"}
    after = replace(before, next_key=10, published={FEED: told}, places=places)
    full.commit("apollo", before, after)
    remember(full, Memory(instance="later", published={FEED: told}), plan="later")
    restore(full.place, Backup(file), LATER)
    memory = full.load("apollo")
    assert memory.published[FEED] == {**FULL.published[FEED], **told}
    assert (memory.next_key, memory.places) == (10, places)
    assert memory.seen == FULL.seen
    assert full.load("later").published == {FEED: told}


def raised(revision: Revision, uid: str) -> Revision:
    return revision._replace(event=replace(revision.event, uid=uid), sequence=revision.sequence + 5)


def test_what_a_state_begun_anew_published_hides_nothing_of_the_backup(full, other, tmp_path):
    """The state was lost, and a sync began with SEQUENCE 0 before anybody thought of the backup."""
    uid = "m-0001@abc"
    told = {uid: FULL.published[FEED][uid]}
    before = full.begin("apollo")
    told_then = {uid: raised(told[uid], uid)}
    full.commit("apollo", before, replace(before, published={FEED: told_then}))
    file = back_up(full, tmp_path)
    remember(other, Memory(instance="abc", published={FEED: told}))
    restore(other.place, Backup(file), LATER)
    assert other.load("apollo").published[FEED] == told_then


def test_tables_of_another_program_are_not_moved_away(full, tmp_path, bare_url):
    file, place = back_up(full, tmp_path), find(bare_url, 5.0)
    with place.engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE notes (text TEXT)")
    with pytest.raises(ConfigError, match="another program"):
        restore(place, Backup(file), NOW)
    with place.engine.begin() as db:
        assert db.exec_driver_sql("SELECT * FROM notes").all() == []
    place.engine.dispose()


def address(name: str) -> Subscription:
    return Subscription(digest=f"digest of {name}", name=name, plans=("apollo",), created=NOW)


def test_addresses_come_from_the_backup_where_the_state_is_lost(full, other, tmp_path):
    full.add_subscription(address("Ada"), NOW.date())
    restore(other.place, Backup(back_up(full, tmp_path)), NOW)
    assert other.subscriptions() == (address("Ada"),)


def test_what_a_killed_restore_left_is_in_nobodys_way(full, tmp_path):
    if full.place.file is not None:
        for end in ("", "-wal", "-shm"):
            full.place.file.with_name(f".{full.place.file.name}.new{end}").write_bytes(
                b"half" * 999
            )
    restore(full.place, Backup(back_up(full, tmp_path)), NOW)
    assert full.load("apollo") == replace(FULL, epoch=2, settled="")
    assert not [one for one in leftovers(full) if ".new" in one]


def test_root_works_for_the_owner_of_the_state(tmp_path):
    """`sudo syncer restore` must not lock the service's own user out of its state."""
    folder = tmp_path / "var"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 12_345, 12_345)
    owner = folder.stat().st_uid
    with open_store(f"sqlite:///{folder / 'state.db'}") as store, store.claim("apollo"):
        remember(store, FULL)
        (folder / "state.db").chmod(0o640)
        restore(store.place, Backup(back_up(store, tmp_path)), NOW)
        assert {one.stat().st_uid for one in folder.iterdir()} == {owner}
    assert stat.S_IMODE((folder / "state.db").stat().st_mode) == 0o640


def test_one_state_under_two_names_is_one(tmp_path):
    (tmp_path / "link.db").symlink_to("state.db")
    with (
        open_store(f"sqlite:///{tmp_path / 'state.db'}") as store,
        open_store(f"sqlite:///{tmp_path / 'link.db'}") as same,
        store.claim("apollo"),
        pytest.raises(HeldError),
        same.claim("apollo"),
    ):
        pytest.fail("two work on one plan")


def test_a_damaged_state_is_replaced_and_kept(tmp_path):
    path = tmp_path / "state.db"
    with open_store(f"sqlite:///{path}") as store:
        remember(store, FULL)
        file = back_up(store, tmp_path)
    damaged = b"\xff" * path.stat().st_size
    path.write_bytes(damaged)
    place = find(f"sqlite:///{path}", 5.0)
    done = restore(place, Backup(file), NOW)
    place.engine.dispose()
    assert Path(done.kept).read_bytes() == damaged
    with open_store(f"sqlite:///{path}") as store:
        assert store.load("apollo") == replace(FULL, epoch=2, settled="")


def test_a_state_that_somebody_has_open_is_not_replaced(tmp_path):
    path = tmp_path / "state.db"
    with open_store(f"sqlite:///{path}") as store, open_store(f"sqlite:///{path}") as other:
        remember(store, FULL)
        file = back_up(store, tmp_path)
        with other._reading() as db:
            db.exec_driver_sql("SELECT * FROM plans").all()
            with pytest.raises(HeldError, match="in use by another process"):
                restore(store.place, Backup(file), NOW)
        assert store.load("apollo") == replace(FULL, epoch=1)
