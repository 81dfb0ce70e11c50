"""Subscriptions in the state, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only
from syncer.domain.subscription import Edition, Fetch, Subscription, digest_of
from syncer.store import open_store
from syncer.store.subscriptions import KEPT

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = Subscription(
    digest=digest_of("ada"), name="Ada's phone", plans=("apollo", "gemini"),
    only=Only(
        kind=frozenset(Kind), priority=frozenset({Priority.MUST}), owner=frozenset({"Ada", "Zoë"}),
        phase=frozenset({"Build"}), project=frozenset({"X"}), health=frozenset({Health.RED}),
        client_visible=True,
    ),
    as_of=TODAY, created=NOW, expires=TODAY + timedelta(days=9),
)  # fmt: skip
BEN = Subscription(digest=digest_of("ben"), name="Ben", plans=("apollo",), created=NOW)


def test_subscriptions_are_read_back_by_name(store):
    assert store.add_subscription(BEN, TODAY)
    assert store.add_subscription(ADA, TODAY)
    assert store.subscriptions() == (ADA, BEN)


def test_every_kind_is_another_choice_than_none(store):
    every = replace(BEN, only=Only(kind=frozenset()))
    store.add_subscription(every, TODAY)
    assert store.subscriptions() == (every,)


def test_the_name_of_one_that_lives_is_taken(store):
    store.add_subscription(ADA, TODAY)
    assert not store.add_subscription(replace(BEN, name=ADA.name), TODAY)
    assert store.subscriptions() == (ADA,)


def test_the_name_of_one_that_is_dead_is_free(store):
    store.add_subscription(ADA, TODAY)
    store.note_fetches([Fetch(ADA.digest, NOW, "Thunderbird", "e1")])
    again = replace(BEN, name=ADA.name)
    assert store.add_subscription(again, TODAY + timedelta(days=10))
    assert store.subscriptions() == (again,)
    assert store.fetches() == {}
    store.revoke_subscription(ADA.name, NOW)
    assert store.add_subscription(ADA, TODAY)
    assert store.subscriptions() == (ADA,)


def test_a_rotated_one_has_another_address_that_nobody_fetched(store):
    store.add_subscription(ADA, TODAY)
    store.note_fetches([Fetch(ADA.digest, NOW, "Thunderbird", "e1")])
    store.note_editions([Edition(ADA.digest, "e1", NOW)])
    store.rotate_subscription(ADA.name, digest_of("new"))
    assert store.subscriptions() == (replace(ADA, digest=digest_of("new")),)
    assert (store.fetches(), store.editions()) == ({}, [])


def test_a_revoked_one_is_kept_and_says_when(store):
    store.add_subscription(ADA, TODAY)
    store.revoke_subscription(ADA.name, NOW)
    assert store.subscriptions() == (replace(ADA, revoked=NOW),)


def test_changes_tell_of_each_step(store):
    seen = [store.changes()]
    store.add_subscription(ADA, TODAY)
    seen.append(store.changes())
    store.rotate_subscription(ADA.name, digest_of("new"))
    seen.append(store.changes())
    store.revoke_subscription(ADA.name, NOW)
    seen.append(store.changes())
    assert len(set(map(repr, seen))) == 4
    store.note_fetches([Fetch(digest_of("new"), NOW, "Thunderbird", "e1")])
    assert store.changes() == seen[-1]


def test_the_last_fetch_is_kept_and_all_are_counted(store):
    store.add_subscription(ADA, TODAY)
    later = NOW + timedelta(minutes=5)
    store.note_fetches([Fetch(ADA.digest, NOW, "Thunderbird", "e1", 2)])
    store.note_fetches([Fetch(ADA.digest, later, "Google", "e2", 3)])
    assert store.fetches() == {ADA.digest: Fetch(ADA.digest, later, "Google", "e2", 5)}


def test_an_edition_is_new_only_when_it_is_another(store):
    store.add_subscription(ADA, TODAY)
    for etag, hours in (("a", 0), ("a", 1), ("b", 2), ("a", 3)):
        store.note_editions([Edition(ADA.digest, etag, NOW + timedelta(hours=hours))])
    assert [(one.etag, one.made.hour) for one in store.editions()] == [
        ("a", 12),
        ("b", 14),
        ("a", 15),
    ]


def test_only_the_latest_editions_are_kept(store):
    store.add_subscription(ADA, TODAY)
    store.note_editions([Edition(ADA.digest, str(n), NOW) for n in range(KEPT + 5)])
    kept = store.editions()
    assert (len(kept), kept[0].etag, kept[-1].etag) == (KEPT, "5", str(KEPT + 4))


def test_what_is_told_of_an_unknown_address_is_not_kept(store):
    store.note_fetches([Fetch(digest_of("gone"), NOW, "Thunderbird", "e1")])
    store.note_editions([Edition(digest_of("gone"), "e1", NOW)])
    assert (store.fetches(), store.editions()) == ({}, [])


def tampered(store, statement):
    with store.place.engine.connect() as db, db.begin():
        if db.dialect.name == "sqlite":
            db.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
        db.exec_driver_sql(statement)


@pytest.mark.parametrize("scope", ["{", "[]", '{"kind":["feast"]}', '{"kind":7}'])
def test_a_damaged_one_is_left_out_and_logged_once(store, caplog, scope):
    store.add_subscription(ADA, TODAY)
    store.add_subscription(BEN, TODAY)
    tampered(store, f"UPDATE subscriptions SET scope='{scope}' WHERE name='Ben'")
    assert store.subscriptions() == (ADA,)
    store.revoke_subscription(ADA.name, NOW)
    assert store.changes() == (replace(ADA, revoked=NOW),)
    assert ["'Ben'" in said for said in caplog.messages] == [True]
    assert not store.add_subscription(BEN, TODAY), "its name is not free"


def test_a_day_that_is_none_damages_one_alone(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'state.db'}") as store:
        store.add_subscription(ADA, TODAY)
        store.add_subscription(BEN, TODAY)
        tampered(store, "UPDATE subscriptions SET expires='soon' WHERE name='Ben'")
        assert store.subscriptions() == (ADA,)


def test_a_fetch_of_a_filter_only_leaves_what_is_held(store):
    store.add_subscription(ADA, TODAY)
    store.note_fetches([Fetch(ADA.digest, NOW, "Google", "e1")])
    store.note_fetches([Fetch(ADA.digest, NOW, "Google", "")])
    assert store.fetches()[ADA.digest].etag == "e1"


def test_two_that_add_one_name_at_once_do_not_both_get_it(open_it):
    """Each in a process of its own; the second sees the first one's only when it writes."""
    one, other = open_it(), open_it()
    with ThreadPoolExecutor(2) as threads:
        wishes = ((one, ADA), (other, replace(BEN, name=ADA.name)))
        told = list(threads.map(lambda wish: wish[0].add_subscription(wish[1], TODAY), wishes))
    assert sorted(told) == [False, True]
    assert len(one.subscriptions()) == 1
