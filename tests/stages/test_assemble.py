"""Rows -> plan: identity, kinds, parents, dependencies, cycles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.domain.findings import Severity
from syncer.domain.memory import Seen
from syncer.domain.plan import Kind, Link, LinkText, LinkType, Row
from syncer.stages.assemble import assemble
from syncer.stages.kinds import kind_findings, kind_of
from syncer.stages.loops import loops_in

DUE = date(2026, 3, 6)


def rows(*drafts):
    """Rows from 2 on: titles, or fields with a title."""
    drafts = [{"title": draft} if isinstance(draft, str) else draft for draft in drafts]
    return [Row(**{"row": place} | draft) for place, draft in enumerate(drafts, start=2)]


def after(*names, title="B", **more):
    return {"title": title, "links": tuple(LinkText(name) for name in names)} | more


def seen(key, title, due=DUE, *, id="", phase="", row=2):  # noqa: A002 - as the field is called
    return Seen(key, id or key, title, phase, row, due, first_seen=date(2026, 1, 1))


def known(*entries):
    return {entry.key: entry for entry in entries}


def plan_of(*drafts, seen=None, next_key=1):
    return assemble(rows(*drafts), seen or {}, next_key)


def keys(*drafts, **more):
    return [item.key for item in plan_of(*drafts, **more)[0].items]


def codes(findings):
    return [(finding.row, finding.field, finding.code) for finding in findings]


# Kinds: the table of worked plans.


@pytest.mark.parametrize(
    ("cells", "kind", "code"),
    [
        ((None, None, 6, None, None), Kind.MILESTONE, None),
        ((None, 6, 6, None, None), Kind.MILESTONE, None),
        ((None, 6, 6, 1, None), Kind.TASK, None),
        ((None, 2, 6, 0, None), Kind.MILESTONE, "duration-zero"),
        ((None, None, 6, None, 8.0), Kind.TASK, None),
        ((None, 2, 6, None, None), Kind.TASK, None),
        ((Kind.MILESTONE, 2, 6, 5, None), Kind.MILESTONE, "milestone-with-duration"),
        ((Kind.DELIVERABLE, None, 6, None, None), Kind.DELIVERABLE, None),
        ((Kind.DELIVERABLE, 2, 6, None, None), Kind.DELIVERABLE, None),
        ((None, 2, None, None, None), Kind.MILESTONE, None),
        ((Kind.TASK, None, None, 0, None), Kind.TASK, None),
    ],
)
def test_kinds_are_told_as_agreed(cells, kind, code):
    type_, start, due, duration, effort = cells
    start, due = (day and date(2026, 3, day) for day in (start, due))
    row = Row(row=2, title="A", kind=type_, start=start, due=due, duration=duration, effort=effort)
    assert kind_of(row) is kind
    assert [finding.code for finding in kind_findings(row)] == ([code] if code else [])


def test_a_milestone_with_a_duration_is_advice_and_a_lasting_nothing_a_warning():
    lasting = {"title": "A", "kind": Kind.MILESTONE, "duration": 5}
    nothing = {"title": "B", "duration": 0, "start": date(2026, 3, 2), "due": DUE}
    _, findings = plan_of(lasting, nothing)
    assert [finding.severity for finding in findings] == [Severity.ADVICE, Severity.WARNING]


# Identity.


def test_new_items_are_counted_up_in_the_order_of_their_rows():
    plan, findings = plan_of("A", "B")
    assert [(item.key, item.id) for item in plan.items] == [
        ("M-0001", "M-0001"),
        ("M-0002", "M-0002"),
    ]
    assert (plan.next_key, findings) == (3, ())


def test_a_number_is_never_given_twice():
    old = known(seen("M-0007", "gone"))
    assert keys("A", {"title": "B", "key": "M-0009"}, seen=old, next_key=3) == ["M-0010", "M-0009"]
    assert keys("A", next_key=12) == ["M-0012"]


def test_a_key_survives_a_rename_and_a_move():
    old = known(seen("M-0001", "A"), seen("M-0002", "B"))
    assert keys({"title": "B2", "key": "M-0002"}, {"title": "A", "key": "M-0001"}, seen=old, next_key=3) == [
        "M-0002", "M-0001",
    ]  # fmt: skip


SORTED = known(seen("M-0001", "A"), seen("M-0002", "B"), seen("M-0003", "C"))


def sorted_apart(*titles, **edits):
    """Rows whose titles moved, while our IDs stayed where they were."""
    return [
        {"title": title, "key": f"M-{n:04}", "due": DUE} | edits.get(title, {})
        for n, title in enumerate(titles, start=1)
    ]


def test_ids_that_stayed_behind_in_a_sort_follow_their_rows():
    assert keys(*sorted_apart("C", "A", "B"), seen=SORTED, next_key=4) == [
        "M-0003", "M-0001", "M-0002",
    ]  # fmt: skip


def test_also_where_a_row_was_edited_besides():
    drafts = sorted_apart("C", "A", "B", B={"due": date(2026, 4, 1)})
    assert keys(*drafts, seen=SORTED, next_key=4) == ["M-0003", "M-0001", "M-0002"]


def test_also_where_a_new_row_was_sorted_in():
    drafts = [*sorted_apart("A", "New", "B"), {"title": "C", "due": DUE}]
    assert keys(*drafts, seen=SORTED, next_key=4) == ["M-0001", "M-0004", "M-0002", "M-0003"]


def test_a_row_that_only_took_the_name_of_another_is_renamed():
    drafts = sorted_apart("B", "New", "C")
    assert keys(*drafts, seen=SORTED, next_key=4) == ["M-0001", "M-0002", "M-0003"]


@given(st.permutations("ABCDEFGH"), st.sets(st.sampled_from("ABCDEFGH"), max_size=2))
def test_any_sort_of_peoples_cells_alone_is_undone_for_the_ids(order, same):
    """Items of one name and date are the same to everybody, whichever of them is which."""
    name = {letter: "X" if letter in same else letter for letter in "ABCDEFGH"}
    old = known(*(seen(f"M-{n:04}", name[letter]) for n, letter in enumerate("ABCDEFGH", start=1)))
    got = keys(*sorted_apart(*map(name.get, order)), seen=old, next_key=9)
    assert sorted(got) == sorted(old)
    assert [old[key].title for key in got] == [name[letter] for letter in order]


@pytest.mark.parametrize("place", [0, 1])
def test_of_a_copied_row_the_one_that_is_as_last_seen_keeps_the_key(place):
    copies = [{"title": "A edited", "key": "M-0001", "due": DUE}] * 2
    copies[place] = {"title": "A", "key": "M-0001", "due": DUE}
    plan, findings = plan_of(*copies, seen=known(seen("M-0001", "A", row=9)), next_key=2)
    assert plan.items[place].key == "M-0001"
    assert plan.items[1 - place].key == "M-0002"
    assert sorted(codes(findings)) == [(2, "key", "duplicate-id"), (3, "key", "duplicate-id")]


def test_of_copies_with_one_title_the_due_date_as_last_seen_tells():
    moved = {"title": "A", "key": "M-0001", "due": date(2026, 5, 5)}
    kept = {"title": "A", "key": "M-0001", "due": DUE}
    assert keys(moved, kept, seen=known(seen("M-0001", "A", row=2)), next_key=2) == [
        "M-0002",
        "M-0001",
    ]


def test_of_equal_copies_the_one_in_its_old_row_keeps_the_key():
    copies = [{"title": "A", "key": "M-0001", "due": DUE}] * 2
    assert keys(*copies, seen=known(seen("M-0001", "A", row=3)), next_key=2) == ["M-0002", "M-0001"]
    assert keys(*copies) == ["M-0001", "M-0002"]


def test_an_emptied_id_cell_gets_its_key_back():
    old = known(seen("M-0001", "A"), seen("M-0002", "B"), seen("M-0003", "C"))
    assert keys({"title": "A", "key": "M-0001"}, "B", "New", seen=old, next_key=4) == [
        "M-0001", "M-0002", "M-0004",
    ]  # fmt: skip


def test_an_id_written_into_the_wrong_row_gives_way_to_the_one_it_was_seen_with():
    old = known(seen("M-0001", "A"), seen("M-0002", "B"))
    drafts = ({"title": "A", "key": "M-0001"}, {"title": "B", "key": "M-0003"}, "New")
    assert keys(*drafts, seen=old, next_key=3) == ["M-0001", "M-0002", "M-0003"]


def test_an_id_pasted_over_another_gives_way_to_the_one_it_was_seen_with():
    old = known(seen("M-0001", "A"), seen("M-0002", "B"))
    drafts = ({"title": "A", "key": "M-0001"}, {"title": "B", "key": "M-0001"})
    assert keys(*drafts, seen=old, next_key=3) == ["M-0001", "M-0002"]


def test_without_an_id_column_rows_are_known_by_peoples_id_then_place_then_title():
    old = known(
        seen("M-0001", "Review", id="x1", phase="One"),
        seen("M-0002", "Sign-off", phase="One"),
        seen("M-0003", "Sign-off", phase="Two"),
        seen("M-0004", "Launch", phase="Two"),
    )
    drafts = [
        {"title": "Launch", "phase": "Three"},
        {"title": "Sign-off", "phase": "Two"},
        {"title": "sign-off ", "phase": "one"},
        {"title": "Renamed", "id": "X1"},
    ]
    assert keys(*drafts, seen=old, next_key=5) == ["M-0004", "M-0003", "M-0002", "M-0001"]


def test_a_title_that_could_be_two_items_is_neither():
    old = known(seen("M-0001", "Sign-off", phase="One"), seen("M-0002", "Sign-off", phase="Two"))
    assert keys({"title": "Sign-off", "phase": "Three"}, seen=old, next_key=3) == ["M-0003"]


def test_of_items_with_the_same_place_the_due_date_tells():
    old = known(seen("M-0001", "A", date(2026, 1, 1)), seen("M-0002", "A", DUE))
    assert keys({"title": "A", "due": DUE}, "A", seen=old, next_key=3) == ["M-0002", "M-0001"]


def test_an_id_that_another_row_bears_is_not_taken_by_title():
    old = known(seen("M-0001", "A", id="x1"))
    assert keys({"title": "A", "id": "x9"}, {"title": "Q", "id": "x1"}, seen=old, next_key=2) == [
        "M-0002", "M-0001",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["М-0001", "M-00\u0661\u0662", "x", "M-1", "M-99999999"])
def test_what_is_no_id_of_ours_is_reported_and_the_row_known_by_its_title(key):
    plan, findings = plan_of(
        {"title": "A", "key": key}, seen=known(seen("M-0003", "A")), next_key=4
    )
    assert plan.items[0].key == "M-0003"
    assert codes(findings) == [(2, "key", "id-unreadable")]


def test_peoples_ids_that_stand_twice_are_an_error_on_both_naming_the_other():
    drafts = ({"title": "A", "id": "m1"}, {"title": "B", "id": "M1"}, after("m1", title="C"))
    plan, findings = plan_of(*drafts)
    assert codes(findings) == [
        (2, "id", "duplicate-id"), (3, "id", "duplicate-id"), (4, "depends_on", "dependency-ambiguous"),
    ]  # fmt: skip
    assert "row 3" in findings[0].message
    assert "row 2" in findings[1].message
    assert "rows 2, 3" in findings[2].message
    assert plan.items[2].links == ()
    assert [item.id for item in plan.items[:2]] == ["m1", "M1"]


def test_ids_that_only_look_alike_are_different():
    assert plan_of({"title": "A", "id": "M1"}, {"title": "B", "id": "М1"})[1] == ()  # Cyrillic


@given(st.lists(st.tuples(st.sampled_from(["", "M-0001", "M-0002", "M-0005", "junk"]),
                          st.sampled_from("ABC"), st.sampled_from(["", "x", "y"])), max_size=8),
       st.lists(st.tuples(st.integers(1, 6), st.sampled_from("ABC"), st.sampled_from(["", "x"])),
                unique_by=lambda entry: entry[0], max_size=5))  # fmt: skip
def test_keys_are_unique_whatever_stands_in_the_sheet_and_stay_as_they_are(drafts, entries):
    old = known(*(seen(f"M-{n:04}", title, id=own) for n, title, own in entries))
    drafts = [{"title": title, "key": key, "id": own} for key, title, own in drafts]
    given_keys = keys(*drafts, seen=old, next_key=1)
    assert len(set(given_keys)) == len(given_keys)
    held = [draft | {"key": key} for draft, key in zip(drafts, given_keys, strict=True)]
    assert keys(*held, seen=old, next_key=1) == given_keys


# Parents.


def parents(*drafts):
    return [item.parent for item in plan_of(*drafts)[0].items]


def test_parents_are_told_by_name_outline_level_or_section():
    assert parents("A", {"title": "B", "parent": "a"}) == [None, 0]
    assert parents({"title": "A", "id": "x1"}, {"title": "B", "parent": "X1"}) == [None, 0]
    outline = [{"title": n, "wbs": n} for n in ("1.0", "1.1", "1.1.2.3", "2.", "2.1", "3.1")]
    assert parents(*outline) == [None, 0, 1, None, 3, None]
    levels = [{"title": "T", "level": level} for level in (1, 2, 3, 2, 1, 3)]
    assert parents(*levels) == [None, 0, 1, 0, None, 4]
    heading = {"title": "H", "heading": True}
    assert parents(heading, {"title": "A", "section": 2}, {"title": "B", "section": 9}) == [
        None,
        0,
        None,
    ]


def test_a_name_comes_before_an_outline_number():
    drafts = [{"title": "A", "wbs": "1"}, "B", {"title": "C", "wbs": "1.1", "parent": "B"}]
    assert parents(*drafts) == [None, None, 1]


def test_a_parent_that_is_not_there_is_reported():
    plan, findings = plan_of({"title": "A", "parent": "Lunch"}, "Launch")
    assert plan.items[0].parent is None
    assert codes(findings) == [(2, "parent", "parent-unknown")]
    assert findings[0].hint == "did you mean “Launch”?"


def test_rows_that_are_part_of_each_other_are_reported_and_stand_at_the_top():
    plan, findings = plan_of({"title": "A", "parent": "B"}, {"title": "B", "parent": "A"})
    assert [item.parent for item in plan.items] == [None, None]
    assert plan.loops == {0, 1}
    assert codes(findings) == [(2, "parent", "parent-loop")]


# Dependencies.


def links(*drafts):
    return plan_of(*drafts)[0].items[-1].links


def test_a_predecessor_is_named_by_id_key_outline_row_or_title():
    first = {"title": "Design approved", "id": "D1", "wbs": "1.1", "key": "M-0001", "row": 7}
    for name in ("d1", "M-0001", "m-0001", "1.1", "7", "DESIGN  approved"):
        assert links(first, after(name)) == (Link(0),)


def test_an_id_comes_before_a_row_number_and_an_outline_number_before_it_too():
    assert links({"title": "A", "id": "3"}, "B", after("3")) == (Link(0),)
    assert links({"title": "A", "wbs": "3"}, "B", after("3")) == (Link(0),)
    assert links("A", "B", after("3")) == (Link(1),)


def test_type_and_lag_are_kept():
    link = LinkText("A", LinkType.SS, -2)
    assert links("A", {"title": "B", "links": (link,)}) == (Link(0, LinkType.SS, -2),)


def test_the_same_predecessor_in_two_notations_is_one():
    assert links({"title": "A", "id": "x"}, after("x", "A", "2")) == (Link(0),)


def test_titles_with_commas_are_tried_whole_and_then_apart():
    assert links("Design, build", after("Design, build")) == (Link(0),)
    assert links("Design", "build", after("Design, build")) == (Link(0), Link(1))
    assert links("Design", "build", "Design, build", after("Design, build")) == (Link(2),)
    lagged = {"title": "C", "links": (LinkText("A one, B two", LinkType.FS, 2),)}
    assert links("A one", "B two", lagged) == (Link(0), Link(1, LinkType.FS, 2))
    _, findings = plan_of("Design", after("Design, biuld"))
    assert codes(findings) == [(3, "depends_on", "dependency-unknown")]
    assert "“biuld”" in findings[0].message


@pytest.mark.parametrize(
    ("drafts", "code", "said", "hint"),
    [
        (("Design approved", after("Design aproved")), "dependency-unknown", "Design aproved", "“Design approved”"),
        (("A", after("99")), "dependency-unknown", "is no row of the plan", "ID, title or row"),
        (("A", "a", after("A")), "dependency-ambiguous", "rows 2, 3", "row number"),
        (({"title": "A", "phase": "Design"}, after("Design")), "dependency-unknown", "is a phase", "last milestone"),
        ((after("B"),), "dependency-self", "depends on itself", "reached first"),
        ((after("2"),), "dependency-self", "depends on itself", "reached first"),
    ],
)  # fmt: skip
def test_a_dependency_on_nothing_certain_is_an_error_and_dropped(drafts, code, said, hint):
    plan, (finding,) = plan_of(*drafts)
    assert plan.items[-1].links == ()
    assert (finding.severity, finding.field, finding.code) == (Severity.ERROR, "depends_on", code)
    assert said in finding.message
    assert hint in finding.hint


# Cycles.


def test_a_cycle_is_an_error_that_names_the_rows_in_order_round_it():
    drafts = (
        after("C", title="A"),
        after("A", title="B"),
        after("B", title="C"),
        after("C", title="D"),
    )
    plan, (finding,) = plan_of(*drafts)
    assert plan.loops == {0, 1, 2}
    assert (finding.row, finding.code, finding.severity) == (2, "dependency-loop", Severity.ERROR)
    assert "row 2 (A) → row 4 (C) → row 3 (B) → row 2" in finding.message


def test_a_row_that_waits_for_what_it_is_part_of_is_in_a_cycle():
    plan, (finding,) = plan_of("A", after("A", parent="A"))
    assert plan.loops == {0, 1}
    assert plan.items[1].parent == 0
    assert finding.code == "dependency-loop"


def test_two_cycles_are_two_errors():
    drafts = (
        after("B", title="A"),
        after("A", title="B"),
        after("D", title="C"),
        after("C", title="D"),
    )
    plan, findings = plan_of(*drafts)
    assert [finding.row for finding in findings] == [2, 4]
    assert plan.loops == {0, 1, 2, 3}


@pytest.mark.parametrize("closed", [False, True])
def test_a_chain_of_ten_thousand_is_no_burden(closed):
    count = 10_000
    drafts = [after(f"T{n - 1}", title=f"T{n}") for n in range(1, count)]
    first = after(f"T{count - 1}", title="T0") if closed else "T0"
    plan, findings = plan_of(*reversed(drafts), first)
    assert len(plan.loops) == (count if closed else 0)
    assert len(findings) == closed
    assert all(len(finding.message) < 400 for finding in findings)


@given(st.integers(1, 8).flatmap(lambda n: st.lists(
    st.lists(st.integers(0, n - 1), max_size=3), min_size=n, max_size=n)))  # fmt: skip
def test_exactly_the_positions_that_reach_themselves_by_another_are_in_cycles(graph):
    graph = [[name for name in names if name != place] for place, names in enumerate(graph)]
    reach = [set(names) for names in graph]
    for _ in graph:
        reach = [found.union(*(reach[name] for name in found)) for found in reach]
    found = list(loops_in(graph))
    members = [place for _, knot in found for place in knot]
    assert sorted(members) == [place for place, reached in enumerate(reach) if place in reached]
    for way, knot in found:
        assert way[0] == min(knot)
        assert all(
            name in graph[place] for place, name in zip(way, (*way[1:], way[0]), strict=True)
        )
