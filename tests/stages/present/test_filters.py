"""Filters as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.setup import Only
from syncer.domain.words import folded
from syncer.errors import UsageError
from syncer.stages.present.filters import only_of, told, unknown_word

NAMES = st.frozensets(st.text(min_size=1).map(str.strip).filter(bool), max_size=3)
ONLYS = st.builds(
    Only,
    kind=st.frozensets(st.sampled_from(Kind), min_size=1),
    priority=st.frozensets(st.sampled_from(Priority)),
    owner=NAMES,
    phase=NAMES,
    project=NAMES,
    health=st.frozensets(st.sampled_from(Health)),
    client_visible=st.none() | st.booleans(),
)


@given(ONLYS)
def test_what_is_told_is_read_back(only):
    pairs = [tuple(text.split("=", 1)) for text in told(only)]
    assert only_of(pairs, Only().kind) == only


def test_values_of_one_key_are_alternatives():
    only = only_of([("owner", "Ada"), ("owner", "Lovelace, Ben"), ("kind", "task,MILESTONE")])
    assert only.owner == {"Ada", "Lovelace, Ben"}
    assert only.kind == {Kind.TASK, Kind.MILESTONE}


def test_without_a_kind_the_given_one_holds():
    assert only_of([]).kind == frozenset()
    assert only_of([], Only().kind).kind == {Kind.MILESTONE}


def test_both_of_a_flag_is_no_choice():
    assert only_of([("client_visible", "yes")]).client_visible is True
    assert only_of([("client_visible", "yes"), ("client_visible", "no")]).client_visible is None


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("onwer", "Ada", "there is no filter 'onwer'; did you mean 'owner'?"),
        ("xyz", "1", "there is no filter 'xyz'"),
        (
            "priority",
            "msut",
            "priority is must, should, could or wont, not 'msut'; did you mean 'must'?",
        ),
        ("kind", "epic", "kind is milestone, task or deliverable, not 'epic'"),
        ("health", "reed", "health is red, amber, green or grey, not 'reed'; did you mean 'red'?"),
        ("client_visible", "maybe", "client_visible is yes or no, not 'maybe'"),
        ("owner", "  ", "the filter 'owner' has no value"),
        ("priority", " , ", "the filter 'priority' has no value"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(key, value, message):
    with pytest.raises(UsageError) as refused:
        only_of([(key, value)])
    assert str(refused.value) == message
    assert refused.value.hint


def test_a_name_that_nobody_bears_is_told_with_the_nearest():
    known = {"owner": ["Ada", "Ben"], "phase": ["Build"], "project": []}
    assert unknown_word(only_of([("owner", "ADA"), ("phase", "build")]), known, folded) == ""
    wrong = unknown_word(only_of([("owner", "Adda")]), known, folded)
    assert wrong == "no item in the plan has the owner 'Adda'; did you mean 'Ada'?"
